import assert from 'node:assert/strict';
import type { EventBody } from '../../../src/engine/contract/events';
import { NO_PERMISSIONS, type Task } from '../../../src/engine/contract/task';
import type { Runner, TestProblem, TestReport, TestRunRequest } from '../../../src/engine/contract/test-run';
import type { Verdict } from '../../../src/engine/contract/verdict';
import type { Baseline } from '../../../src/engine/verify/baseline';
import { createFlakyTests, type FlakyTests } from '../../../src/engine/verify/flaky/flaky-tests';
import { createJudge } from '../../../src/engine/verify/judge';
import { compareVerdicts } from '../../../src/engine/verify/verdict';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { fakeClock, inspector, memorySnapshot } from '../../support/fakes';

const FILES: Record<string, string> = {
  'package.json': '{"devDependencies":{"vitest":"4"}}',
  'src/a.ts': 'export const a = 1;\n',
  'src/b.ts': 'export const b = 1;\n',
  'test/a.test.ts': "import '../src/a';",
  'test/b.test.ts': "import '../src/b';",
  'test/c.test.ts': "import '../src/b';",
  'test/spawns.test.ts': "import 'node:child_process';",
};
/** By file: tests a1 in test/a.test.ts, b1 and b2 in test/b.test.ts, … */
const TESTS = [
  ['a1', 'test/a.test.ts'],
  ['b1', 'test/b.test.ts'],
  ['b2', 'test/b.test.ts'],
  ['c1', 'test/c.test.ts'],
  ['s1', 'test/spawns.test.ts'],
] as const;
const pathOf = (name: string): string => TESTS.find(([test]) => test === name)?.[1] ?? `test/${name}.test.ts`;

/** The failures of one run, or how else the run ended. */
type Run =
  | readonly string[]
  | TestProblem
  | { readonly wentOn: number; readonly failing: readonly string[] }
  | { readonly exitCode: number; readonly only: readonly string[] }
  | { readonly failing: readonly string[]; readonly message: string };

interface World {
  /** The baseline's run, then the candidates' runs; the last one repeats. */
  readonly runs: readonly Run[];
  readonly task?: Partial<Task>;
  readonly flakyTests?: FlakyTests;
  /** Milliseconds of every run. */
  readonly ms?: number;
  readonly runner?: Runner;
  /** Set where turbo or nx starts this runner. */
  readonly behindTasks?: Runner;
  /** False when the runner can't narrow a request to some tests. */
  readonly narrows?: boolean;
}

