import { isTestFile } from '../../../code/tests/test-files';
import { sharedFolders } from '../../../platform/text/shared-folders';

/** Sources that are tried where nothing leads to any. */
const MAX_SOURCES = 40;
const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/;
const NO_SOURCE = /\.d\.[cm]?ts$|\.config\.|(?:^|\/)(?:\.|scripts?\/|bench(?:marks?)?\/|docs?\/|examples?\/)/;

/** Sources of a workspace in which nothing is known of the task: those of the packages of these files, then others. */
export function likelySources(near: readonly string[], all: readonly string[]): string[] {
  const shared = (path: string): number => Math.max(0, ...near.map((other) => sharedFolders(path, other)));
  return all
    .filter((path) => CODE.test(path) && !NO_SOURCE.test(path) && !isTestFile(path))
    .map((path) => ({ path, shared: shared(path), depth: path.split('/').length }))
    .sort((a, b) => b.shared - a.shared || a.depth - b.depth)
    .slice(0, MAX_SOURCES)
    .map(({ path }) => path);
}
