import assert from 'node:assert/strict';
import { allowancesFor } from '../../src/engine/allowances';

describe('allowancesFor', () => {
  it('opens existing tests when the request is about tests, or a test file is in focus', () => {
    for (const text of ['Update the tests for the new rate', 'rename the test "adds" to "sums"', 'Add a failing test case for leap years', 'Fix the flaky spec']) {
      assert.equal(allowancesFor(text, []).tests, true, text);
    }
    assert.equal(allowancesFor('Make it faster', ['test/a.test.ts']).tests, true);
  });

  it('keeps tests closed when they are only the measure', () => {
    for (const text of ['Implement the parser', 'Fix the parser so that the tests pass', 'Change parse() until all tests are green', 'Add a retry to fetchAll']) {
      assert.equal(allowancesFor(text, ['src/a.ts']).tests, false, text);
    }
  });

  it('opens configuration by focus, never by words', () => {
    assert.equal(allowancesFor('Update tsconfig.json and the tests', ['src/a.ts']).config, false);
    for (const path of ['tsconfig.json', 'package.json', 'packages/a/vitest.config.ts', '.github/workflows/ci.yml']) {
      assert.equal(allowancesFor('x', [path]).config, true, path);
    }
    for (const path of ['.env', 'node_modules/x/index.js']) assert.equal(allowancesFor('x', [path]).config, false, path);
  });
});
