import type { Evidence } from '../contract/evidence';
import { fingerprint } from '../contract/fingerprint';
import type { Task } from '../contract/task';
import type {
  TestCommand,
  TestFile,
  TestProblem,
  TestReport,
  TestRunner,
  TestRunRequest,
  TestTarget,
} from '../contract/test-run';
import type { TestTier } from '../contract/verdict';
import { plural } from '../platform/plural';
import { createImportGraph, type ImportGraph } from '../workspace/imports/import-graph';
import type { Scratch } from '../workspace/scratch/scratch';
import type { Snapshot } from '../workspace/snapshot';
import { type Baseline, lostTests, testsThatCount } from './baseline';
import type { FindDifferences } from './copy-difference/copy-differences';
import { describeRun, nothingRan, withoutResults } from './describe-run';
import type { FlakyWatch } from './flaky/flaky-tests';
import { createInfluence } from './flaky/influence';
import { classifyFailures, clause, type FlakyContext, resolveFlaky, type WholeRun } from './flaky/resolve-flaky';
import { isAsBefore } from './red-before/as-before';
import { failuresThatHide, isExercised } from './red-before/not-exercised';
import { surelyLost } from './red-before/surely-lost';
import { targetFilter } from './red-before/target-names';
import { goalTests, relatedTests } from './related-tests';
import type { StageResult } from './stage';
import { keyOf, readerOver, testEvidence, testKey } from './to-evidence';

export interface TestsStageDeps {
  readonly task: Task;
  readonly snapshot: Snapshot;
  readonly scratch: Scratch;
  readonly runner: TestRunner;
  readonly command: TestCommand;
  /** Milliseconds one run of the test command may take. */
  readonly testTimeoutMs: number;
  /** Absent: nothing is known of the copy. */
  readonly findDifferences?: FindDifferences | undefined;
}

export type TestsResult = StageResult & {
  readonly problem?: TestProblem;
  /** The last tier that ran. */
  readonly tier?: TestTier;
  /** The evidence is what was red before in the same way, and nothing else in the whole command is red. */
  readonly asBefore?: boolean;
  /** Flaky tests, for a person. */
  readonly note?: string | undefined;
};
type OneRun = StageResult & ({ readonly report: TestReport } | { readonly problem: TestProblem });
type Files = ReadonlyMap<string, string | null>;
type Selection = Pick<TestRunRequest, 'targets' | 'files' | 'goesOn' | 'coverage'>;

/** What a candidate is judged against. */
interface Judged {
  readonly files: Files;
  readonly baseline: Baseline;
  readonly goals: readonly Evidence[];
  readonly flaky: FlakyWatch;
}

interface Judging extends Omit<Judged, 'flaky'> {
  readonly deps: TestsStageDeps;
  readonly task: Task;
  readonly graph: ImportGraph;
  readonly flaky: Omit<FlakyContext, 'again' | 'passedAlone'>;
  /** What the baseline showed of the command. */
  readonly known: Pick<TestRunRequest, 'goesOn'>;
  readonly signal: AbortSignal;
}

/**
 * The tests of the snapshot. A command without readable results is a problem already here: it could not
 * show that a candidate is right, either.
 */
export async function baselineTests(deps: TestsStageDeps, signal: AbortSignal): Promise<OneRun> {
  const run = await runTests(deps, new Map(), { coverage: deps.task.kind === 'fix' }, signal);
  if (!('report' in run)) return run;
  if (run.report.executed === null && run.report.exitCode === 0) {
    const problem = withoutResults(run.report);
    return { evidence: [], checked: problem.message, problem };
  }
  const copyDifferences = (await deps.findDifferences?.(run.report)) ?? [];
  const { staleBuild = [] } = run.report;
  const sentences = [`${run.checked}, because ${deps.command.why}`, ...copyDifferences].concat(staleBuild);
  const checked = sentences.map((sentence) => sentence.replace(/\.$/, '')).join('. ');
  return { ...run, report: { ...run.report, copyDifferences }, checked };
}

