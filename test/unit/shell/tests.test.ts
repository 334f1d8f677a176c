import assert from 'node:assert/strict';
import { NO_PERMISSIONS } from '../../../src/engine/contract/task';
import type { TestReport } from '../../../src/engine/contract/test-run';
import { titleOf } from '../../../src/shell/run-title';
import { placeFailures, testScriptLine } from '../../../src/shell/tests/failure-places';
import { fixErrorTask, fixRequestSchema, fixTask } from '../../../src/shell/tests/fix/fix-request';

const report: TestReport = {
  command: 'npm test',
  runner: 'node:test',
  exitCode: 1,
  executed: 2,
  passed: 1,
  tests: [],
  failed: [],
  errors: [],
  output: '',
  ms: 5,
};

describe('the place where a failure is shown', () => {
  it('is the one that the runner reports', () => {
    const failed = [{ name: 'a > b', path: 'test/a.test.ts', line: 7, message: 'wrong', expected: '1', actual: '2' }];
    assert.deepEqual(placeFailures({ ...report, failed }, 3), [
      { path: 'test/a.test.ts', line: 7, test: 'a > b', message: 'a > b: wrong\nexpected: 1\nactual: 2' },
    ]);
  });

  it('is the first line of a file without a line, and the test script without a file', () => {
    const places = placeFailures(
      { ...report, failed: [{ name: 'a', message: 'm' }], errors: [{ path: 'test/x.ts', message: 'does not load' }] },
      3,
    );
    assert.deepEqual(
      places.map(({ path, line, test }) => [path, line, test]),
      [
        ['package.json', 3, 'a'],
        ['test/x.ts', 1, undefined],
      ],
    );
  });

  it('is the test script when a command fails without naming a test', () => {
    const [place] = placeFailures({ ...report, runner: 'command', executed: null, passed: null }, 4);
    assert.equal(place?.path, 'package.json');
    assert.equal(place?.line, 4);
    assert.match(place?.message ?? '', /exit code 1/);
    assert.deepEqual(placeFailures({ ...report, exitCode: 0 }, 4), []);
  });

  it('finds the test script', () => {
    assert.equal(testScriptLine('{\n  "scripts": {\n    "test": "vitest"\n  }\n}'), 3);
    assert.equal(testScriptLine(null), 1);
  });
});

describe('a fix', () => {
  it('of one test has this test as its target and may not change tests', () => {
    const task = fixTask([{ name: 'a > b', path: 'test/a.test.ts' }], false);
    assert.deepEqual(task.targets, [{ name: 'a > b', path: 'test/a.test.ts' }]);
    assert.deepEqual(task.allow, { tests: false, config: false });
    assert.deepEqual(task.files, ['test/a.test.ts']);
    assert.equal(titleOf({ task: { ...task, files: [...task.files] } }), 'Fix "a > b" (a.test.ts)');
  });

  it('may change the test only if the user says that it is wrong', () => {
    const task = fixTask([{ name: 'a' }], true);
    assert.deepEqual(task.allow, { tests: true, config: false });
    assert.match(task.text, /the test is wrong/);
  });

  it('of everything has no target', () => {
    assert.equal('targets' in fixTask([], false), false);
    assert.equal(titleOf({ task: { kind: 'fix', text: '', files: [], allow: NO_PERMISSIONS } }), 'Fix all failures');
  });

  it('is about one line of a file for a type error, whose message is cut', () => {
    const task = fixErrorTask('src/a.ts', { line: 7, message: `TS2322: ${'x'.repeat(900)}` });
    assert.deepEqual([task.kind, task.files, task.selection?.startLine], ['fix', ['src/a.ts'], 7]);
    assert.match(task.text, /^Fix the type error in src\/a\.ts, line 7: TS2322: x+$/);
    assert.ok(task.text.length < 600);
  });

  it('is only read from the argument of a lightbulb', () => {
    assert.equal(fixRequestSchema.safeParse({ label: 'x', id: 'y' }).success, false);
    assert.equal(fixRequestSchema.safeParse(undefined).success, false);
    assert.equal(
      fixRequestSchema.safeParse({ folder: 'file:///w', path: 'a.ts', test: 't', testIsWrong: false }).success,
      true,
    );
  });
});
