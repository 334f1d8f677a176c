// LOOP 2, the judge: says of a candidate whether it is green, and why not. The stages run cheapest first
// (guard, types, tests, integrity) and stop at the first red one. Read next: baseline.ts (what was red
// before counts for nothing), red-before/goals.ts (unless the task is to remove it), types-stage.ts,
// tests-stage.ts and, for tests that pass by chance, flaky/. What follows a verdict is in search/.
import type { CodeInspector } from '../contract/code-inspection';
import type { Emit } from '../contract/events';
import type { Evidence } from '../contract/evidence';
import type { RuleLevels } from '../contract/rule';
import type { RedTest, Stop } from '../contract/stop';
import type { TestProblem, TestReport } from '../contract/test-run';
import type { TypeChecker, TypeExplainer, TypeProblem } from '../contract/type-check';
import type { Verdict } from '../contract/verdict';
import { allowedChanges } from '../guard/allowed-changes';
import { type GuardOptions, guard } from '../guard/guard';
import { createLevels } from '../integrity/levels/levels';
import type { Clock } from '../platform/clock';
import { plural } from '../platform/plural';
import type { Candidate } from '../workspace/candidate';
import type { Baseline } from './baseline';
import { explainEvidence } from './explain-evidence';
import { createFlakyWatch, type FlakyTests, type FlakyWatch } from './flaky/flaky-tests';
import { asBeforeVerdict, fewerTypes, leftTypes, typesLeft } from './red-before/as-before';
import { findGoals, firmGoals } from './red-before/goals';
import { integrityStage, toldSentence } from './rules/integrity-stage';
import { runStage, type StageResult } from './stage';
import { baselineTests, judgeTests, type TestsResult, type TestsStageDeps } from './tests-stage';
import { checkTypes, judgeTypes, type TypesResult, type TypesStageDeps, unchangedFilesOf } from './types-stage';
import type { UnchangedFiles } from './unchanged-files';
import { redVerdict, sentences, WAITS_FOR_TESTS } from './verdict';

export interface JudgeDeps extends TypesStageDeps, TestsStageDeps {
  readonly checker: TypeChecker & TypeExplainer & CodeInspector;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Tests that earlier runs found flaky; absent: none. */
  readonly flakyTests?: FlakyTests | undefined;
  /** Levels of rules that the person chose. */
  readonly ruleLevels?: RuleLevels | undefined;
  /** Failing tests of which the person accepted that they stay as they were; absent: none. */
  readonly acceptedRed?: readonly RedTest[] | undefined;
}

export interface Judge {
  /** Types and tests of the snapshot, before any model call. */
  baseline(signal: AbortSignal): Promise<Baseline | { readonly impossible: Stop }>;
  /** Runs the stages, cheapest first, up to the first red one. */
  judge(candidate: Candidate, baseline: Baseline, signal: AbortSignal): Promise<Verdict>;
  /** Only the stages before the tests: red as `judge` says it, or a verdict that waits for the tests. */
  judgeTypes(candidate: Candidate, baseline: Baseline, signal: AbortSignal): Promise<Verdict>;
}

