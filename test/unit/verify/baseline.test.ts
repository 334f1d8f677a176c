import assert from 'node:assert/strict';
import { NO_PERMISSIONS, type Task } from '../../../src/engine/contract/task';
import type { TestReport } from '../../../src/engine/contract/test-run';
import { type Baseline, goalsOf, lostTests, testsThatCount, typesThatCount } from '../../../src/engine/verify/baseline';
import { createImportGraph } from '../../../src/engine/workspace/imports/import-graph';
import { evidence, memorySnapshot } from '../../support/fakes';

const report = (tests: TestReport['tests']): TestReport => ({
  command: 'npm test',
  runner: 'vitest',
  exitCode: 0,
  executed: tests.length,
  passed: tests.length,
  tests,
  failed: [],
  errors: [],
  output: '',
  ms: 1,
});
const failing = (path: string, test: string, message = 'm') =>
  evidence('tests', `${path} ${test} ${message}`, { path, test, message });
const baseline = (parts: Partial<Baseline>): Baseline => ({ types: [], tests: [], report: report([]), ...parts });
const task = (parts: Partial<Task>): Task => ({
  kind: 'generate',
  text: 't',
  files: [],
  allow: NO_PERMISSIONS,
  ...parts,
});
const snapshot = memorySnapshot({
  'src/a.ts': '',
  'src/b.ts': "import './a.js';",
  'src/c.ts': '',
  'test/b.test.ts': "import { b } from '../src/b';",
  'test/c.test.ts': "import { c } from '../src/c';",
});

describe('goalsOf', () => {
  const red = baseline({
    types: [evidence('types', 'T', { path: 'src/c.ts' })],
    tests: [failing('test/b.test.ts', 'b'), failing('test/c.test.ts', 'c')],
  });

  it('is everything red for a fix and nothing for another task', () => {
    assert.equal(goalsOf(task({ kind: 'fix' }), red).length, 3);
    assert.equal(goalsOf(task({ kind: 'generate' }), red).length, 0);
  });

  it('is only the target test, or what is red in the files in focus', () => {
    assert.deepEqual(
      goalsOf(task({ kind: 'fix', targets: [{ name: 'b', path: 'test/b.test.ts' }] }), red).map(({ test }) => test),
      ['b'],
    );
    assert.deepEqual(
      goalsOf(task({ kind: 'fix', files: ['test/c.test.ts'] }), red).map(({ test }) => test),
      ['c'],
    );
    assert.equal(goalsOf(task({ kind: 'fix', files: ['src/other.ts'] }), red).length, 3);
  });
});

describe('typesThatCount', () => {
  it('forgives what was red in the baseline, unless it is a goal', () => {
    const old = evidence('types', 'old');
    const fresh = evidence('types', 'fresh');
    const before = baseline({ types: [old] });
    assert.deepEqual(typesThatCount([old, fresh], before, []), [fresh]);
    assert.deepEqual(typesThatCount([old, fresh], before, [old]), [old, fresh]);
  });
});

describe('testsThatCount', () => {
  const count = (
    found: ReturnType<typeof failing>[],
    context: { base: Baseline; goals?: ReturnType<typeof failing>[]; changed: string; kind?: Task['kind'] },
  ) =>
    testsThatCount(found, {
      baseline: context.base,
      goals: context.goals ?? [],
      graph: createImportGraph(snapshot, new Map([[context.changed, 'x']])),
      files: new Map([[context.changed, 'x']]),
      task: task({ kind: context.kind ?? 'generate' }),
    });

  it('forgives a failure of the baseline that the change cannot affect, whatever its message is now', async () => {
    const base = baseline({ tests: [failing('test/c.test.ts', 'c')] });
    assert.deepEqual(await count([failing('test/c.test.ts', 'c', 'other words')], { base, changed: 'src/a.ts' }), []);
  });

  it('counts a new failure, and an old one that imports the change through several files', async () => {
    const base = baseline({ tests: [failing('test/b.test.ts', 'b')] });
    assert.equal((await count([failing('test/c.test.ts', 'c')], { base, changed: 'src/a.ts' })).length, 1);
    assert.equal((await count([failing('test/b.test.ts', 'b')], { base, changed: 'src/a.ts' })).length, 1);
  });

  it('counts a goal whatever its message is now, and no other old failure for a fix', async () => {
    const [goal, other] = [failing('test/b.test.ts', 'b'), failing('test/c.test.ts', 'c')];
    const base = baseline({ tests: [goal, other] });
    const found = await count([failing('test/b.test.ts', 'b', 'new words'), other], {
      base,
      goals: [goal],
      changed: 'src/c.ts',
      kind: 'fix',
    });
    assert.deepEqual(
      found.map(({ test }) => test),
      ['b'],
    );
  });

  it('cannot forgive an exit code, because it does not say what failed', async () => {
    const exit = evidence('tests', 'exit');
    const found = await testsThatCount([exit], {
      baseline: baseline({ tests: [exit] }),
      goals: [],
      graph: createImportGraph(snapshot),
      files: new Map([['src/a.ts', '']]),
      task: task({}),
    });
    assert.equal(found.length, 1);
  });
});

describe('lostTests', () => {
  it('finds tests that ran before and are missing or skipped now', () => {
    const before = baseline({
      report: report([
        { name: 'a', status: 'passed' },
        { name: 'b', status: 'failed' },
        { name: 'c', status: 'skipped' },
        { name: 'd', status: 'passed' },
      ]),
    });
    const now = report([
      { name: 'a', status: 'skipped' },
      { name: 'd', status: 'passed' },
    ]);
    assert.deepEqual(
      lostTests(now, before).map(({ test }) => test),
      ['a', 'b'],
    );
  });

  it('counts tests that share a name', () => {
    const same = { name: 'row', path: 'test/a.test.ts', status: 'passed' } as const;
    assert.equal(lostTests(report([same]), baseline({ report: report([same, same, same]) })).length, 2);
    assert.equal(lostTests(report([same, same, same]), baseline({ report: report([same]) })).length, 0);
  });
});
