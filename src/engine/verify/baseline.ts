import { type Evidence, newEvidence } from '../contract/evidence';
import type { Task } from '../contract/task';
import type { TestReport, TestTarget } from '../contract/test-run';
import type { ImportGraph } from '../workspace/imports/import-graph';
import { testKey } from './to-evidence';

/** Types and tests of the workspace before the run: a candidate is not to blame for what is red here. */
export interface Baseline {
  readonly types: readonly Evidence[];
  readonly tests: readonly Evidence[];
  readonly report: TestReport;
}

/**
 * The baseline's evidence that the task must remove. A fix removes all of it, or that of the tests or
 * files which the person pointed at; any other task has no such goals.
 */
export function goalsOf(task: Task, baseline: Pick<Baseline, 'types' | 'tests'>): Evidence[] {
  if (task.kind !== 'fix') return [];
  if (task.targets && task.targets.length > 0) {
    const { targets } = task;
    return baseline.tests.filter((item) => item.test !== undefined && targets.some((target) => isTarget(item, target)));
  }
  const all = [...baseline.types, ...baseline.tests];
  const inFocus = all.filter((item) => item.path !== undefined && task.files.includes(item.path));
  return inFocus.length > 0 ? inFocus : all;
}

export function isTarget(
  item: { readonly path?: string | undefined; readonly test?: string | undefined },
  target: TestTarget,
): boolean {
  return (
    item.test === target.name && (target.path === undefined || item.path === undefined || item.path === target.path)
  );
}

/** The type errors that count against a candidate. */
export function typesThatCount(found: readonly Evidence[], baseline: Baseline, goals: readonly Evidence[]): Evidence[] {
  return newEvidence(found, forgivenTypes(baseline, goals));
}

/** The baseline's type errors that a candidate may leave unfixed. */
export function forgivenTypes(baseline: Baseline, goals: readonly Evidence[]): Evidence[] {
  const wanted = new Set(goals.map((goal) => goal.fingerprint));
  return baseline.types.filter((item) => !wanted.has(item.fingerprint));
}

/**
 * The failures that count against a candidate: new ones, the task's goals, and old ones whose test
 * imports a changed file, because a person expects a change to pass the tests that exercise it.
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
  },
): Promise<Evidence[]> {
  const { baseline, goals, graph, files, task } = context;
  const goalKeys = new Set(goals.map(keyOf));
  const knownKeys = new Set(baseline.tests.map(keyOf));
  const changed = new Set(files.keys());
  const counted: Evidence[] = [];
  for (const item of found) {
    const isOld = knownKeys.has(keyOf(item));
    const isGoal = goalKeys.has(keyOf(item));
    const byExitCodeOnly = item.test === undefined && item.path === undefined;
    const related =
      task.kind === 'generate' &&
      (byExitCodeOnly || (item.path !== undefined && (await graph.reaches(item.path, changed))));
    if (!isOld || isGoal || related) counted.push(item);
  }
  return counted;
}

/** Tests that ran before and no longer run: a suite that loses its tests must not become green. */
export function lostTests(report: TestReport, baseline: Baseline): Evidence[] {
  // Counted instead of collected in a set, because tests in one file may share a name.
  const ran = new Map<string, number>();
  for (const test of report.tests)
    if (test.status !== 'skipped') ran.set(testKey(test), (ran.get(testKey(test)) ?? 0) + 1);
  const lost = baseline.report.tests.filter((test) => {
    if (test.status === 'skipped') return false;
    const left = ran.get(testKey(test)) ?? 0;
    ran.set(testKey(test), left - 1);
    return left <= 0;
  });
  return lost.map(({ name, path }) => ({
    stage: 'tests' as const,
    fingerprint: testKey({ name, path }),
    message: `The test "${name}" ran before this change and did not run with it.`,
    test: name,
    ...(path === undefined ? {} : { path }),
  }));
}

/** Identifies a failure across runs: a test by file and name, whatever its message; other findings by fingerprint. */
export function keyOf(item: Evidence): string {
  return item.test === undefined ? item.fingerprint : testKey({ path: item.path, name: item.test });
}
