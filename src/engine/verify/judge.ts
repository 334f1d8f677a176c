import type { Clock } from '../clock';
import type { Emit } from '../events';
import { guard } from '../edit/guard';
import type { Candidate } from '../edit/candidate';
import type { Task } from '../task';
import type { Scratch } from '../workspace/scratch';
import type { Snapshot } from '../workspace/snapshot';
import { type Baseline, countingTests, countingTypes, goalsOf, lostTests } from './baseline';
import { type Evidence, fingerprint } from './evidence';
import { explained } from './explained';
import { readerOver, testEvidence, typeEvidence } from './findings';
import { createFlakyWatch } from './flaky';
import { checkIntegrity } from './integrity/integrity';
import type { TestCommand, TestProblem, TestReport, TestRunner, TestTarget, TypeChecker, TypeExplainer, TypeProblem } from './ports';
import { type Finding, runStage } from './stage';
import { plural, redVerdict, type Verdict } from './verdict';

export interface JudgeDeps {
  readonly task: Task;
  readonly snapshot: Snapshot;
  readonly checker: TypeChecker & TypeExplainer;
  readonly runner: TestRunner;
  readonly command: TestCommand;
  /** Milliseconds one run of the test command may take. */
  readonly testTimeoutMs: number;
  readonly scratch: Scratch;
  readonly clock: Clock;
  readonly emit: Emit;
}

export interface Judge {
  /** Types and tests of the snapshot, before anything is asked of a model. */
  baseline(signal: AbortSignal): Promise<Baseline | { readonly impossible: NonNullable<Verdict['impossible']> }>;
  /** The stages, cheapest first, up to the first red one. */
  judge(candidate: Candidate, baseline: Baseline, signal: AbortSignal): Promise<Verdict>;
}

type Problem = { readonly problem: TypeProblem | TestProblem };
type TestFinding = Finding & ({ readonly report: TestReport } | Problem);

export function createJudge(deps: JudgeDeps): Judge {
  const flaky = createFlakyWatch(deps.snapshot);
  return {
    async baseline(signal) {
      const none = new Map<string, string | null>();
      const [types, tests] = await Promise.all([
        runStage('types', deps, () => checkTypes(deps, none, 'whole', signal)),
        runStage('tests', deps, () => runTests(deps, none, undefined, signal)),
      ]);
      const problem = 'problem' in types ? types.problem : 'problem' in tests ? tests.problem : undefined;
      if (problem) return { impossible: impossibleBy(problem) };
      if (!('report' in tests)) throw new Error('a test finding without problem has a report');
      return { types: types.evidence, tests: tests.evidence, report: tests.report };
    },

    async judge(candidate, baseline, signal) {
      const { snapshot, task } = deps;
      const { files } = candidate;
      const goals = goalsOf(task, baseline);

      const guarded = await runStage('guard', deps, async () => ({
        evidence: await guard(candidate, snapshot, { allow: task.allow, protectedTests: testPaths(baseline) }),
        checked: `${plural(files.size, 'file')} against the protected paths`,
      }));
      if (guarded.evidence.length > 0) return redVerdict('guard', guarded.evidence);

      const types = await runStage('types', deps, () => countedTypes(deps, files, baseline, goals, signal));
      if ('problem' in types) return impossibleVerdict(types.problem);
      if (types.evidence.length > 0) {
        const overlay = new Map<string, string | null>([...snapshot.unsaved, ...files]);
        return redVerdict('types', await explained(types.evidence, { explainer: deps.checker, root: snapshot.root, overlay }, signal));
      }

      const tests = await runStage('tests', deps, () => countedTests(deps, files, baseline, goals, flaky, signal));
      if ('problem' in tests) return impossibleVerdict(tests.problem);
      if (tests.evidence.length > 0) {
        flaky.sawRed(files, tests.evidence);
        return redVerdict('tests', tests.evidence);
      }

      const honest = await runStage('integrity', deps, async () => ({
        evidence: await checkIntegrity({ candidate, snapshot, allow: task.allow }),
        checked: 'no suppression, no new any, no skipped or weakened test',
      }));
      if (honest.evidence.length > 0) return redVerdict('integrity', honest.evidence);
      return { ok: true, stage: 'integrity', evidence: [], failingTests: 0, summary: `Green: ${types.checked}; ${tests.checked}` };
    },
  };
}

async function checkTypes(
  deps: JudgeDeps,
  files: ReadonlyMap<string, string | null>,
  scope: 'whole' | 'edited-first',
  signal: AbortSignal,
): Promise<Finding | (Finding & Problem)> {
  const { snapshot, checker } = deps;
  const overlay = new Map<string, string | null>([...snapshot.unsaved, ...files]);
  const edited = [...files].flatMap(([path, text]) => (text === null ? [] : [path]));
  const report = await checker.check({ root: snapshot.root, overlay, edited, scope }, signal);
  if ('problem' in report) return { evidence: [], checked: report.problem.message, problem: report.problem };
  return { evidence: await typeEvidence(report.diagnostics, readerOver(snapshot, files)), checked: report.checked };
}