export async function runTests(
  deps: TestsStageDeps,
  files: Files,
  selection: Selection,
  signal: AbortSignal,
): Promise<OneRun> {
  const { snapshot, scratch, runner, command, testTimeoutMs } = deps;
  await scratch.sync(files, signal);
  const report = await runner.run({ dir: scratch.dir, command, timeoutMs: testTimeoutMs, ...selection }, signal);
  if ('problem' in report) return { evidence: [], checked: report.problem.message, problem: report.problem };
  return { evidence: await testEvidence(report, readerOver(snapshot, files)), checked: describeRun(report), report };
}

/**
 * The tests stage of a candidate: the target test, then the tests that import the change, then the whole
 * command. A red early tier ends the stage; green takes the whole command. Only failures that count
 * against the candidate are evidence.
 */
export async function judgeTests(deps: TestsStageDeps, judged: Judged, signal: AbortSignal): Promise<TestsResult> {
  const judging = prepare(deps, judged, signal);
  const { files } = judged;
  const passed = new Set<string>();
  const ran: string[] = [];
  for (const { tier, selection, words } of await earlyTiers(judging)) {
    const run = await runTests(deps, files, { ...selection, ...judging.known }, signal);
    if (!('report' in run)) return { ...withProblem(run), tier };
    if (!run.report.narrowed) return wholeCommand(judging, { run, passed, ran });
    const evidence = await earlyFailures(judging, run);
    if (!evidence.every((item) => isAsBefore(item, judging)))
      return { evidence, checked: `${words} first: ${run.checked}`, tier };
    if (run.report.executed) ran.push(words);
    for (const test of run.report.tests) if (test.status === 'passed') passed.add(testKey(test));
  }
  return wholeCommand(judging, { passed, ran });
}

function prepare(deps: TestsStageDeps, judged: Judged, signal: AbortSignal): Judging {
  const { task, snapshot } = deps;
  const { files, baseline, goals, flaky: watch } = judged;
  const graph = createImportGraph(snapshot, files);
  const goalKeys = new Set(goals.map(keyOf));
  const isTarget = targetFilter(task.targets ?? [], baseline.report);
  const mustPass = (item: Evidence): boolean => goalKeys.has(keyOf(item)) || isTarget(item);
  const influence = createInfluence({ snapshot, files, graph, report: baseline.report });
  const flaky = { watch, influence, mustPass, failedBefore: baseline.tests, files };
  const known = baseline.report.wentOn === undefined ? {} : { goesOn: true };
  return { deps, task, files, baseline, goals, graph, known, signal, flaky };
}

interface EarlyTier {
  readonly tier: TestTier;
  readonly selection: Selection;
  /** For a person: which tests these are. */
  readonly words: string;
}

/** The tests that are worth running before the whole command. */
async function earlyTiers({ deps, files, baseline, goals, graph }: Judging): Promise<EarlyTier[]> {
  const { runner, behindTasks } = deps.command;
  if (runner === 'command' && behindTasks === undefined) return [];
  const targets = targetsToRun(deps.task, goals);
  const tiers: EarlyTier[] = [];
  if (targets.length > 0) {
    const words = targets.length === 1 ? 'the target test' : `the ${targets.length} target tests`;
    tiers.push({ tier: 'target', selection: { targets }, words });
  }
  const red = targets.length > 0 ? undefined : goalTests(goals, baseline.report);
  if (red !== undefined) {
    const words = `${plural(red.length, 'test file')} that failed before`;
    tiers.push({ tier: 'target', selection: { files: red }, words });
  }
  const related = await relatedTests(files, baseline.report, graph);
  const ranAlready = (path: string): boolean => red?.some((file) => file.path === path) ?? false;
  if (related?.some(({ path }) => !ranAlready(path))) {
    const verb = related.length === 1 ? 'imports' : 'import';
    const words = `${plural(related.length, 'test file')} that ${verb} the change`;
    tiers.push({ tier: 'related', selection: { files: related }, words });
  }
  return tiers;
}

/** The targets by the names and files that the baseline has for them. */
function targetsToRun({ targets = [] }: Task, goals: readonly Evidence[]): readonly TestTarget[] {
  if (targets.length === 0 || goals.length === 0) return targets;
  return goals.flatMap(({ test, path }) => (test === undefined || test === path ? [] : [{ name: test, path }]));
}

