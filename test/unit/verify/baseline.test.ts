import assert from 'node:assert/strict';
import { newEvidence } from '../../../src/engine/contract/evidence';
import { NO_PERMISSIONS, type Task } from '../../../src/engine/contract/task';
import type { TestReport } from '../../../src/engine/contract/test-run';
import { type Baseline, forgivenTypes, lostTests, testsThatCount } from '../../../src/engine/verify/baseline';
import { exitFingerprint, testEvidence } from '../../../src/engine/verify/to-evidence';
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
const baseline = (parts: Partial<Baseline>): Baseline => ({
  types: [],
  tests: [],
  goals: [],
  report: report([]),
  ...parts,
});
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

describe('forgivenTypes', () => {
  it('forgives what was red in the baseline, unless it is a goal', () => {
    const old = evidence('types', 'old');
    const fresh = evidence('types', 'fresh');
    const before = baseline({ types: [old] });
    assert.deepEqual(newEvidence([old, fresh], forgivenTypes(before, [])), [fresh]);
    assert.deepEqual(newEvidence([old, fresh], forgivenTypes(before, [old])), [old, fresh]);
  });
});

describe('testsThatCount', () => {
  const count = (
    found: ReturnType<typeof failing>[],
    context: {
      base: Baseline;
      goals?: ReturnType<typeof failing>[];
      changed: string;
      kind?: Task['kind'];
      now?: TestReport;
    },
  ) =>
    testsThatCount(found, {
      baseline: context.base,
      goals: context.goals ?? [],
      graph: createImportGraph(snapshot, new Map([[context.changed, 'x']])),
      files: new Map([[context.changed, 'x']]),
      report: context.now ?? report([]),
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

  it('forgives a test file without results that the command passes, unless it differs or is asked for', async () => {
    const path = 'test/b.test.ts';
    const ended = (message: string) => failing(path, path, message);
    const old = ended('ended before "b" had a result');
    const base = baseline({ tests: [old], report: { ...report([]), exitCode: 1 } });
    const counted = async (found: typeof old, now: Partial<TestReport> = {}, text = 't') =>
      (
        await testsThatCount([found], {
          baseline: base,
          goals: [],
          graph: createImportGraph(snapshot, new Map([['src/a.ts', 'x']])),
          files: new Map([['src/a.ts', 'x']]),
          task: task({ text }),
          report: { ...report([]), ...now },
        })
      ).length;
    assert.equal(await counted(old), 0);
    assert.equal(await counted(old, { exitCode: 1 }), 1, 'something is red');
    assert.equal(await counted(ended('ended before "b", "c" had a result')), 1, 'one more test has none');
    assert.equal(await counted(old, {}, 'make b.test.ts run'), 1, 'the request is about it');
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

  it('recognises an old failure by what does not vary in its name', async () => {
    const before = report([{ name: 'seed 12', path: 'test/c.test.ts', status: 'failed' }]);
    const base = baseline({ tests: [failing('test/c.test.ts', 'seed 12')], report: before });
    const found = [failing('test/c.test.ts', 'seed 999')];
    const now = report([{ name: 'seed 999', path: 'test/c.test.ts', status: 'failed' }]);
    assert.equal((await count(found, { base, changed: 'src/a.ts', now })).length, 0);
    const both = report([...before.tests, ...now.tests]);
    assert.equal((await count(found, { base, changed: 'src/a.ts', now: both })).length, 1, 'another test');
  });

  it('recognises an old failure by its file alone where the change cannot affect it, one for one', async () => {
    const [red, blue, green] = ['red', 'blue', 'green'].map((name) => failing('test/c.test.ts', `mixes ${name}`));
    assert.ok(red && blue && green);
    const results = (...items: (typeof red)[]) =>
      report(items.map(({ test = '', path }) => ({ name: test, path, status: 'failed' as const })));
    const base = baseline({ tests: [red], report: results(red) });
    const counted = (found: (typeof red)[], changed: string, goals: (typeof red)[] = []) =>
      count(found, { base, changed, goals, now: results(...found), kind: 'fix' });
    assert.deepEqual(await counted([blue], 'src/a.ts'), []);
    assert.deepEqual(await counted([blue, green], 'src/a.ts'), [green], 'one more than before');
    assert.deepEqual(await counted([red, blue], 'src/a.ts'), [blue], 'the old one is still there');
    assert.deepEqual(await counted([blue], 'src/c.ts'), [blue], 'the change may have broken it');
    assert.deepEqual(await counted([blue], 'src/a.ts', [red]), [blue], 'it is the goal under another name');
  });

  const THRESHOLD = 'ERROR: Coverage for lines (51.2%) does not meet global threshold (80%)\n';
  const exitCounts = async (before: Partial<TestReport>, now: Partial<TestReport>, tests = ['exit']) => {
    const [old, found] = [before, now].map((parts) => ({ ...report([]), exitCode: 1, ...parts }));
    assert.ok(old && found);
    const exit = { ...evidence('tests', exitFingerprint(found)), message: 'ended with exit code 1' };
    const counted = await testsThatCount([exit], {
      baseline: baseline({
        tests: tests.map((name) => (name === 'exit' ? exit : evidence('tests', name))),
        report: old,
      }),
      goals: [],
      graph: createImportGraph(snapshot),
      files: new Map([['src/a.ts', '']]),
      task: task({}),
      report: found,
    });
    return counted.length === 1;
  };

  it('forgives a red exit status only for the reason that it had before', async () => {
    const other = THRESHOLD.replace('51.2', '49.8');
    assert.equal(await exitCounts({ output: THRESHOLD }, { output: other }), false, 'only the number differs');
    assert.equal(await exitCounts({ output: THRESHOLD }, { output: THRESHOLD, exitCode: 2 }), true, 'other status');
    assert.equal(
      await exitCounts({ output: THRESHOLD }, { output: `${THRESHOLD}Error: one more\n` }),
      true,
      'something else, too',
    );
    assert.equal(await exitCounts({ output: THRESHOLD }, { output: THRESHOLD + THRESHOLD }), true, 'more often');
    assert.equal(await exitCounts({ exitCode: 0 }, { output: THRESHOLD }), true, 'green before');
  });

  it('forgives old obsolete snapshots, and no new one', async () => {
    const obsolete = (...names: string[]) =>
      `PASS ./a.test.js\n › ${names.length} snapshot${names.length > 1 ? 's' : ''} obsolete.\n` +
      `${names.map((name) => `   • ${name}\n`).join('')}Snapshot Summary\n › ${names.length} snapshot obsolete ` +
      `from 1 test suite. To remove it, run \`npm test -- -u\`.\n   ↳ ./a.test.js\n` +
      `${names.map((name) => `       • ${name}\n`).join('')}\nTests:       2 passed, 2 total\nTime:        0.847 s\n`;
    assert.equal(await exitCounts({ output: obsolete('old 1') }, { output: obsolete('old 1') }), false);
    assert.equal(
      await exitCounts({ output: obsolete('old 1', 'b 2') }, { output: obsolete('b 2') }),
      false,
      'one less',
    );
    assert.equal(
      await exitCounts({ output: obsolete('old 1') }, { output: obsolete('old 1', 'b 2') }),
      true,
      'one more',
    );
    assert.equal(await exitCounts({ output: obsolete('old 1') }, { output: obsolete('old 2') }), true, 'another one');
  });

  it('forgives it after failing tests only where the output says that it stood beside them', async () => {
    const failed = [{ name: 'a', message: 'no' }];
    assert.equal(await exitCounts({ output: THRESHOLD, failed }, { output: THRESHOLD }, ['a']), false);
    assert.equal(await exitCounts({ output: 'Error: no\n', failed }, { output: 'Error: no\n' }, ['a']), true);
  });
});

describe('a red step in front of the tests', () => {
  const LINT = 'src/old.js\n  12:3  error  Unexpected var  no-var\n\n✖ 1 problem (1 error, 0 warnings)\n';
  const MORE = LINT.replace('\n\n', '\n  14:3  error  Unexpected var  no-var\n\n').replace(
    '1 problem (1',
    '2 problems (2',
  );
  const PRETTIER = 'Checking formatting...\n[warn] src/old.js\n[warn] Code style issues found in the above file.\n';
  const counts = async (before: string | undefined, now: string, code = 1) => {
    const inFront = (output: string | undefined) => (output === undefined ? {} : { inFront: { exitCode: 1, output } });
    const found = { ...report([]), inFront: { exitCode: code, output: now } };
    const base = baseline({ report: { ...report([]), ...inFront(before) } });
    const all = await testEvidence(found, async () => undefined);
    assert.equal(all.length, 1);
    const context = { baseline: base, goals: [], files: new Map([['src/a.ts', '']]), task: task({}), report: found };
    return (await testsThatCount(all, { ...context, graph: createImportGraph(snapshot) })).length === 1;
  };

  it('counts unless each line that it prints stood before', async () => {
    assert.equal(await counts(LINT, LINT.replace('12:3', '15:3')), false, 'the same in another line');
    assert.equal(await counts(MORE, LINT), false, 'one less');
    assert.equal(await counts(LINT, MORE), true, 'one more');
    assert.equal(await counts(LINT, LINT.replace('old', 'new')), true, 'another file');
    assert.equal(await counts(PRETTIER, PRETTIER), false);
    assert.equal(await counts(PRETTIER, PRETTIER.replace('old', 'new')), true, 'another file without formatting');
    assert.equal(await counts(LINT, LINT, 2), true, 'another exit code');
    assert.equal(await counts(undefined, LINT), true, 'green before');
  });

  it('counts beside tests that failed before, too', async () => {
    const failed = [{ name: 'c', path: 'test/c.test.ts', message: 'no' }];
    const found = { ...report([]), failed, exitCode: 1, inFront: { exitCode: 1, output: LINT } };
    const all = await testEvidence(found, async () => undefined);
    assert.deepEqual(
      all.map(({ test }) => test),
      ['c', undefined],
    );
    const base = baseline({ tests: all.slice(0, 1), report: { ...report([]), failed, exitCode: 1 } });
    const context = { baseline: base, goals: [], files: new Map([['src/a.ts', '']]), task: task({}), report: found };
    const counted = await testsThatCount(all, { ...context, graph: createImportGraph(snapshot) });
    assert.match(counted[0]?.message ?? '', /^A step of `npm test` in front of the tests ended with exit code 1/);
  });
});

describe('a command that goes on after its tests', () => {
  const WENT_ON = { wentOn: { seconds: 30, keptBy: ['a server'] } };
  const count = async (before: Partial<TestReport>, now: Partial<TestReport>) => {
    const [old, found] = [before, now].map((more) => ({ ...report([]), ...more }));
    assert.ok(old && found);
    const all = await testEvidence(found, async () => undefined);
    const base = baseline({ report: old, tests: await testEvidence(old, async () => undefined) });
    const context = { baseline: base, goals: [], files: new Map([['src/a.ts', '']]), task: task({}), report: found };
    return testsThatCount(all, { ...context, graph: createImportGraph(snapshot) });
  };

  it('counts unless it did so before, whatever kept it alive then', async () => {
    const [red, ...others] = await count({}, WENT_ON);
    assert.match(red?.message ?? '', /^The tests ended, but the command went on and was stopped after 30 s: /);
    assert.deepEqual(others, []);
    assert.deepEqual(await count(WENT_ON, WENT_ON), []);
    assert.deepEqual(await count({ wentOn: { seconds: 30, keptBy: ['a timer'] } }, WENT_ON), []);
    assert.deepEqual(await count(WENT_ON, {}), [], 'one that ends is no worse');
  });

  it('hides neither a failing test nor a red exit status', async () => {
    const failed = [{ name: 'c', path: 'test/c.test.ts', message: 'no' }];
    const tests = await count(WENT_ON, { ...WENT_ON, failed, exitCode: 1 });
    assert.deepEqual(
      tests.map(({ test }) => test),
      ['c'],
    );
    const [exit] = await count(WENT_ON, { ...WENT_ON, exitCode: 1, output: 'threshold not met' });
    assert.match(exit?.message ?? '', /ended with exit code 1/);
  });
});

describe('a red step behind the tests', () => {
  const counts = async (before: string, now: string) => {
    const [old, found] = [before, now].map((output) => ({ ...report([]), exitCode: 1, output }));
    assert.ok(old && found);
    const all = await testEvidence(found, async () => undefined);
    const base = baseline({ report: old, tests: await testEvidence(old, async () => undefined) });
    const context = { baseline: base, goals: [], files: new Map([['src/a.ts', '']]), task: task({}), report: found };
    return (await testsThatCount(all, { ...context, graph: createImportGraph(snapshot) })).length === 1;
  };

  it('counts for another size or format than before only', async () => {
    const size = '  Package size limit has exceeded by 5 B\n  Size limit: 10 B\n  Size:       15 B brotlied\n';
    assert.equal(await counts(size, size.replace('15 B', '17 B')), false);
    assert.equal(await counts('[warn] src/old.js\n', '[warn] src/old.js\n'), false);
    assert.equal(await counts('[warn] src/old.js\n', '[warn] src/old.js\n[warn] src/new.js\n'), true);
    assert.equal(await counts(size, `${size}[warn] src/new.js\n`), true);
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

  const inFile = (path: string, ...names: string[]) => names.map((name) => ({ name, path, status: 'passed' as const }));
  const lost = (before: TestReport['tests'], now: TestReport['tests']) =>
    lostTests(report(now), baseline({ report: report(before) })).map(({ test }) => test);

  it('does not take a new name for a lost test: seeds, ports, dates, temporary paths, random data', () => {
    const before = inFile('a.test.ts', 'seed=-1716718712', 'on port 51234', 'at 2026-11-25T10:00:00', 'in /tmp/x-Ab3');
    const now = inFile('a.test.ts', 'seed=99', 'on port 40001', 'at 2026-11-26T11:30:00', 'in /tmp/x-kQz');
    assert.deepEqual(lost(before, now), []);
    assert.deepEqual(lost(inFile('a.test.ts', 'likes pear'), inFile('a.test.ts', 'likes plum')), []);
  });

  it('finds the test whose name is gone when a file runs fewer of them', () => {
    const before = inFile('a.test.ts', 'one', 'seed=1', 'two');
    assert.deepEqual(lost(before, inFile('a.test.ts', 'one', 'seed=2')), ['two']);
    assert.deepEqual(lost(before, []), ['one', 'seed=1', 'two']);
  });

  it('does not make up for it with the tests of another file', () => {
    const before = [...inFile('a.test.ts', 'one', 'seed=1'), ...inFile('b.test.ts', 'three')];
    const now = [...inFile('a.test.ts', 'one'), ...inFile('b.test.ts', 'three', 'seed=1')];
    assert.deepEqual(lost(before, now), ['seed=1']);
  });

  it('matches only by name where the runner reports no files', () => {
    assert.deepEqual(
      lost(
        [
          { name: 'seed=1', status: 'passed' },
          { name: 'old', status: 'passed' },
        ],
        [
          { name: 'seed=2', status: 'passed' },
          { name: 'new', status: 'passed' },
        ],
      ),
      ['old'],
    );
  });
});
