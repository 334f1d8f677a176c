import assert from 'node:assert/strict';
import type { EventBody } from '../../../src/engine/contract/events';
import { typeFingerprint } from '../../../src/engine/contract/fingerprint';
import { NO_PERMISSIONS, type Task } from '../../../src/engine/contract/task';
import type { FailedTest, TestProblem, TestReport } from '../../../src/engine/contract/test-run';
import type { Diagnostic, TypeProblem } from '../../../src/engine/contract/type-check';
import { createJudge } from '../../../src/engine/verify/judge';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { fakeClock, inspector, memorySnapshot } from '../../support/fakes';

const snapshot = memorySnapshot({
  'src/a.ts': 'export const a = 1;\n',
  'src/b.ts': '',
  'test/a.test.ts': "import { a } from '../src/a';",
  'test/b.test.ts': "import '../src/b';",
});
const error = (path: string, message: string): Diagnostic => ({
  path,
  line: 1,
  column: 1,
  code: 2322,
  message,
  category: 'error',
});
const failed = (name: string, path = 'test/a.test.ts'): FailedTest => ({
  name,
  path,
  line: 1,
  message: 'no',
  expected: '1',
  actual: '2',
});

type Types = readonly Diagnostic[] | TypeProblem;
type Tests = { readonly failed?: readonly FailedTest[]; readonly passed?: readonly string[] } | TestProblem;

