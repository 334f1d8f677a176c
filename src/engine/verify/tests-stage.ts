import type { Evidence } from '../contract/evidence';
import { fingerprint } from '../contract/fingerprint';
import type { Task } from '../contract/task';
import type { TestCommand, TestProblem, TestReport, TestRunner, TestRunRequest } from '../contract/test-run';
import type { TestTier } from '../contract/verdict';
import { plural } from '../platform/plural';
import { createImportGraph, type ImportGraph } from '../workspace/imports/import-graph';
import type { Scratch } from '../workspace/scratch/scratch';
import type { Snapshot } from '../workspace/snapshot';
import { type Baseline, countingTests, isTarget, keyOf, lostTests } from './baseline';
import type { FlakyWatch } from './flaky';
import { createInfluence } from './influence';
import { relatedTests } from './related-tests';
import { type FlakyContext, resolveFlaky, sortFailures, type WholeRun } from './resolve-flaky';
import type { StageResult } from './stage';
import { readerOver, testEvidence, testKey } from './to-evidence';

export interface TestsStageDeps {
  readonly task: Task;
  readonly snapshot: Snapshot;
  readonly scratch: Scratch;
  readonly runner: TestRunner;
  readonly command: TestCommand;
  /** Milliseconds one run of the test command may take. */
  readonly testTimeoutMs: number;
}

export type TestsFinding = StageResult & {
  readonly problem?: TestProblem;
  /** The last tier that ran. */
  readonly tier?: TestTier;
  /** Tests that are flaky, for a person. */
  readonly note?: string | undefined;
};
type TestFinding = StageResult & ({ readonly report: TestReport } | { readonly problem: TestProblem });
type Files = ReadonlyMap<string, string | null>;
type Only = Pick<TestRunRequest, 'targets' | 'files'>;

/** The tests of the snapshot. What never gives results could not show that a candidate is right, either. */
export async function baselineTests(deps: TestsStageDeps, signal: AbortSignal): Promise<TestFinding> {
  const run = await runTests(deps, new Map(), {}, signal);
  if (!('report' in run)) return run;
  if (run.report.executed === null && run.report.exitCode === 0) {
    const problem = withoutResults(run.report);
    return { evidence: [], checked: problem.message, problem };
  }
  return { ...run, checked: `${run.checked}, because ${deps.command.why}` };
}

async function runTests(deps: TestsStageDeps, files: Files, only: Only, signal: AbortSignal): Promise<TestFinding> {
  const { snapshot, scratch, runner, command, testTimeoutMs } = deps;
  await scratch.sync(files, signal);
  const report = await runner.run({ dir: scratch.dir, command, timeoutMs: testTimeoutMs, ...only }, signal);
  if ('problem' in report) return { evidence: [], checked: report.problem.message, problem: report.problem };
  return { evidence: await testEvidence(report, readerOver(snapshot, files)), checked: describeRun(report), report };
}

interface Candidacy {
  readonly deps: TestsStageDeps;
  readonly files: Files;
  readonly baseline: Baseline;
  readonly goals: readonly Evidence[];
  readonly graph: ImportGraph;
  readonly flaky: Omit<FlakyContext, 'again' | 'passedAlone'>;
  readonly signal: AbortSignal;
}

/**
 * The target test, then the tests that reach the change, then the whole command: an early red is told
 * at once, green takes the whole command. Only failures that count against the candidate are evidence.
 */
export async function countedTests(
  deps: TestsStageDeps,
  files: Files,
  baseline: Baseline,
  goals: readonly Evidence[],
  watch: FlakyWatch,
  signal: AbortSignal,
): Promise<TestsFinding> {
  const { task, snapshot } = deps;
  const graph = createImportGraph(snapshot, files);
  const goalKeys = new Set(goals.map(keyOf));
  const mustPass = (item: Evidence): boolean =>
    goalKeys.has(keyOf(item)) || (task.targets ?? []).some((target) => isTarget(item, target));
  const influence = createInfluence({ snapshot, files, graph, report: baseline.report });
  const candidacy: Candidacy = {
    deps,
    files,
    baseline,
    goals,
    graph,
    signal,
    flaky: { watch, influence, mustPass, failedBefore: baseline.tests, files },
  };

  const passed = new Set<string>();
  const ran: string[] = [];
  for (const { tier, only, words } of await earlyTiers(candidacy)) {
    const run = await runTests(deps, files, only, signal);
    if (!('report' in run)) return { ...withProblem(run), tier };
    if (!run.report.narrowed) return wholeCommand(candidacy, { run, passed, ran });
    const evidence = await earlyFailures(candidacy, run);
    if (evidence.length > 0) return { evidence, checked: `${words} first: ${run.checked}`, tier };
    if (run.report.executed) ran.push(words);
    for (const test of run.report.tests) if (test.status === 'passed') passed.add(testKey(test));
  }
  return wholeCommand(candidacy, { passed, ran });
}