/** A judge whose types are green and whose tests pass except for the failures that are listed. */
function world({ runs, task, flakyTests, ms = 1, runner = 'vitest', behindTasks, narrows = true }: World) {
  const asked: string[] = [];
  const events: EventBody[] = [];
  let count = 0;
  const run = (request: TestRunRequest): TestReport | { problem: TestProblem } => {
    const { targets, files } = narrows ? request : { targets: undefined, files: undefined };
    asked.push(
      targets
        ? `only ${targets.map(({ name }) => name).join()}`
        : files
          ? `only ${files.map(({ path }) => path).join()}`
          : 'all',
    );
    if (request.goesOn) asked.push('known to go on');
    const outcome = runs[Math.min(count++, runs.length - 1)] ?? [];
    if ('kind' in outcome) return { problem: outcome };
    const failing = 'only' in outcome ? [] : 'failing' in outcome ? outcome.failing : outcome;
    const message = 'message' in outcome ? outcome.message : 'no';
    const chosen = TESTS.filter(
      ([name, path]) =>
        (!targets || targets.some((target) => target.name === name)) &&
        (!files || files.some((file) => file.path === path)) &&
        (!('only' in outcome) || outcome.only.includes(name)),
    );
    const failed = failing
      .filter((name) => chosen.some(([test]) => test === name))
      .map((name) => ({ name, path: pathOf(name), line: 1, message, expected: '1', actual: '2' }));
    return {
      command: 'npm test',
      runner,
      exitCode: 'only' in outcome ? outcome.exitCode : failed.length > 0 ? 1 : 0,
      executed: chosen.length,
      passed: chosen.length - failed.length,
      failed,
      errors: [],
      output: '',
      ms,
      tests: chosen.map(([name, path]) => ({ name, path, status: failing.includes(name) ? 'failed' : 'passed' })),
      ...('wentOn' in outcome ? { wentOn: { seconds: outcome.wentOn, keptBy: [] } } : {}),
      ...(targets || files ? { narrowed: true } : {}),
    };
  };
  const judge = createJudge({
    task: { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS, ...task },
    snapshot: memorySnapshot(FILES),
    checker: {
      check: async () => ({
        version: '6.0.3',
        engine: 'workspace',
        projects: ['tsconfig.json'],
        diagnostics: [],
        whole: true,
        checked: 'all',
        ms: 1,
      }),
      exportedTypes: async () => [],
      explain: async () => [],
      ...inspector,
      dispose: async () => {},
    },
    runner: { detect: () => Promise.reject(new Error('not asked')), run: async (request) => run(request) },
    command: { command: 'npm test', runner, behindTasks, why: 'it runs vitest' },
    testTimeoutMs: 1000,
    scratch: { dir: '/scratch', sync: async () => {}, dispose: async () => {} },
    typesCopy: { with: async () => '/scratch' },
    clock: fakeClock(),
    emit: (event) => events.push(event),
    flakyTests,
  });
  const { signal } = new AbortController();
  let baseline: Baseline | undefined;
  /** The verdict of a candidate that changes these files, and the requests that it led to. */
  const verdict = async (
    files: Record<string, string> = { 'src/a.ts': 'export const a = 2;\n' },
  ): Promise<Verdict & { readonly asked: string[]; readonly checked: string }> => {
    if (!baseline) {
      const before = await judge.baseline(signal);
      if ('impossible' in before) assert.fail(before.impossible.message);
      baseline = before;
    }
    asked.length = 0;
    const found = await judge.judge(createCandidate(new Map(Object.entries(files))), baseline, signal);
    const ended = events.findLast((event) => event.type === 'stage-end' && event.stage === 'tests');
    return { ...found, asked: [...asked], checked: ended?.type === 'stage-end' ? (ended.checked ?? '') : '' };
  };
  return { judge, verdict, signal };
}

const names = ({ evidence }: Verdict): (string | undefined)[] => evidence.map(({ test }) => test);
const SECOND = { 'src/a.ts': 'export const a = 3;\n' };
const ALL = 'all';

describe('tests whose number varies from run to run', () => {
  const without = (...lost: string[]) => ({
    exitCode: 0,
    only: TESTS.map(([name]) => name as string).filter((name) => !lost.includes(name)),
  });
  const UNCHANGED = 'only test/b.test.ts';

  it('are not lost if the unchanged workspace runs as few of them', async () => {
    const { ok, asked } = await world({ runs: [[], without('b2'), without('b2')] }).verdict();
    assert.deepEqual([ok, asked], [true, [ALL, UNCHANGED]]);
  });

  it('are lost if it runs all of them, or none of the file', async () => {
    const red = await world({ runs: [[], without('b2'), []] }).verdict();
    assert.deepEqual([red.ok, names(red), red.asked], [false, ['b2'], [ALL, UNCHANGED]]);
    const none = await world({ runs: [[], without('b2'), without('b1', 'b2')] }).verdict();
    assert.deepEqual([none.ok, names(none)], [false, ['b2']]);
  });

  it('are lost in the files that run all of them', async () => {
    const red = await world({ runs: [[], without('b2', 'c1'), without('b2')] }).verdict();
    assert.deepEqual([red.ok, names(red)], [false, ['c1']]);
  });

  it('are not looked at while another test fails', async () => {
    const { asked } = await world({ runs: [[], { exitCode: 1, only: ['a1'] }] }).verdict();
    assert.deepEqual(asked, [ALL]);
  });
});

