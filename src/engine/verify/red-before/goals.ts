import { isTestFile } from '../../code/tests/test-files';
import type { Evidence } from '../../contract/evidence';
import type { Task } from '../../contract/task';
import type { TestReport } from '../../contract/test-run';
import { type GuardOptions, guard } from '../../guard/guard';
import type { GuardRuleId } from '../../guard/rules';
import { createCandidate } from '../../workspace/candidate';
import { createImportGraph } from '../../workspace/imports/import-graph';
import type { Snapshot } from '../../workspace/snapshot';
import { exitFingerprint, FRONT_FINGERPRINT, WENT_ON_FINGERPRINT } from '../to-evidence';
import { targetFilter } from './target-names';

/** What is red before the run. */
interface Red {
  readonly types: readonly Evidence[];
  readonly tests: readonly Evidence[];
  readonly report: TestReport;
}

const EXISTING_TEST: GuardRuleId = 'existing-test';

/**
 * The baseline's evidence that the task is to remove: for a fix the tests, files or lines which the person pointed
 * at, otherwise the failing tests and the type errors in files that they reach. Type errors elsewhere are
 * goals only when nothing else is red. An error in a file that the run may not edit never is: no one could
 * remove it. Any other task has no goals.
 */
export async function findGoals(
  task: Task,
  red: Red,
  { snapshot, guardOptions }: { readonly snapshot: Snapshot; readonly guardOptions: GuardOptions },
): Promise<Evidence[]> {
  if (task.kind !== 'fix') return [];
  if (task.targets && task.targets.length > 0) return red.tests.filter(targetFilter(task.targets, red.report));
  // An exit status alone may be the compiler's, in front of the tests or after them.
  const ofCommand = new Set([exitFingerprint(red.report), FRONT_FINGERPRINT, WENT_ON_FINGERPRINT]);
  const failing = red.tests.filter(({ fingerprint }) => !ofCommand.has(fingerprint));
  const focus = new Set(task.files);
  const isInFocus = ({ path }: Evidence): boolean => path !== undefined && focus.has(path);
  const sort = (types: readonly Evidence[]) => mendable(types, snapshot, guardOptions);

  const pointedAt = failing.filter(isInFocus);
  const typesInFocus = await sort(red.types.filter(isInFocus));
  if (pointedAt.length > 0) return [...pointedAt, ...typesInFocus.inSources];
  const selected = [...typesInFocus.inSources, ...typesInFocus.inTests].filter(isSelected(task));
  if (selected.length > 0) return selected;
  if (typesInFocus.inSources.length > 0) return typesInFocus.inSources;
  if (typesInFocus.inTests.length > 0) return typesInFocus.inTests;
  if (failing.length > 0) {
    const reached = await reachedBy(failing, snapshot);
    const near = await sort(red.types.filter(({ path }) => path !== undefined && reached.has(path)));
    return [...failing, ...near.inSources];
  }
  const { inSources, inTests } = await sort(red.types);
  if (inSources.length > 0) return inSources;
  // What a test says of the sources can be fixed in the sources, although the test must stay as it is.
  return inTests.length > 0 ? inTests : [...red.tests];
}

function isSelected({ selection }: Task): (item: Evidence) => boolean {
  if (selection === undefined) return () => false;
  const { startLine, endLine } = selection;
  return ({ path, line = 0 }) => path === selection.path && line >= startLine && line <= endLine;
}

/**
 * The goals that a candidate must remove to go further. Beside failing tests, a type error is less: the tests
 * decide, and what is left of the type errors is looked at when everything else is green (see `typesLeft`).
 */
export function firmGoals(goals: readonly Evidence[]): readonly Evidence[] {
  const tests = goals.filter(({ stage }) => stage === 'tests');
  return tests.length > 0 ? tests : goals;
}

/** The files in which the failing tests are, and all that these import. */
async function reachedBy(failing: readonly Evidence[], snapshot: Snapshot): Promise<ReadonlySet<string>> {
  const graph = createImportGraph(snapshot);
  const reached = new Set(failing.flatMap(({ path }) => (path === undefined ? [] : [path])));
  // A loop over a set also visits what is added to it meanwhile.
  for (const path of reached) for (const next of await graph.importsOf(path)) reached.add(next);
  return reached;
}

/** The type errors in files that the run may edit, and those in tests, which it could fix only from elsewhere. */
async function mendable(
  types: readonly Evidence[],
  snapshot: Snapshot,
  options: GuardOptions,
): Promise<{ readonly inSources: Evidence[]; readonly inTests: Evidence[] }> {
  const known = new Set(snapshot.files);
  const paths = new Set(types.flatMap(({ path }) => (path !== undefined && known.has(path) ? [path] : [])));
  const edits = new Map<string, string>();
  for (const path of paths) {
    const file = await snapshot.read(path);
    if (file?.kind === 'text') edits.set(path, `${file.text}\n`);
  }
  const refused = new Map(
    (await guard(createCandidate(edits), snapshot, options)).map(({ path = '', code }) => [path, code]),
  );
  const placed = types.filter(({ path }) => path !== undefined && edits.has(path));
  return {
    inSources: placed.filter(({ path = '' }) => !refused.has(path)),
    inTests: placed.filter(({ path = '' }) => refused.get(path) === EXISTING_TEST && isTestFile(path)),
  };
}
