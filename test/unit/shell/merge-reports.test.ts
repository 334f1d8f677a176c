import assert from 'node:assert/strict';
import type { TestReport } from '../../../src/engine/contract/test-run';
import { filesOf, mergeReports, verifiedReport } from '../../../src/shell/tests/explorer/merge-reports';

describe('the results of several test runs', () => {
  const report = (more: Partial<TestReport>): TestReport => ({
    command: 'npm test',
    runner: 'vitest',
    exitCode: 0,
    executed: 0,
    passed: 0,
    tests: [],
    failed: [],
    errors: [],
    output: '',
    ms: 9000,
    ...more,
  });
  const passed = (path: string) => ({ name: 'a', path, status: 'passed' }) as const;
  const failed = (path: string) => ({ name: 'a', path, message: 'wrong' });
  const before = report({
    tests: [passed('a.test.ts'), passed('b.test.ts')],
    failed: [failed('a.test.ts'), failed('b.test.ts'), failed('gone.test.ts')],
    errors: [{ path: 'b.test.ts', message: 'broken' }, { message: 'nowhere' }],
  });

  it('keep those of the files that did not run again, and the duration of all tests', () => {
    const now = report({ tests: [passed('a.test.ts')], narrowed: true, ms: 10 });
    const { tests, failed: red, errors, ms } = mergeReports(before, now, ['a.test.ts', 'gone.test.ts']);
    assert.deepEqual([tests, ms], [[passed('b.test.ts'), passed('a.test.ts')], 9000]);
    assert.deepEqual([red, errors], [[failed('b.test.ts')], [{ path: 'b.test.ts', message: 'broken' }]]);
  });

  it('are replaced by a run of all tests, and are the first ones where there are none', () => {
    const now = report({ tests: [passed('a.test.ts')] });
    assert.equal(mergeReports(before, now), now);
    const narrowed = report({ narrowed: true });
    assert.equal(mergeReports(undefined, narrowed), narrowed);
  });

  it('name the files that they are about', () => {
    assert.deepEqual([...filesOf(before, ['c.test.ts'])], ['c.test.ts', 'a.test.ts', 'b.test.ts', 'gone.test.ts']);
  });

  it('all pass once a verified change is accepted, but for those that it leaves red', () => {
    const red = (path: string) => ({ name: 'a', path, status: 'failed' }) as const;
    const known = report({ ...before, tests: [red('a.test.ts'), red('b.test.ts'), passed('c.test.ts')] });
    const { tests, failed: left, errors } = verifiedReport(known, [{ name: 'a', path: 'b.test.ts' }]);
    assert.deepEqual(tests, [passed('a.test.ts'), red('b.test.ts'), passed('c.test.ts')]);
    assert.deepEqual([left, errors], [[failed('b.test.ts')], []]);
  });
});