describe('a command that goes on after its tests', () => {
  const goesOn = (seconds: number, ...failing: readonly string[]) => ({ wentOn: seconds, failing });

  it('is red when only the change makes it do so', async () => {
    const { ok, evidence, checked } = await world({ runs: [[], goesOn(30)] }).verdict();
    assert.equal(ok, false);
    assert.match(evidence[0]?.message ?? '', /^The tests ended, but the command went on and was stopped after 30 s/);
    assert.match(checked, /5 tests run, 0 failed, then it went on and was stopped after 30 s/);
  });

  it('is green when it did so before, is told that this is known, and may end now', async () => {
    const green = await world({ runs: [goesOn(30), goesOn(5)] }).verdict();
    assert.deepEqual([green.ok, green.asked], [true, [ALL, 'known to go on']]);
    assert.equal((await world({ runs: [goesOn(30), []] }).verdict()).ok, true);
  });

  it('is red by a test that fails, all the same', async () => {
    const red = await world({ runs: [goesOn(30), goesOn(5, 'a1')] }).verdict();
    assert.deepEqual([red.ok, names(red)], [false, ['a1']]);
  });

  it('is not judged by a part of its tests', async () => {
    const { ok, asked } = await world({ runs: [[], goesOn(5), []], ms: 10_000 }).verdict();
    assert.deepEqual([ok, asked], [true, ['only test/a.test.ts', ALL]]);
  });
});