interface Answers {
  readonly types: readonly Types[];
  readonly tests: readonly Tests[];
  /** What a look at single unchanged files finds. */
  readonly unchanged?: readonly Diagnostic[];
  readonly task?: Partial<Task>;
  /** Which of the two hangs until it is cancelled, once the baseline is known. */
  readonly held?: 'tests' | 'whole' | 'baseline';
  /** The first type check covers everything. */
  readonly wholeAtOnce?: boolean;
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/** A judge whose compiler and runner answer from lists; the last entry repeats. */
function bench(answers: Answers) {
  const asked: string[] = [];
  const known: string[] = [];
  const edited: (readonly string[])[] = [];
  const events: EventBody[] = [];
  const next = <T>(list: readonly T[], count: number): T => list[Math.min(count, list.length - 1)] as T;
  let typeRuns = 0;
  let testRuns = 0;
  const judge = createJudge({
    task: { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS, ...answers.task },
    snapshot,
    checker: {
      async check({ scope, edited: files, known: forgiven = [] }, signal) {
        edited.push(files);
        asked.push(`types ${scope}`);
        if (scope === 'near') known.push(...forgiven);
        if (answers.held === 'baseline') await untilAborted(signal);
        if (scope === 'whole' && answers.held === 'whole' && typeRuns > 0) await untilAborted(signal);
        // The same look at the unchanged files.
        const answer = scope === 'files' ? (answers.unchanged ?? []) : next(answers.types, typeRuns++);
        return 'kind' in answer
          ? { problem: answer }
          : {
              version: '6.0.3',
              engine: 'workspace',
              projects: ['tsconfig.json'],
              diagnostics: answer,
              whole: scope === 'whole' || answers.wholeAtOnce === true,
              checked: 'all',
              ms: 1,
            };
      },
      exportedTypes: async () => [],
      explain: async ({ places }) => places.map(({ line }) => [`interface AtLine${line} {}`]),
      ...inspector,
      dispose: async () => {},
    },
    runner: {
      detect: () => Promise.reject(new Error('not asked')),
      async run({ targets }, signal): Promise<TestReport | { problem: TestProblem }> {
        asked.push(targets ? `tests ${targets.map(({ name }) => name).join()}` : 'tests');
        if (answers.held === 'tests' && testRuns > 0) await untilAborted(signal);
        // A process takes a while to end.
        if (answers.held === 'baseline')
          await untilAborted(signal).finally(() => new Promise((resolve) => setTimeout(resolve, 20)));
        const answer = next(answers.tests, testRuns++);
        if ('kind' in answer) return { problem: answer };
        const bad = answer.failed ?? [];
        const good = answer.passed ?? ['fine'];
        return {
          command: 'npm test',
          runner: 'vitest',
          exitCode: bad.length > 0 ? 1 : 0,
          executed: bad.length + good.length,
          passed: good.length,
          failed: bad,
          errors: [],
          output: '',
          ms: 1,
          narrowed: targets !== undefined,
          tests: [
            ...good.map((name) => ({ name, path: 'test/a.test.ts', status: 'passed' as const })),
            ...bad.map(({ name, path }) => ({ name, path, status: 'failed' as const })),
          ],
        };
      },
    },
    command: { command: 'npm test', runner: 'vitest', why: '' },
    testTimeoutMs: 1000,
    scratch: { dir: '/scratch', sync: async () => {}, dispose: async () => {} },
    typesCopy: { with: async () => '/scratch' },
    clock: fakeClock(),
    emit: (event) => events.push(event),
  });
  const signal = new AbortController().signal;
  const verdict = async (files: Record<string, string | null> = { 'src/a.ts': 'export const a = 2;\n' }) => {
    const baseline = await judge.baseline(signal);
    if ('impossible' in baseline) assert.fail(baseline.impossible.message);
    asked.length = 0;
    return judge.judge(createCandidate(new Map(Object.entries(files))), baseline, signal);
  };
  return { judge, verdict, asked, known, edited, events, signal };
}

describe('createJudge', () => {
  it('runs the stages, cheapest first, and publishes the start and end of each', async () => {
    const { verdict, asked, events } = bench({ types: [[]], tests: [{}] });
    assert.equal((await verdict()).ok, true);
    assert.deepEqual(asked, ['types near', 'types whole', 'tests']);
    const stages = events.slice(4).map((event) => ('stage' in event ? `${event.type} ${event.stage}` : event.type));
    for (const stage of ['guard', 'types', 'tests', 'integrity']) {
      assert.ok(stages.indexOf(`stage-start ${stage}`) < stages.indexOf(`stage-end ${stage}`), stages.join());
    }
    assert.equal(stages.length, 8);
    assert.deepEqual(
      stages.filter((stage) => stage.startsWith('stage-start')),
      ['guard', 'types', 'tests', 'integrity'].map((stage) => `stage-start ${stage}`),
    );
  });

  it('checks only the types of a candidate whose tests are to wait', async () => {
    const { judge, asked, signal } = bench({ types: [[], [], [], [error('src/a.ts', 'bad')]], tests: [{}] });
    const baseline = await judge.baseline(signal);
    if ('impossible' in baseline) assert.fail(baseline.impossible.message);
    const candidate = createCandidate(new Map([['src/a.ts', 'export const a = 2;\n']]));
    asked.length = 0;
    const waits = await judge.judgeTypes(candidate, baseline, signal);
    assert.deepEqual([waits.ok, waits.waits, waits.evidence], [false, true, []]);
    assert.deepEqual(asked, ['types near', 'types whole']);
    const bad = await judge.judgeTypes(candidate, baseline, signal);
    assert.deepEqual([bad.stage, bad.waits, bad.evidence.length], ['types', undefined, 1]);
    const guarded = await judge.judgeTypes(createCandidate(new Map([['test/a.test.ts', '']])), baseline, signal);
    assert.equal(guarded.stage, 'guard');
  });

  it('names the tests and the configuration that were changed because the person asked', async () => {
    const answers = { types: [[]], tests: [{}] } as const;
    const test = "import { a } from '../src/a';\n";
    const open = bench({ ...answers, task: { allow: { tests: true, config: true } } });
    const { ok, summary } = await open.verdict({
      'src/a.ts': 'export const a = 2;\n',
      'test/a.test.ts': test,
      'test/b.test.ts': null,
      'test/new.test.ts': test,
      'tsconfig.json': '{}',
    });
    assert.equal(ok, true, summary);
    assert.match(
      summary,
      new RegExp(
        'Tests were changed because you asked: test/a\\.test\\.ts, test/b\\.test\\.ts \\(deleted\\)\\. ' +
          'Configuration was changed because you allowed it: tsconfig\\.json\\.$',
      ),
    );
    const integrity = open.events.find((event) => event.type === 'stage-end' && event.stage === 'integrity');
    assert.match(integrity?.type === 'stage-end' ? integrity.checked : '', /Tests were changed because you asked/);

    const unused = bench({ ...answers, task: { allow: { tests: true, config: true } } });
    assert.doesNotMatch(
      (await unused.verdict({ 'src/a.ts': 'export const a = 2;\n', 'test/new.test.ts': test })).summary,
      /because you/,
    );
  });

  it('stops at the first red stage', async () => {
    const guarded = bench({ types: [[]], tests: [{}] });
    assert.equal((await guarded.verdict({ 'package-lock.json': '{}' })).stage, 'guard');
    assert.deepEqual(guarded.asked, []);
    const typed = bench({ types: [[], [error('src/a.ts', 'new')]], tests: [{}] });
    const found = await typed.verdict();
    assert.equal(found.stage, 'types');
    assert.deepEqual(found.evidence[0]?.related, ['interface AtLine1 {}']);
    assert.deepEqual(typed.asked, ['types near']);
  });

  it('is not green before the whole projects were checked, and ends the tests when these are red', async () => {
    const old = error('src/a.ts', 'old');
    const { verdict, asked, known, events } = bench({
      types: [[old], [old], [old, error('src/b.ts', 'hidden')]],
      tests: [{}],
      held: 'tests',
    });
    const found = await verdict();
    assert.deepEqual(known, [typeFingerprint(old)]);
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'stage-end' && event.stage === 'tests' ? event.checked : [])).at(-1),
      'stopped before it ended',
    );
    assert.deepEqual(asked, ['types near', 'types whole', 'tests']);
    assert.deepEqual(
      found.evidence.map(({ message }) => message),
      ['hidden'],
    );
  });

  it('reports a red test without waiting for the rest of the types', async () => {
    const { verdict, asked, events } = bench({ types: [[]], tests: [{}, { failed: [failed('t')] }], held: 'whole' });
    assert.equal((await verdict()).stage, 'tests');
    const types = events.findLast((event) => event.type === 'stage-end' && event.stage === 'types');
    assert.match(types?.type === 'stage-end' ? types.checked : '', /the rest was skipped because a test is red/);
    assert.deepEqual(asked, ['types near', 'types whole', 'tests']);
  });

  it('checks the types once where the first check covered everything', async () => {
    const { verdict, asked } = bench({ types: [[]], tests: [{}], wholeAtOnce: true });
    assert.equal((await verdict()).ok, true);
    assert.deepEqual(asked, ['types near', 'tests']);
  });

  it('is red for a suite without tests and for a lost test', async () => {
    const empty = await bench({ types: [[]], tests: [{ passed: ['x'] }, { passed: [] }] }).verdict();
    assert.match(empty.evidence[0]?.message ?? '', /No test was executed/);
    const lost = await bench({
      types: [[]],
      tests: [{ passed: ['x', 'y'] }, { passed: ['x'] }, { passed: ['x', 'y'] }],
    }).verdict();
    assert.match(lost.evidence[0]?.message ?? '', /"y" ran before/);
  });

  it('runs the target test first, and everything only when it is green', async () => {
    const task = { kind: 'fix' as const, targets: [{ name: 't', path: 'test/a.test.ts' }] };
    const still = bench({ types: [[]], tests: [{ failed: [failed('t')] }], task });
    assert.equal((await still.verdict()).failingTests, 1);
    assert.deepEqual(still.asked, ['types near', 'types whole', 'tests t']);
    const mended = bench({
      types: [[]],
      tests: [{ failed: [failed('t')] }, { passed: ['t'] }, { passed: ['t', 'fine'] }],
      task,
    });
    assert.equal((await mended.verdict()).failingTests, 0);
    assert.deepEqual(mended.asked, ['types near', 'types whole', 'tests t', 'tests']);
  });

  it('runs the tests of a fix although old type errors stand, and says what is left', async () => {
    const old = error('src/other.ts', 'old');
    const { verdict } = bench({
      types: [[old]],
      tests: [{ failed: [failed('t')] }, { passed: ['t', 'fine'] }],
      task: { kind: 'fix' },
    });
    const found = await verdict();
    assert.equal(found.ok, true, found.summary);
    assert.match(found.summary, /\. 1 type error stood before and is left\.$/);
  });

  it('is content with a fix that leaves old type errors only where it changes nothing', async () => {
    const old = error('src/a.ts', 'old');
    const tests = [{ failed: [failed('t')] }, { passed: ['t', 'fine'] }];
    const { verdict, asked } = bench({ types: [[old]], tests, task: { kind: 'fix' } });
    const found = await verdict();
    assert.deepEqual([found.ok, found.evidence.map(({ message }) => message)], [false, ['old']]);
    assert.deepEqual(found.asBefore, {
      reason: 'verified',
      message: 'Everything else is green; this type error stands exactly as before: src/a.ts:1 TS2322.',
    });
    assert.ok(asked.includes('tests'));
    const elsewhere = bench({ types: [[old]], tests, task: { kind: 'fix' } });
    const green = await elsewhere.verdict({ 'src/b.ts': 'export const b = 1;\n' });
    assert.equal(green.ok, true, green.summary);
    assert.match(green.summary, /1 type error stood before and is left\.$/);
    const mended = await bench({ types: [[old], []], tests, task: { kind: 'fix' } }).verdict();
    assert.equal(mended.ok, true, mended.summary);
    assert.doesNotMatch(mended.summary, /stood before/);
    const worse = await bench({
      types: [[old], [old, error('src/a.ts', 'new')]],
      tests,
      task: { kind: 'fix' },
    }).verdict();
    assert.deepEqual([worse.stage, worse.evidence.map(({ message }) => message)], ['types', ['new']]);
  });

  it('counts the type errors that are really left', async () => {
    const [kept, gone, elsewhere] = [error('src/a.ts', 'kept'), error('src/b.ts', 'gone'), error('src/c.ts', 'else')];
    const before = [kept, gone, gone, elsewhere];
    const tests = [{}];
    const wider = await bench({ types: [before, [kept], [kept, gone, elsewhere]], tests }).verdict();
    assert.match(wider.summary, /\. 3 type errors stood before and are left\.$/);
    const all = await bench({ types: [before, [kept, gone, elsewhere]], tests, wholeAtOnce: true }).verdict();
    assert.match(all.summary, /\. 3 type errors stood before and are left\.$/);
    const none = await bench({ types: [before, [], []], tests }).verdict();
    assert.doesNotMatch(none.summary, /stood before/);
    const fix = bench({
      types: [before, [kept], [kept, elsewhere]],
      tests: [{ failed: [failed('t')] }, { passed: ['t', 'fine'] }],
      task: { kind: 'fix' },
    });
    const offered = await fix.verdict();
    assert.match(
      offered.asBefore?.message ?? '',
      /src\/a\.ts:1 TS2322\. 1 other type error stood before and is left\.$/,
    );
    assert.equal(fix.asked.filter((what) => what === 'types whole').length, 1);
  });

  it('looks at the files in focus before the run as it looks at the files of a change', async () => {
    const { judge, edited, signal } = bench({ types: [[]], tests: [{}], task: { files: ['src/a.ts', 'src/new.ts'] } });
    await judge.baseline(signal);
    assert.deepEqual(edited, [['src/a.ts']]);
  });

  it('blames a hanging candidate, but not a workspace that hung before', async () => {
    const hang: TestProblem = { kind: 'timeout', message: 'did not end within 1 s' };
    const verdict = await bench({ types: [[]], tests: [{}, hang] }).verdict();
    assert.equal(verdict.stage, 'tests');
    assert.match(verdict.evidence[0]?.message ?? '', /did not end/);
    const before = bench({ types: [[]], tests: [hang] });
    const baseline = await before.judge.baseline(before.signal);
    assert.ok('impossible' in baseline && baseline.impossible.reason === 'unverifiable');
  });

  it('ends only when both stages have ended, however early one of them fails', async () => {
    const { judge, events } = bench({ types: [[]], tests: [{}], held: 'baseline' });
    const controller = new AbortController();
    const ended = judge.baseline(controller.signal);
    controller.abort(new Error('enough'));
    await assert.rejects(ended, /enough/);
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'stage-end' ? event.stage : [])),
      ['types', 'tests'],
    );
  });

  it('stops for configuration when there is nothing to judge with', async () => {
    const none = bench({ types: [{ kind: 'no-tsconfig', message: 'No tsconfig.json' }], tests: [{}] });
    const baseline = await none.judge.baseline(none.signal);
    assert.deepEqual(baseline, { impossible: { reason: 'configuration', message: 'No tsconfig.json' } });
  });

  it('is progress for a fix of type errors to remove some of them and to break nothing', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map((text) => error('src/a.ts', text));
    assert.ok(one && two && three);
    const task = { kind: 'fix' as const };
    const judged = (near: Diagnostic[], whole: Diagnostic[], tests: Tests[] = [{}]) => {
      const made = bench({ types: [[one, two, three], near, whole], tests, task });
      return made.verdict().then((verdict) => ({ ...verdict, asked: made.asked }));
    };
    const some = await judged([two], [two, three]);
    assert.deepEqual([some.ok, some.stage, some.evidence.length], [false, 'types', 2]);
    assert.equal(some.progress?.reason, 'red-as-before');
    assert.match(
      some.progress?.message ?? '',
      /^1 of 3 type errors is gone, .*2 are left, the first: TS2322 in src\/a\.ts/,
    );
    assert.ok(some.asked.includes('tests'), 'the tests must have run');
    assert.equal((await judged([one], [one, two, three])).progress, undefined, 'none is gone');
    const other = error('src/b.ts', 'other');
    assert.equal((await judged([two], [two, other])).progress, undefined, 'a new one came');
    const broken = await judged([two], [two], [{}, { failed: [failed('fine')] }]);
    assert.deepEqual([broken.stage, broken.progress], ['tests', undefined], 'a test broke');
  });
});
