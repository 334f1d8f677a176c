import { holdsTests, isTestFile } from '../code/tests/test-files';
import type { Evidence } from '../contract/evidence';
import type { TestFile, TestReport } from '../contract/test-run';
import { memo } from '../platform/memo';
import type { ImportGraph } from '../workspace/imports/import-graph';

/** Below this duration of the whole command (milliseconds) a second start costs more than it can save. */
const PAYS_FROM_MS = 4_000;
/**
 * The largest share of all tests for which running the related ones first pays off. With share s, a green
 * candidate costs s more and a red one 1 - s less; of model-written changes that compile, 38 % fail tests
 * (35 of 92 first tries on HumanEval-TS), so s must not exceed 0.38.
 */
const PAYS_UP_TO = 0.38;

/**
 * The test files in which the goals failed, to be run first; undefined where they are so large a part that
 * the whole command gives the result nearly as soon. Unlike for related tests, the duration of the whole
 * doesn't matter: a candidate that misses the goal is the usual case, and its tests are few.
 */
export function goalTests(goals: readonly Evidence[], before: TestReport): readonly TestFile[] | undefined {
  const isTest = testsOf(before);
  const named = goals.flatMap(({ stage, path }) => (stage === 'tests' && path !== undefined ? [path] : []));
  const paths = new Set(named.filter(isTest));
  const all = before.tests.filter(({ status }) => status !== 'skipped');
  const mine = all.filter(({ path }) => path !== undefined && paths.has(path));
  if (paths.size === 0 || mine.length > all.length * PAYS_UP_TO) return undefined;
  return [...paths].map((path) => ({
    path,
    names: before.tests.flatMap((test) => (test.path === path ? [test.name] : [])),
  }));
}

/** Says which files are tests: a build in front of the tests names the sources in which it fails. */
function testsOf({ tests }: TestReport): (path: string) => boolean {
  const ran = new Set(tests.map(({ path }) => path));
  return (path) => ran.has(path) || isTestFile(path);
}

/**
 * The test files that import the change, directly or through other files, to be run first; undefined
 * where that does not pay off. Our own import graph serves all runners: vitest's `related` and jest's
 * `--findRelatedTests` are more exact, but other runners have nothing like them, and a hint is enough
 * because a green verdict always takes the whole command.
 */
export async function relatedTests(
  files: ReadonlyMap<string, string | null>,
  before: TestReport,
  graph: ImportGraph,
): Promise<readonly TestFile[] | undefined> {
  if (before.ms < PAYS_FROM_MS) return undefined;
  const names = new Map<string, string[]>();
  const fileOf = (path: string): string[] => memo(names, path, () => []);
  for (const { path, name } of before.tests) if (path !== undefined) fileOf(path).push(name);
  const isTest = testsOf(before);
  // A suite that did not load is reported under its own path.
  for (const { path, name } of before.failed) if (path !== undefined && path === name && isTest(path)) fileOf(path);
  for (const [path, text] of files) if (text !== null && isTestFile(path) && holdsTests(path, text)) fileOf(path);

  const paths = new Set(await graph.reaching([...names.keys()], new Set(files.keys())));
  const isRelated = ({ path }: { readonly path?: string | undefined }): boolean =>
    path !== undefined && paths.has(path);
  const all = before.tests.filter(({ status }) => status !== 'skipped');
  if (paths.size === 0 || all.filter(isRelated).length > all.length * PAYS_UP_TO) return undefined;
  return [...names].flatMap(([path, known]) => (paths.has(path) ? [{ path, names: known }] : []));
}