/**
 * When only some tests ran, only failures with a test or a file count: an exit status may be about the
 * tests that were left out, for example too little coverage. Without turbo or nx, which may build what the tests
 * load, only a test counts that passed before.
 */
async function earlyFailures(
  { flaky, ...judging }: Judging,
  run: StageResult & { readonly report: TestReport },
): Promise<readonly Evidence[]> {
  const { baseline, deps } = judging;
  const passedBefore = new Set(baseline.report.tests.filter(({ status }) => status === 'passed').map(testKey));
  const located = run.evidence.filter((item) =>
    deps.command.behindTasks === undefined
      ? item.test !== undefined || item.path !== undefined
      : passedBefore.has(keyOf(item)),
  );
  const counted = await testsThatCount(located, { ...judging, report: run.report });
  return (await classifyFailures(counted, flaky)).firm;
}

/** `run`: the first run of the command, where an early tier could not be narrowed and ran everything. */
async function wholeCommand(
  judging: Judging,
  early: { readonly run?: OneRun; readonly passed: ReadonlySet<string>; readonly ran: readonly string[] },
): Promise<TestsResult> {
  const { deps, files, flaky, known, signal } = judging;
  const run = early.run ?? (await runTests(deps, files, known, signal));
  if (!('report' in run)) return { ...withProblem(run), tier: 'whole' };
  const again = async (): Promise<WholeRun> => assess(judging, await runTests(deps, files, known, signal));
  const first = await assess(judging, run);
  const passedAlone = (item: Evidence): boolean => early.passed.has(keyOf(item));
  const resolved = await resolveFlaky(first, { ...flaky, again, passedAlone });
  const uncounted = run.evidence.filter((item) => !first.counted.includes(item));
  const hiding = resolved.evidence.length > 0 ? [] : await failuresThatHide(uncounted, judging);
  const isHidden = hiding.length > 0 && !(await isExercised(run.report, judging));
  const evidence = isHidden ? hiding : resolved.evidence;
  const named = isHidden ? undefined : clause(hiding, 'failed before and now: the change is not exercised there');
  const notes = [...resolved.notes, ...(named === undefined ? [] : [named])];
  const asBefore = evidence.length > 0 && evidence.every((item) => isAsBefore(item, judging));
  const old = evidence.length === 0 && uncounted.length > 0 ? ', as before this change' : '';
  const checked = [[...early.ran, `${run.checked}${old}`].join(', then '), ...notes].join('; ');
  return { evidence, asBefore, checked, tier: 'whole', note: notes.length > 0 ? notes.join('; ') : undefined };
}

async function assess(judging: Judging, run: OneRun): Promise<WholeRun> {
  if (!('report' in run)) return { counted: withProblem(run).evidence, lost: [] };
  const { task } = judging;
  const { report } = run;
  const counted = await testsThatCount(run.evidence, { ...judging, report });
  if (counted.length === 0 && !report.executed) return { counted: [nothingRan(report)], lost: [], report };
  const lost = task.allow.tests === true ? [] : lostTests(report, judging.baseline);
  if (counted.length > 0 || lost.length === 0) return { counted, lost, report };
  const runUnchanged = async (files: readonly TestFile[]): Promise<TestReport | undefined> => {
    const selection = judging.deps.command.behindTasks === undefined ? { files } : {};
    const run = await runTests(judging.deps, new Map(), selection, judging.signal);
    return 'report' in run ? run.report : undefined;
  };
  return { counted, lost: await surelyLost(lost, report, runUnchanged), report };
}

/** A timeout is evidence against the candidate, because the same command finished before it. */
function withProblem(
  run: StageResult & { readonly problem: TestProblem },
): Omit<TestsResult, 'tier'> & { evidence: readonly Evidence[] } {
  const { problem, checked } = run;
  if (problem.kind !== 'timeout') return { evidence: [], checked, problem };
  const print = fingerprint({ stage: 'tests', message: 'timeout' });
  return { evidence: [{ stage: 'tests', fingerprint: print, message: problem.message }], checked };
}
