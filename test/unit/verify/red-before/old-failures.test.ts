import assert from 'node:assert/strict';
import { isSameFailure } from '../../../../src/engine/verify/red-before/old-failures';
import { evidence } from '../../../support/fakes';

describe('isSameFailure', () => {
  const failure = (test: string, message: string, path = 'a.test.ts') =>
    evidence('tests', `${path} ${test} ${message}`, { path, test, message });
  const before = failure('holds (seed=12)', 'expected 3 with seed=12');

  it('is true for what varies in the name, and with it in the message', () => {
    assert.equal(isSameFailure(before, before), true);
    assert.equal(isSameFailure(before, failure('holds (seed=-7041)', 'expected 3 with seed=-7041')), true);
  });

  it('is false for other words, another test, another file, and the same test with another message', () => {
    assert.equal(isSameFailure(before, failure('holds (seed=9)', 'is not a function')), false);
    assert.equal(isSameFailure(before, failure('breaks (seed=9)', 'expected 3 with seed=9')), false);
    assert.equal(isSameFailure(before, failure('holds (seed=9)', 'expected 3 with seed=9', 'b.test.ts')), false);
    assert.equal(isSameFailure(before, failure('holds (seed=12)', 'expected 4 with seed=12')), false);
  });
});