/** Edited files first; green is only said after the whole projects were checked. */
async function countedTypes(
  deps: JudgeDeps,
  files: ReadonlyMap<string, string | null>,
  baseline: Baseline,
  goals: readonly Evidence[],
  signal: AbortSignal,
): Promise<Finding | (Finding & Problem)> {
  const first = await checkTypes(deps, files, 'edited-first', signal);
  if ('problem' in first) return first;
  const counted = countingTypes(first.evidence, baseline, goals);
  if (counted.length > 0 || first.evidence.length === 0) return { evidence: counted, checked: first.checked };
  // Only known errors in the edited files: the early exit may have hidden new ones elsewhere.
  const whole = await checkTypes(deps, files, 'whole', signal);
  if ('problem' in whole) return whole;
  return { evidence: countingTypes(whole.evidence, baseline, goals), checked: whole.checked };
}

async function runTests(
  deps: JudgeDeps,
  files: ReadonlyMap<string, string | null>,
  targets: readonly TestTarget[] | undefined,
  signal: AbortSignal,
): Promise<TestFinding> {
  const { snapshot, scratch, runner, command, testTimeoutMs } = deps;
  await scratch.sync(files, signal);
  const report = await runner.run({ dir: scratch.dir, command, timeoutMs: testTimeoutMs, ...(targets ? { targets } : {}) }, signal);
  if ('problem' in report) return { evidence: [], checked: report.problem.message, problem: report.problem };
  const evidence = await testEvidence(report, readerOver(snapshot, files));
  const why = files.size === 0 ? `, because ${command.why}` : '';
  return { evidence, checked: `${describeRun(report)}${why}`, report };
}

async function countedTests(
  deps: JudgeDeps,
  files: ReadonlyMap<string, string | null>,
  baseline: Baseline,
  goals: readonly Evidence[],
  flaky: ReturnType<typeof createFlakyWatch>,
  signal: AbortSignal,
): Promise<Finding | (Finding & Problem)> {
  const { task, snapshot } = deps;
  const count = async (targets: readonly TestTarget[] | undefined): Promise<Finding | (Finding & Problem)> => {
    const run = await runTests(deps, files, targets, signal);
    if (!('report' in run)) return run.problem.kind === 'timeout' ? { evidence: [hanging(run.problem)], checked: run.checked } : run;
    const counting = await countingTests(run.evidence, { baseline, goals, snapshot, files, task });
    if (counting.length > 0) return { evidence: counting, checked: run.checked };
    if (run.report.executed === 0) return { evidence: [nothingRan(run.report)], checked: run.checked };
    const lost = targets || task.allow.tests ? [] : lostTests(run.report, baseline);
    const old = run.evidence.length > 0 ? ', as before this change' : '';
    return { evidence: lost, checked: `${run.checked}${old}` };
  };

  if (task.targets && task.targets.length > 0 && deps.command.runner !== 'command') {
    const target = await count(task.targets);
    if ('problem' in target || target.evidence.length > 0) return target;
  }
  const all = await count(undefined);
  if ('problem' in all || all.evidence.length > 0 || !(await flaky.isSuspicious(files))) return all;
  const again = await count(undefined);
  return { ...again, checked: `${again.checked}; run twice, because the change does not touch what failed before` };
}

function describeRun(report: TestReport): string {
  if (report.executed === null) return `\`${report.command}\` by its exit code alone (${report.exitCode ?? 'signal'}): no results that can be read`;
  return `\`${report.command}\` (${report.runner}): ${plural(report.executed, 'test')} run, ${report.failed.length} failed`;
}

/** Files that the runner reports tests of, whatever they are called. */
function testPaths({ report }: Baseline): string[] {
  return [...new Set(report.tests.flatMap(({ path }) => path ?? []))];
}

function hanging(problem: { readonly message: string }): Evidence {
  return { stage: 'tests', fingerprint: fingerprint({ stage: 'tests', message: 'timeout' }), message: problem.message };
}

function nothingRan(report: TestReport): Evidence {
  const message = `No test was executed by \`${report.command}\`, so nothing shows that the change works. Add a test for it where the test command finds it.`;
  return { stage: 'tests', fingerprint: fingerprint({ stage: 'tests', message }), message };
}

function impossibleBy(problem: TypeProblem | TestProblem): NonNullable<Verdict['impossible']> {
  const unverifiable = problem.kind === 'timeout' || problem.kind === 'service-failed';
  return { reason: unverifiable ? 'unverifiable' : 'configuration', message: problem.message };
}

function impossibleVerdict(problem: TypeProblem | TestProblem): Verdict {
  const stage = problem.kind === 'no-command' || problem.kind === 'command-not-found' ? 'tests' : 'types';
  return { ok: false, stage, evidence: [], failingTests: 0, summary: problem.message, impossible: impossibleBy(problem) };
}
