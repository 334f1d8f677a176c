import type { Snapshot } from '../workspace/snapshot';
import type { Scratch } from '../workspace/scratch';
import type { Task } from '../task';
import { type Baseline, countingTests, lostTests } from './baseline';
import { type Evidence, fingerprint } from './evidence';
import { readerOver, testEvidence } from './findings';
import type { FlakyWatch } from './flaky';
import type { TestCommand, TestProblem, TestReport, TestRunner, TestTarget } from './ports';
import type { Finding } from './stage';
import { plural } from './verdict';

export interface TestsStageDeps {
  readonly task: Task;
  readonly snapshot: Snapshot;
  readonly scratch: Scratch;
  readonly runner: TestRunner;
  readonly command: TestCommand;
  /** Milliseconds one run of the test command may take. */
  readonly testTimeoutMs: number;
}

export type TestsFinding = Finding & { readonly problem?: TestProblem };
type TestFinding = Finding & ({ readonly report: TestReport } | { readonly problem: TestProblem });

export async function runTests(
  deps: TestsStageDeps,
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

export async function countedTests(
  deps: TestsStageDeps,
  files: ReadonlyMap<string, string | null>,
  baseline: Baseline,
  goals: readonly Evidence[],
  flaky: FlakyWatch,
  signal: AbortSignal,
): Promise<TestsFinding> {
  const { task, snapshot } = deps;
  const count = async (targets: readonly TestTarget[] | undefined): Promise<TestsFinding> => {
    const run = await runTests(deps, files, targets, signal);
    if (!('report' in run)) return run.problem.kind === 'timeout' ? { evidence: [hanging(run.problem)], checked: run.checked } : run;
    const counting = await countingTests(run.evidence, { baseline, goals, snapshot, files, task });
    if (counting.length > 0) return { evidence: counting, checked: run.checked };
    if (run.report.executed === 0) return { evidence: [nothingRan(run.report)], checked: run.checked };
    const lost = targets || task.allow.tests === true ? [] : lostTests(run.report, baseline);
    const old = run.evidence.length > 0 ? ', as before this change' : '';
    return { evidence: lost, checked: `${run.checked}${old}` };
  };

  if (task.targets && task.targets.length > 0 && deps.command.runner !== 'command') {
    const target = await count(task.targets);
    if (target.problem || target.evidence.length > 0) return target;
  }
  const all = await count(undefined);
  if (all.problem || all.evidence.length > 0 || !(await flaky.isSuspicious(files))) return all;
  const again = await count(undefined);
  return { ...again, checked: `${again.checked}; run twice, because the change does not touch what failed before` };
}

function describeRun(report: TestReport): string {
  if (report.executed === null) return `\`${report.command}\` by its exit code alone (${report.exitCode ?? 'signal'}): no results that can be read`;
  return `\`${report.command}\` (${report.runner}): ${plural(report.executed, 'test')} run, ${report.failed.length} failed`;
}

function hanging(problem: { readonly message: string }): Evidence {
  return { stage: 'tests', fingerprint: fingerprint({ stage: 'tests', message: 'timeout' }), message: problem.message };
}

function nothingRan(report: TestReport): Evidence {
  const message = `No test was executed by \`${report.command}\`, so nothing shows that the change works. Add a test for it where the test command finds it.`;
  return { stage: 'tests', fingerprint: fingerprint({ stage: 'tests', message }), message };
}
