import type { Evidence } from '../contract/evidence';
import type { Task } from '../contract/task';
import type { TestReport } from '../contract/test-run';
import type { ImportGraph } from '../workspace/imports/import-graph';
import { endsAsBefore, frontAsBefore } from './red-before/exit-status';
import { oldFailures } from './red-before/old-failures';
import { isSurelyRequested } from './red-before/requested';
import { findLost } from './red-before/test-names';
import { exitFingerprint, FRONT_FINGERPRINT, testKey } from './to-evidence';

/** Types and tests of the workspace before the run: a candidate is not to blame for what is red here. */
export interface Baseline {
  readonly types: readonly Evidence[];
  /** Workspace-relative paths of the configs whose types were checked. */
  readonly projects?: readonly string[] | undefined;
  readonly tests: readonly Evidence[];
  readonly report: TestReport;
  /** What of it the task is to remove; nothing unless the task is a fix. */
  readonly goals: readonly Evidence[];
}

/** The baseline's type errors that a candidate may leave unfixed. */
export function forgivenTypes(baseline: Baseline, goals: readonly Evidence[]): Evidence[] {
  const wanted = new Set(goals.map((goal) => goal.fingerprint));
  return baseline.types.filter((item) => !wanted.has(item.fingerprint));
}

/**
 * The failures that count against a candidate: new ones, the task's goals, and old ones whose test
 * imports a changed file or is named by the request, because a person expects a change to pass these. A command
 * that ends red beside its tests counts unless it did so before for the same reason. A test file whose tests have no
 * result, as before, and which the command takes for passed, counts only if the request is about it.
 */
export async function testsThatCount(
  found: readonly Evidence[],
  context: {
    readonly baseline: Baseline;
    readonly goals: readonly Evidence[];
    /** The imports with the candidate applied. */
    readonly graph: ImportGraph;
    readonly files: ReadonlyMap<string, string | null>;
    readonly task: Task;
    /** The run in which they were found. */
    readonly report: TestReport;
  },
): Promise<Evidence[]> {
  const { baseline, goals, graph, files, task, report } = context;
  const changed = new Set(files.keys());
  const mayReach = (path: string) => graph.mayReach(path, changed);
  const runs = { before: baseline.report, now: report, mayReach };
  const ofGoals = await oldFailures(found, goals, runs);
  const known = await oldFailures(found, baseline.tests, runs);
  const exit = exitFingerprint(report);
  const isOldFailure = (item: Evidence): boolean => {
    if (item.fingerprint === FRONT_FINGERPRINT) return frontAsBefore(report, baseline.report);
    return item.fingerprint === exit ? endsAsBefore(report, baseline.report) : known.has(item);
  };
  const before = new Set(baseline.tests.map((item) => item.fingerprint));
  const isUnnoticed = (item: Evidence): boolean =>
    report.exitCode === 0 && item.test === item.path && before.has(item.fingerprint);
  const counted: Evidence[] = [];
  for (const item of found) {
    const isOld = isOldFailure(item);
    const isAbout = async (path: string): Promise<boolean> =>
      isSurelyRequested(item, task) || (!isUnnoticed(item) && (await graph.reaches(path, changed)));
    const related = task.kind === 'generate' && item.path !== undefined && (await isAbout(item.path));
    if (!isOld || ofGoals.has(item) || related) counted.push(item);
  }
  return counted;
}

/** Tests that ran before and no longer run: a suite that loses its tests must not become green. */
export function lostTests(report: TestReport, baseline: Pick<Baseline, 'report'>): Evidence[] {
  return findLost(report.tests, baseline.report.tests).map(({ name, path }) => ({
    stage: 'tests' as const,
    fingerprint: testKey({ name, path }),
    message: `The test "${name}" ran before this change and did not run with it.`,
    test: name,
    ...(path === undefined ? {} : { path }),
  }));
}
