import assert from 'node:assert/strict';
import type { TestReport } from '../../../../src/engine/contract/test-run';
import { stillRed, turnedRed, withTargets } from '../../../../src/shell/tests/keep-green/turned-red';

const path = 'test/a.test.ts';
const test = (name: string, status: 'passed' | 'failed', file = path) => ({ name, path: file, status });
const failure = (name: string, file = path) => ({ name, path: file, message: 'wrong' });
const report = (parts: Partial<TestReport>): TestReport => ({
  command: 'npm test',
  runner: 'node:test',
  exitCode: 0,
  executed: 2,
  passed: 2,
  tests: [],
  failed: [],
  errors: [],
  output: '',
  ms: 5,
  ...parts,
});
const names = (targets: readonly { readonly name: string }[]) => targets.map(({ name }) => name);

describe('the tests that a save turned red', () => {
  const before = report({
    tests: [test('a', 'passed'), test('b', 'passed'), test('old', 'failed')],
    failed: [failure('old')],
  });

  it('passed before and fail now; those that failed before, and new ones, are not meant', () => {
    const tests = [test('a', 'failed'), test('b', 'passed'), test('old', 'failed'), test('new', 'failed')];
    const now = report({ tests, failed: [failure('a'), failure('old'), failure('new')] });
    assert.deepEqual(turnedRed(before, now), [{ name: 'a', path }]);
    assert.deepEqual(turnedRed(before, before), []);
  });

  it('are all that passed in a file that does not load any more', () => {
    const now = report({ errors: [{ path, message: 'SyntaxError' }] });
    assert.deepEqual(names(turnedRed(before, now)), ['a', 'b']);
    const elsewhere = report({ errors: [{ path: 'test/b.test.ts', message: 'SyntaxError' }] });
    assert.deepEqual(turnedRed(before, elsewhere), []);
  });

  it('are told apart by their files', () => {
    const now = report({
      tests: [test('a', 'passed'), test('a', 'failed', 'test/b.test.ts')],
      failed: [failure('a', 'test/b.test.ts')],
    });
    assert.deepEqual(turnedRed(before, now), []);
  });

  it('stay red until they pass, and none is meant twice', () => {
    const red = [
      { name: 'a', path },
      { name: 'b', path },
    ];
    const now = report({ tests: [test('a', 'passed'), test('b', 'failed')], failed: [failure('b')] });
    assert.deepEqual(names(stillRed(red, now)), ['b']);
    assert.deepEqual(names(withTargets(red, [{ name: 'b', path }, { name: 'c' }])), ['a', 'b', 'c']);
  });
});
