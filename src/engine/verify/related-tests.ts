import { holdsTests, isTestFile } from '../code/tests/test-files';
import type { TestFile, TestReport } from '../contract/test-run';
import type { ImportGraph } from '../workspace/imports/import-graph';

/** Milliseconds that the whole command took before the change, below which starting it twice costs more than it may save. */
const PAYS_FROM_MS = 4_000;
/**
 * Greatest part of all tests for which running the related ones first pays: it costs this part of the
 * time for every green, and saves the rest of it for every red. Of model-written changes that compile,
 * 38 % fail tests (35 of 92 first tries on HumanEval-TS).
 */
const PAYS_UP_TO = 0.38;

/**
 * The test files from which imports lead to the change, to be run first; undefined where that does not
 * pay. By one import graph of our own for all runners: vitest's `related` and jest's
 * `--findRelatedTests` know what they transform, but the others have nothing like it, and only a hint
 * is needed, because green always takes the whole command.
 */
export async function relatedTests(
  files: ReadonlyMap<string, string | null>,
  before: TestReport,
  graph: ImportGraph,
): Promise<readonly TestFile[] | undefined> {
  if (before.ms < PAYS_FROM_MS) return undefined;
  const names = new Map<string, string[]>();
  const fileOf = (path: string): string[] => {
    const known = names.get(path) ?? [];
    names.set(path, known);
    return known;
  };
  for (const { path, name } of before.tests) if (path !== undefined) fileOf(path).push(name);
  // A suite that did not load is told by its path.
  for (const { path, name } of before.failed) if (path !== undefined && path === name) fileOf(path);
  for (const [path, text] of files) if (text !== null && isTestFile(path) && holdsTests(path, text)) fileOf(path);

  const paths = new Set(await graph.reaching([...names.keys()], new Set(files.keys())));
  const isRelated = ({ path }: { readonly path?: string | undefined }): boolean =>
    path !== undefined && paths.has(path);
  const all = before.tests.filter(({ status }) => status !== 'skipped');
  if (paths.size === 0 || all.filter(isRelated).length > all.length * PAYS_UP_TO) return undefined;
  return [...names].flatMap(([path, known]) => (paths.has(path) ? [{ path, names: known }] : []));
}