export function createJudge(deps: JudgeDeps): Judge {
  const flaky = createFlakyWatch(deps.snapshot, deps.flakyTests);
  const unchanged = unchangedFilesOf(deps);
  const levelOf = createLevels(deps.snapshot, { chosen: deps.ruleLevels, testCommand: deps.command.command });
  return {
    baseline: (signal) => takeBaseline(deps, signal),

    judgeTypes: (candidate, baseline, signal) => typesOnly(deps, candidate, { baseline, flaky, unchanged }, signal),

    async judge(candidate, baseline, signal) {
      const options = guardOptions(deps, baseline.report, signal);
      const guarded = await guardStage(deps, candidate, options);
      if (guarded.evidence.length > 0) return redVerdict('guard', guarded.evidence);

      const { files } = candidate;
      const unbuilt = await deps.declarations?.prepare(files, deps.testTimeoutMs, signal);
      if (unbuilt) return impossibleVerdict(unbuilt);
      const goals = firmGoals(baseline.goals);
      const { types, tests } = await typesAndTests(deps, { files, baseline, goals, flaky, unchanged }, signal);
      if (types?.problem) return impossibleVerdict(types.problem);
      if (types && types.evidence.length > 0 && !types.isProgress)
        return redTypes(deps, candidate, types.evidence, signal);
      if (tests?.problem) return impossibleVerdict(tests.problem);
      if (tests && tests.evidence.length > 0) {
        flaky.sawRed(files, tests.evidence);
        if (!tests.asBefore) return redVerdict('tests', tests.evidence, tests);
      }

      const allowed = await allowedChanges(candidate, deps.snapshot, options);
      const integrity = await integrityStage(deps, candidate, { levelOf, allowed }, signal);
      if (integrity.problem) return impossibleVerdict(integrity.problem);
      if (integrity.evidence.length > 0) return redVerdict('integrity', integrity.evidence);
      if (types?.isProgress) {
        const verdict = await redTypes(deps, candidate, types.evidence, signal);
        return { ...verdict, progress: fewerTypes(types.evidence, goals, tests) };
      }
      const left = types?.left ?? [];
      const wanted = typesLeft(left, { files, baseline });
      const red = [...(tests?.evidence ?? []), ...wanted];
      const told = toldSentence(integrity.told ?? []);
      if (red.length > 0) {
        const otherTypes = left.length - wanted.length;
        return asBeforeVerdict(red, { accepted: deps.acceptedRed, otherTypes, told });
      }
      const summary = sentences([
        `Green: ${types?.checked ?? ''}; ${tests?.checked ?? ''}`,
        allowed,
        leftTypes(left.length),
        told,
      ]);
      return { ok: true, stage: 'integrity', evidence: [], failingTests: 0, summary };
    },
  };
}

async function typesOnly(
  deps: JudgeDeps,
  candidate: Candidate,
  run: Pick<Judged, 'baseline' | 'flaky' | 'unchanged'>,
  signal: AbortSignal,
): Promise<Verdict> {
  const guarded = await guardStage(deps, candidate, guardOptions(deps, run.baseline.report, signal));
  if (guarded.evidence.length > 0) return redVerdict('guard', guarded.evidence);
  const judged = { ...run, files: candidate.files, goals: firmGoals(run.baseline.goals) };
  const types = await runStage('types', deps, () => judgeTypes(deps, judged, () => {}, { signal, enough: signal }));
  if (types.problem) return impossibleVerdict(types.problem);
  return isRed(types) ? redTypes(deps, candidate, types.evidence, signal) : WAITS_FOR_TESTS;
}

async function takeBaseline(deps: JudgeDeps, signal: AbortSignal): Promise<Baseline | { readonly impossible: Stop }> {
  const noChange = new Map<string, string | null>();
  await deps.declarations?.prepare(noChange, deps.testTimeoutMs, signal);
  // A file under a config that can't be read could not be judged: the run ends before a change of it is paid.
  const edited = deps.task.files.filter((path) => deps.snapshot.files.includes(path));
  const stages = [
    runStage('types', deps, () => checkTypes(deps, noChange, { scope: 'whole', edited }, signal)),
    runStage('tests', deps, () => baselineTests(deps, signal)),
  ] as const;
  // Waits for both, so that no child process outlives the baseline.
  await Promise.allSettled(stages);
  const [types, tests] = await Promise.all(stages);
  if (types.problem) return { impossible: stopFor(types.problem) };
  if ('problem' in tests) return { impossible: stopFor(tests.problem) };
  const red = { types: types.evidence, projects: types.projects, tests: tests.evidence, report: tests.report };
  const { snapshot, task } = deps;
  const options = guardOptions(deps, tests.report, signal);
  return { ...red, goals: await findGoals(task, red, { snapshot, guardOptions: options }) };
}

