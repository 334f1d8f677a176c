import type { Evidence } from '../../contract/evidence';
import type { TestReport } from '../../contract/test-run';
import type { ImportGraph } from '../../workspace/imports/import-graph';
import { CODE } from '../../workspace/imports/resolve-import';

/**
 * Failures that do not count because they stood before, but whose tests may depend on the change: if the change breaks
 * them as well, their result stays the same. A test that fails only in the copy, because an ignored file is missing
 * there, is an example.
 */
export async function failuresThatHide(
  uncounted: readonly Evidence[],
  { files, graph }: { readonly files: ReadonlyMap<string, string | null>; readonly graph: ImportGraph },
): Promise<Evidence[]> {
  const changed = changedCode(files);
  if (changed.size === 0) return [];
  const found: Evidence[] = [];
  for (const item of uncounted) {
    const { path, test } = item;
    // What a test without a known file depends on is unknown; an exit status alone is no test.
    if (path === undefined ? test !== undefined : await graph.mayReach(path, changed)) found.push(item);
  }
  return found;
}

/** Whether a test passed that leads to the change. */
export async function isExercised(
  { tests }: TestReport,
  { files, graph }: { readonly files: ReadonlyMap<string, string | null>; readonly graph: ImportGraph },
): Promise<boolean> {
  const paths = new Set(tests.flatMap(({ path, status }) => (path !== undefined && status === 'passed' ? [path] : [])));
  return (await graph.reaching([...paths], changedCode(files))).length > 0;
}

function changedCode(files: ReadonlyMap<string, string | null>): ReadonlySet<string> {
  return new Set([...files.keys()].filter((path) => CODE.test(path)));
}