describe('the tests stage, by tiers', () => {
  const RELATED = 'only test/a.test.ts';

  it('reports a red test that imports the change without running the rest', async () => {
    const red = await world({ runs: [[], ['a1']], ms: 10_000 }).verdict();
    assert.deepEqual(red.asked, [RELATED]);
    assert.deepEqual([red.ok, red.tier, names(red)], [false, 'related', ['a1']]);
    assert.match(
      red.checked,
      /^1 test file that imports the change first: `npm test` \(vitest\): 1 test run, 1 failed$/,
    );
  });

  it('runs them without turbo or nx, and believes of what is red there only tests that passed before', async () => {
    const tasks = { runner: 'command', behindTasks: 'vitest', ms: 10_000 } as const;
    const red = await world({ runs: [[], ['a1']], ...tasks }).verdict();
    assert.deepEqual([red.ok, red.tier, names(red), red.asked], [false, 'related', ['a1'], [RELATED]]);
    // Without what turbo or nx builds, a suite may not even load.
    const unbuilt = await world({ runs: [[], { exitCode: 1, only: [] }, []], ...tasks }).verdict();
    assert.deepEqual([unbuilt.ok, unbuilt.asked], [true, [RELATED, ALL]]);
    const old = await world({ runs: [['a1'], ['a1'], ['a1']], ...tasks }).verdict();
    assert.deepEqual(old.asked, [RELATED, ALL], 'it failed before as well, so that it says nothing here');
    const alone = await world({ runs: [[]], runner: 'command', ms: 10_000 }).verdict();
    assert.deepEqual(alone.asked, [ALL]);
  });

  it('is green only after the whole command', async () => {
    const { verdict } = world({ runs: [[], [], ['b1']], ms: 10_000 });
    const red = await verdict();
    assert.deepEqual(red.asked.slice(0, 2), [RELATED, ALL]);
    assert.deepEqual(names(red), ['b1']);
    const green = await world({ runs: [[]], ms: 10_000 }).verdict();
    assert.deepEqual(green.asked, [RELATED, ALL]);
    assert.match(
      green.summary,
      /; 1 test file that imports the change, then `npm test` \(vitest\): 5 tests run, 0 failed$/,
    );
  });

  it('runs them first only where that pays off and the runner can be narrowed', async () => {
    assert.deepEqual((await world({ runs: [[]], ms: 1_000 }).verdict()).asked, [ALL], 'quick');
    assert.deepEqual(
      (await world({ runs: [[]], ms: 10_000 }).verdict({ 'src/b.ts': '\n' })).asked,
      [ALL],
      'three of five tests',
    );
    assert.deepEqual((await world({ runs: [[]], ms: 10_000, runner: 'command' }).verdict()).asked, [ALL], 'no runner');
    assert.deepEqual(
      (await world({ runs: [[]], ms: 10_000 }).verdict({ 'src/new.ts': '\n' })).asked,
      [ALL],
      'nothing imports it',
    );
    assert.deepEqual(
      (await world({ runs: [[]], ms: 10_000, narrows: false }).verdict()).asked,
      [ALL],
      'the run was the whole one',
    );
  });

  it('includes new test files', async () => {
    const green = await world({ runs: [[]], ms: 10_000 }).verdict({
      ...SECOND,
      'test/new.test.ts': "import { it } from 'vitest'; import '../src/a';\nit('x', () => {});\n",
      'test/helper.ts': "import '../src/a';\n",
    });
    assert.deepEqual(green.asked, ['only test/a.test.ts,test/new.test.ts', ALL]);
  });

  it('is not green when no test ran, nor red by the exit code of a part', async () => {
    const nothing = await world({ runs: [[], { exitCode: 0, only: [] }, ['a1']], ms: 10_000 }).verdict();
    assert.deepEqual([nothing.asked, names(nothing), nothing.tier], [[RELATED, ALL], ['a1'], 'whole']);
    assert.doesNotMatch(nothing.checked, /imports the change/);
    const coverage = await world({ runs: [[], { exitCode: 1, only: ['a1'] }, []], ms: 10_000 }).verdict();
    assert.deepEqual([coverage.asked, coverage.ok], [[RELATED, ALL], true]);
  });

  it('runs the target before all others, and the whole command only once where it cannot be narrowed', async () => {
    const task = { kind: 'fix' as const, targets: [{ name: 'a1', path: 'test/a.test.ts' }] };
    const green = await world({ runs: [['a1'], []], ms: 10_000, task }).verdict();
    assert.deepEqual(green.asked, ['only a1', RELATED, ALL]);
    assert.match(green.summary, /; the target test, then 1 test file that imports the change, then `npm test`/);
    const red = await world({ runs: [['a1']], ms: 10_000, task }).verdict();
    assert.deepEqual([red.asked, red.tier], [['only a1'], 'target']);
    assert.deepEqual((await world({ runs: [['a1'], []], task, narrows: false }).verdict()).asked, [ALL]);
  });

  it('runs the files of the goals before all others for a fix without targets', async () => {
    const task = { kind: 'fix' as const };
    const red = await world({ runs: [['a1'], ['a1']], task }).verdict();
    assert.deepEqual([red.asked, red.tier, names(red)], [['only test/a.test.ts'], 'target', ['a1']]);
    assert.match(red.checked, /^1 test file that failed before first: /);
    const green = await world({ runs: [['a1'], []], task }).verdict();
    assert.deepEqual(green.asked, ['only test/a.test.ts', ALL]);
    assert.match(green.summary, /; 1 test file that failed before, then `npm test`/);
  });

  it('runs a file once that is both of a goal and related to the change', async () => {
    const task = { kind: 'fix' as const };
    const green = await world({ runs: [['a1'], []], ms: 10_000, task }).verdict();
    assert.deepEqual(green.asked, ['only test/a.test.ts', ALL]);
    const elsewhere = await world({ runs: [['c1'], []], ms: 10_000, task }).verdict();
    assert.deepEqual(elsewhere.asked.slice(0, 2), ['only test/c.test.ts', RELATED]);
  });

  it('runs everything at once where the goals are a large part of it', async () => {
    const red = await world({ runs: [['b1', 'c1']], task: { kind: 'fix' } }).verdict();
    assert.deepEqual(red.asked, [ALL]);
  });

  it('ranks a failure in a later tier above fewer failures in an earlier one', async () => {
    const early = await world({ runs: [[], ['a1']], ms: 10_000 }).verdict();
    const late = await world({ runs: [[], [], ['b1', 'b2'], ['b1', 'b2']], ms: 10_000 }).verdict();
    assert.deepEqual([early.failingTests, late.failingTests], [1, 2]);
    assert.ok(compareVerdicts(late, early) > 0);
  });

  it('cannot judge by an exit code alone', async () => {
    const { judge, signal } = world({ runs: [[]], runner: 'command' });
    assert.ok(!('impossible' in (await judge.baseline(signal))), 'with results it can');
    const blind = createJudge({
      task: { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS },
      snapshot: memorySnapshot({}),
      checker: {
        check: async () => ({
          version: '',
          engine: 'workspace',
          projects: [],
          diagnostics: [],
          whole: true,
          checked: '',
          ms: 1,
        }),
        exportedTypes: async () => [],
        explain: async () => [],
        ...inspector,
        dispose: async () => {},
      },
      runner: {
        detect: () => Promise.reject(new Error('not asked')),
        run: async () => ({
          command: 'make test',
          runner: 'command',
          exitCode: 0,
          executed: null,
          passed: null,
          tests: [],
          failed: [],
          errors: [],
          output: 'fine',
          ms: 1,
        }),
      },
      command: { command: 'make test', runner: 'command', why: '' },
      testTimeoutMs: 1,
      scratch: { dir: '/', sync: async () => {}, dispose: async () => {} },
      typesCopy: { with: async () => '/' },
      clock: fakeClock(),
      emit: () => {},
    });
    const found = await blind.baseline(signal);
    assert.ok('impossible' in found && found.impossible.reason === 'configuration');
    assert.match(
      found.impossible.message,
      /`make test` ended with exit code 0 but gave no test results[\s\S]*JUnit[\s\S]*--test-command/,
    );
  });
});