function guardOptions({ task, command, checker }: JudgeDeps, report: TestReport, signal: AbortSignal): GuardOptions {
  return {
    allow: task.allow,
    protectedTests: testPaths(report),
    testCommand: command.command,
    focus: task.files,
    request: task.text,
    readConfigReferences: (path, text) => checker.configReferences({ path, text }, signal),
  };
}

function guardStage(deps: JudgeDeps, candidate: Candidate, options: GuardOptions): Promise<StageResult> {
  return runStage('guard', deps, async () => ({
    evidence: await guard(candidate, deps.snapshot, options),
    checked: `${plural(candidate.files.size, 'file')} against the protected paths`,
  }));
}

/** A type error is shown to the model with the declarations that a person would look up. */
async function redTypes(
  { snapshot, checker }: JudgeDeps,
  { files }: Candidate,
  evidence: readonly Evidence[],
  signal: AbortSignal,
): Promise<Verdict> {
  const overlay = new Map<string, string | null>([...snapshot.unsaved, ...files]);
  return redVerdict(
    'types',
    await explainEvidence(evidence, { explainer: checker, root: snapshot.root, overlay }, signal),
  );
}

interface Judged {
  readonly files: ReadonlyMap<string, string | null>;
  readonly baseline: Baseline;
  readonly goals: readonly Evidence[];
  readonly flaky: FlakyWatch;
  readonly unchanged: UnchangedFiles;
}

/**
 * Starts the tests as soon as the types near the change are green, while the rest of the types is still
 * checked; the first of the two that is red ends the other. A stage that did not run to its end is undefined.
 */
async function typesAndTests(
  deps: JudgeDeps,
  judged: Judged,
  signal: AbortSignal,
): Promise<{ types?: TypesResult; tests?: TestsResult }> {
  const enough = new AbortController();
  let onNear = () => {};
  const near = new Promise<void>((resolve) => {
    onNear = resolve;
  });
  const typesStage = runStage('types', deps, () => judgeTypes(deps, judged, onNear, { signal, enough: enough.signal }));
  const early = await Promise.race([typesStage, near]);
  if (early && isRed(early)) return { types: early };

  const testSignal = AbortSignal.any([signal, enough.signal]);
  const testsStage = runStage('tests', deps, () => judgeTests(deps, judged, testSignal));
  try {
    const first = await Promise.race([
      typesStage.then((types) => ({ types })),
      testsStage.then((tests) => ({ tests })),
    ]);
    if ('types' in first ? isRed(first.types) : isRed(first.tests)) return first;
    return { types: await typesStage, tests: await testsStage };
  } finally {
    enough.abort();
    await Promise.allSettled([typesStage, testsStage]);
  }
}

function isRed(result: TypesResult | TestsResult): boolean {
  const isForgivable =
    ('asBefore' in result && result.asBefore === true) || ('isProgress' in result && result.isProgress === true);
  return result.problem !== undefined || (result.evidence.length > 0 && !isForgivable);
}

/** The files that the runner reports tests of, whatever their names are. */
function testPaths(report: TestReport): string[] {
  return [...new Set(report.tests.flatMap(({ path }) => path ?? []))];
}

function stopFor(problem: TypeProblem | TestProblem): Stop {
  const unverifiable =
    problem.kind === 'timeout' || problem.kind === 'service-failed' || problem.kind === 'runner-failed';
  return { reason: unverifiable ? 'unverifiable' : 'configuration', message: problem.message };
}

/** Without `timeout`: a suite that hangs over a candidate is evidence against the candidate. */
const OF_TESTS: ReadonlySet<string> = new Set<TestProblem['kind']>([
  'no-command',
  'command-not-found',
  'no-results',
  'runner-failed',
]);

function impossibleVerdict(problem: TypeProblem | TestProblem): Verdict {
  const stage = OF_TESTS.has(problem.kind) ? 'tests' : 'types';
  return {
    ok: false,
    stage,
    evidence: [],
    failingTests: 0,
    summary: problem.message,
    impossible: stopFor(problem),
  };
}
