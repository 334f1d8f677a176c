import type { TestFile, TestReport } from '../../contract/test-run';
import { sharedFolders } from '../../platform/text/shared-folders';

/** With so many passing tests beside the failing ones, no other file is run for them. */
const ENOUGH_PASSING = 10;
/** Files that are run for their passing tests at most, and milliseconds that the tests of one may take. */
const MAX_FILES = 2;
const MAX_MS = 2_000;

/**
 * Test files without failures that are worth running beside the red ones to see what their tests do not run: where
 * hardly any test of those passes, everything that they run is as suspicious. The files nearest by their folders
 * come first, which most likely share code with the red ones, and among these the quicker ones.
 */
export function contrastFiles(red: readonly TestFile[], { tests }: Pick<TestReport, 'tests'>): TestFile[] {
  const isRed = new Set(red.map(({ path }) => path));
  const passed = tests.filter(({ status }) => status === 'passed');
  if (passed.filter(({ path }) => path !== undefined && isRed.has(path)).length >= ENOUGH_PASSING) return [];
  const green = new Map<string, { names: string[]; ms: number }>();
  for (const { path, name, ms = 0 } of passed) {
    if (path === undefined || isRed.has(path)) continue;
    const file = green.get(path) ?? { names: [], ms: 0 };
    file.names.push(name);
    file.ms += ms;
    green.set(path, file);
  }
  const nearness = (path: string): number => Math.max(...red.map((file) => sharedFolders(file.path, path)));
  return [...green]
    .filter(([, { ms }]) => ms <= MAX_MS)
    .map(([path, { names, ms }]) => ({ path, names, ms, near: nearness(path) }))
    .sort((a, b) => b.near - a.near || a.ms - b.ms || (a.path < b.path ? -1 : 1))
    .slice(0, MAX_FILES)
    .map(({ path, names }) => ({ path, names }));
}
