import type { Evidence } from '../../contract/evidence';
import type { TestFile, TestReport } from '../../contract/test-run';
import { findLost } from './test-names';

/**
 * The lost tests without those of files that run as few tests over the unchanged workspace: how many tests a file has
 * may vary from run to run, for example with random data. `runUnchanged` runs the tests of these files there.
 */
export async function surelyLost(
  lost: readonly Evidence[],
  now: TestReport,
  runUnchanged: (files: readonly TestFile[]) => Promise<TestReport | undefined>,
): Promise<readonly Evidence[]> {
  const paths = [...new Set(lost.flatMap(({ path }) => path ?? []))];
  if (paths.length === 0) return lost;
  const again = await runUnchanged(paths.map((path) => ({ path, names: [] })));
  if (!again?.executed) return lost;
  const inPaths = again.tests.filter(({ path }) => path !== undefined && paths.includes(path));
  const stillLost = new Set(findLost(now.tests, inPaths).map(({ path }) => path));
  const ran = new Set(inPaths.map(({ path }) => path));
  return lost.filter(({ path }) => path === undefined || stillLost.has(path) || !ran.has(path));
}