describe('the tests stage, with flaky tests', () => {
  it('repeats a new failure that the change cannot affect, names it, and remembers it', async () => {
    const flakyTests = createFlakyTests();
    const { verdict } = world({ runs: [[], ['b1'], [], ['b1']], flakyTests });
    const green = await verdict();
    assert.deepEqual([green.ok, green.asked], [true, [ALL, ALL]]);
    assert.match(
      green.summary,
      new RegExp(
        '"b1" \\(test/b\\.test\\.ts\\) failed in one of two runs, ' +
          "and its file doesn't depend on the change: flaky, not counted",
      ),
    );
    assert.match(green.checked, /"b1"/);
    const later = await verdict(SECOND);
    assert.deepEqual([later.ok, later.asked], [true, [ALL]], 'not run again');
    assert.match(later.summary, /"b1" .*failed again: known to be flaky, not counted/);
    const nextRun = await world({ runs: [[], ['b1']], flakyTests }).verdict();
    assert.deepEqual([nextRun.ok, nextRun.asked], [true, [ALL]]);
  });

  it('counts what fails twice, says so, and does not run it twice for every candidate', async () => {
    const { verdict } = world({ runs: [[], ['b1']] });
    const red = await verdict();
    assert.deepEqual([red.ok, red.asked, names(red)], [false, [ALL, ALL], ['b1']]);
    assert.match(
      red.evidence[0]?.message ?? '',
      /It did not pass in either of two runs, although its file doesn't depend on the change/,
    );
    assert.deepEqual((await verdict(SECOND)).asked, [ALL]);
  });

  it('counts without a second run what depends, or may depend, on the change', async () => {
    for (const test of ['a1', 's1']) {
      const red = await world({ runs: [[], [test], []] }).verdict();
      assert.deepEqual([red.asked, names(red)], [[ALL], [test]]);
    }
    const data = await world({ runs: [[], ['b1'], []] }).verdict({ ...SECOND, 'data.json': '{}' });
    assert.deepEqual(data.asked, [ALL]);
  });

  it('leaves out an undecided failure while another one is certain, and names it', async () => {
    const red = await world({ runs: [[], ['a1', 'b1']] }).verdict();
    assert.deepEqual([red.asked, names(red)], [[ALL], ['a1']]);
    assert.match(red.summary, /"b1" .*also failed, although its file doesn't depend on the change: not counted yet/);
  });

  it('lets no change make a test random: what it affects must pass in both of two runs', async () => {
    const { verdict } = world({ runs: [[], ['b1'], ['a1']] });
    const red = await verdict();
    assert.deepEqual([red.asked, names(red)], [[ALL, ALL], ['a1']]);
    assert.match(red.evidence[0]?.message ?? '', /passed in one run and failed in another over the same change/);
  });

  it('treats a test as flaky when two runs disagree, whichever failed', async () => {
    const green = await world({ runs: [[], ['b1'], ['c1']] }).verdict();
    assert.equal(green.ok, true);
    assert.match(green.summary, /"b1" \(test\/b\.test\.ts\), "c1" \(test\/c\.test\.ts\) failed in one of two runs/);
  });

  it('gives a known flaky test that the change affects one more run, and no third', async () => {
    const flakyTests = createFlakyTests();
    await world({ runs: [[], ['b1'], []], flakyTests }).verdict();
    const change = { 'src/b.ts': 'export const b = 2;\n' };
    const green = await world({ runs: [[], ['b1'], []], flakyTests }).verdict(change);
    assert.deepEqual([green.ok, green.asked], [true, [ALL, ALL]]);
    const red = await world({ runs: [[], ['b1']], flakyTests }).verdict(change);
    assert.deepEqual([red.ok, red.asked], [false, [ALL, ALL]]);
    assert.match(red.evidence[0]?.message ?? '', /known to be flaky, but it did not pass in either of two runs/);
  });

  it('keeps a known flaky test out of the evidence of an early tier', async () => {
    const flakyTests = createFlakyTests();
    await world({ runs: [[], ['a1'], []], flakyTests }).verdict({ 'src/b.ts': '\n' });
    const green = await world({ runs: [[], ['a1'], ['a1'], []], flakyTests, ms: 10_000 }).verdict();
    assert.deepEqual([green.ok, green.asked], [true, ['only test/a.test.ts', ALL, ALL]]);
  });

  it('never excuses the target, and says that it is flaky', async () => {
    const flakyTests = createFlakyTests();
    const task = { kind: 'fix' as const, targets: [{ name: 'a1', path: 'test/a.test.ts' }] };
    await world({ runs: [[], ['a1'], []], flakyTests }).verdict({ 'src/b.ts': '\n' });
    const { verdict } = world({ runs: [['a1'], [], ['a1'], [], [], []], flakyTests, task });
    const red = await verdict();
    assert.deepEqual([red.ok, red.asked, names(red)], [false, ['only a1', ALL], ['a1']]);
    assert.match(red.evidence[0]?.message ?? '', /passed when only some tests ran and failed when all of them ran/);
    const green = await verdict(SECOND);
    assert.deepEqual(
      [green.ok, green.asked],
      [true, ['only a1', ALL, ALL]],
      'one more, because it was seen to flicker',
    );
    assert.match(green.summary, /run twice, because the test to fix was seen to pass and fail over the same code/);
  });

  it('does not believe a fix that the change cannot explain before it passes twice', async () => {
    const green = await world({ runs: [['b1'], []], task: { kind: 'fix' } }).verdict();
    assert.deepEqual([green.ok, green.asked], [true, [ALL, ALL]]);
    assert.match(
      green.summary,
      /"b1" .*failed before this change and passed now, although its file doesn't depend on the change: flaky/,
    );
    const red = await world({ runs: [['b1'], [], ['b1']], task: { kind: 'fix' } }).verdict();
    assert.deepEqual([red.ok, names(red)], [false, ['b1']]);
    assert.match(red.evidence[0]?.message ?? '', /passed in one run and failed in another/);
  });

  it('learns from the baseline which tests are flaky', async () => {
    const { verdict } = world({ runs: [['b1'], [], ['b1']] });
    const green = await verdict();
    assert.deepEqual([green.ok, green.asked], [true, [ALL]], 'nobody asked for it');
    assert.match(green.summary, /"b1" .*failed before this change and passed now/);
    const later = await verdict({ 'src/b.ts': 'export const b = 2;\n' });
    assert.deepEqual(later.asked, [ALL, ALL], 'reached now, but known');
  });

  it('counts a second run that hangs', async () => {
    const red = await world({ runs: [[], ['b1'], { kind: 'timeout', message: 'still running' }] }).verdict();
    assert.equal(red.ok, false);
    assert.match(red.summary, /still running|b1/);
  });

  it('repeats a green run when the change does not touch what failed', async () => {
    const { verdict } = world({ runs: [[], ['a1'], []] });
    assert.equal((await verdict({ ...SECOND, 'src/b.ts': 'export const b = 2;\n' })).ok, false);
    const green = await verdict({ ...SECOND, 'src/b.ts': 'export const b = 3;\n' });
    assert.deepEqual([green.ok, green.asked], [true, [ALL, ALL]]);
    assert.match(green.summary, /run twice, because the change does not touch what failed before/);
  });
});

describe('the tests stage, with what was red before', () => {
  it('offers a change after which a test that it affects fails as before, once everything else is green', async () => {
    for (const ms of [1, 10_000]) {
      const found = await world({ runs: [['a1']], ms }).verdict();
      assert.deepEqual([found.ok, names(found), found.asked.at(-1)], [false, ['a1'], ALL]);
      assert.deepEqual(found.asBefore, {
        reason: 'red-as-before',
        message:
          'Everything else is green; this test fails exactly as before: a1, so it does not show that the change works.',
        left: [{ path: 'test/a.test.ts', name: 'a1' }],
        acceptedEarlier: false,
      });
    }
  });

  it('does not offer it while something else is red, or when it fails in another way', async () => {
    const more = await world({ runs: [['a1'], ['a1', 's1']] }).verdict();
    assert.deepEqual([names(more), more.asBefore], [['a1', 's1'], undefined]);
    const otherwise = await world({ runs: [['a1'], { failing: ['a1'], message: 'another' }] }).verdict();
    assert.deepEqual([names(otherwise), otherwise.asBefore], [['a1'], undefined]);
  });

  it('never offers it when the task is about that test', async () => {
    for (const task of [
      { text: 'Make a1 pass' },
      { text: 'See a.test.ts' },
      { files: ['test/a.test.ts'] },
      { targets: [{ name: 'a1' }] },
      { kind: 'fix' as const },
      { kind: 'fix' as const, targets: [{ name: 'a1' }] },
    ]) {
      const found = await world({ runs: [['a1']], task }).verdict();
      assert.deepEqual([found.ok, found.asBefore], [false, undefined], JSON.stringify(task));
    }
  });

  it('does not believe a change whose only tests were red before and are red in the same way', async () => {
    const found = await world({ runs: [['s1']] }).verdict({ 'src/new.ts': 'export const n = 1;\n' });
    assert.deepEqual([found.ok, found.asBefore?.reason, names(found)], [false, 'red-as-before', ['s1']]);
    assert.match(found.summary, /fails exactly as before: s1, so it does not show that the change works\./);
    const otherwise = world({ runs: [['s1'], { failing: ['s1'], message: 'another' }] });
    const red = await otherwise.verdict({ 'src/new.ts': 'export const n = 1;\n' });
    assert.deepEqual([red.ok, red.asBefore, names(red)], [false, undefined, ['s1']]);
    const prose = await world({ runs: [['s1']] }).verdict({ 'README.md': 'More words.\n' });
    assert.equal(prose.ok, true, prose.summary);
  });

  it('names such tests where another test exercises the change', async () => {
    const found = await world({ runs: [['s1', 'b1']] }).verdict();
    assert.equal(found.ok, true, found.summary);
    assert.match(
      found.summary,
      /"s1" \(test\/spawns\.test\.ts\) failed before and now: the change is not exercised there/,
    );
    assert.doesNotMatch(found.summary, /"b1"/);
    const task = { kind: 'fix' as const, targets: [{ name: 'b1' }] };
    const fix = await world({ runs: [['b1', 'b2'], ['b2']], task }).verdict({ 'src/b.ts': 'export const b = 2;\n' });
    assert.equal(fix.ok, true, fix.summary);
    assert.match(fix.summary, /"b2" \(test\/b\.test\.ts\) failed before and now/);
  });

  it('counts a test that the request names, though nothing leads from it to the change', async () => {
    const runs = [['b1']];
    for (const task of [{ text: 'Make "b1" pass' }, { text: 'See b.test.ts' }, { files: ['test/b.test.ts'] }]) {
      const found = await world({ runs, task }).verdict();
      assert.deepEqual([found.ok, found.asBefore], [false, undefined], JSON.stringify(task));
    }
    assert.equal((await world({ runs, task: { text: 'Add ab1c' } }).verdict()).ok, true);
  });
});