/** What is worth running before the whole command. */
async function earlyTiers({
  deps,
  files,
  baseline,
  graph,
}: Candidacy): Promise<{ readonly tier: TestTier; readonly only: Only; readonly words: string }[]> {
  if (deps.command.runner === 'command') return [];
  const { targets = [] } = deps.task;
  const related = await relatedTests(files, baseline.report, graph);
  return [
    ...(targets.length === 0
      ? []
      : [
          {
            tier: 'target' as const,
            only: { targets },
            words: targets.length === 1 ? 'the target test' : `the ${targets.length} target tests`,
          },
        ]),
    ...(related === undefined
      ? []
      : [
          {
            tier: 'related' as const,
            only: { files: related },
            words: `${plural(related.length, 'test file')} that ${related.length === 1 ? 'imports' : 'import'} the change`,
          },
        ]),
  ];
}

/** Of a run of some tests only what fails by name or file counts: an exit code may be about the rest, such as too little coverage. */
async function earlyFailures({ flaky, ...candidacy }: Candidacy, run: StageResult): Promise<readonly Evidence[]> {
  const told = run.evidence.filter(({ test, path }) => test !== undefined || path !== undefined);
  const { firm } = await sortFailures(await countingTests(told, { ...candidacy, task: candidacy.deps.task }), flaky);
  return firm;
}

/** `run`: the command's first run, where an early tier could not be told apart from it. */
async function wholeCommand(
  candidacy: Candidacy,
  early: { readonly run?: TestFinding; readonly passed: ReadonlySet<string>; readonly ran: readonly string[] },
): Promise<TestsFinding> {
  const { deps, files, flaky, signal } = candidacy;
  const run = early.run ?? (await runTests(deps, files, {}, signal));
  if (!('report' in run)) return { ...withProblem(run), tier: 'whole' };
  const again = async (): Promise<WholeRun> => assess(candidacy, await runTests(deps, files, {}, signal));
  const first = await assess(candidacy, run);
  const { evidence, notes } = await resolveFlaky(first, {
    ...flaky,
    again,
    passedAlone: (item) => early.passed.has(keyOf(item)),
  });
  const old = evidence.length === 0 && run.evidence.length > first.counting.length ? ', as before this change' : '';
  const note = notes.length > 0 ? notes.join('; ') : undefined;
  return {
    evidence,
    checked: [[...early.ran, `${run.checked}${old}`].join(', then '), ...notes].join('; '),
    tier: 'whole',
    note,
  };
}

async function assess({ deps, ...candidacy }: Candidacy, run: TestFinding): Promise<WholeRun> {
  if (!('report' in run)) return { counting: withProblem(run).evidence, lost: [] };
  const { task } = deps;
  const counting = await countingTests(run.evidence, { ...candidacy, task });
  if (counting.length === 0 && !run.report.executed)
    return { counting: [nothingRan(run.report)], lost: [], report: run.report };
  return {
    counting,
    lost: task.allow.tests === true ? [] : lostTests(run.report, candidacy.baseline),
    report: run.report,
  };
}

/** A hanging candidate is to blame for it: the same command ended before. */
function withProblem(
  run: StageResult & { readonly problem: TestProblem },
): Omit<TestsFinding, 'tier'> & { evidence: readonly Evidence[] } {
  const { problem, checked } = run;
  if (problem.kind !== 'timeout') return { evidence: [], checked, problem };
  return {
    evidence: [
      { stage: 'tests', fingerprint: fingerprint({ stage: 'tests', message: 'timeout' }), message: problem.message },
    ],
    checked,
  };
}

function describeRun(report: TestReport): string {
  if (report.executed === null)
    return `\`${report.command}\` gave no results that can be read (${report.exitCode === null ? 'ended by a signal' : `exit code ${report.exitCode}`})`;
  return `\`${report.command}\` (${report.runner}): ${plural(report.executed, 'test')} run, ${report.failed.length} failed`;
}

function withoutResults({ command, exitCode }: TestReport): TestProblem {
  const message = `\`${command}\` ended with exit code ${exitCode} but gave no test results that can be read, so nothing would show that a change works. Let it write JUnit (for example to junit.xml) or TAP, or set loopcraft.testCommand (--test-command) to a command of vitest, jest, mocha, node:test, playwright or bun.`;
  return { kind: 'no-results', message };
}

function nothingRan(report: TestReport): Evidence {
  const message = `No test was executed by \`${report.command}\`, so nothing shows that the change works. Add a test for it where the test command finds it.`;
  return { stage: 'tests', fingerprint: fingerprint({ stage: 'tests', message }), message };
}
