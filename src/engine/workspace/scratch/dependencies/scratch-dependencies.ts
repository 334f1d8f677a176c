import { join, relative, sep } from 'node:path';
import type { TreeEntries, TreeEntry } from '../tree/tree-entry';
import { type DependencySource, dependencyEntries, outerDependencyFolders } from './dependencies';
import { createOutsidePackages } from './outside-packages';
import { makePackageMirror, mirrorPlace } from './package-mirror';

export interface CopyPlace {
  /** Absolute path of the workspace's copy. */
  readonly dir: string;
  /** Absolute path of the folder around it. */
  readonly home: string;
  /** Absolute, real path of the folder for all scratch copies. */
  readonly baseDir: string;
  readonly log: (line: string) => void;
}

export interface WorkspaceDependencies extends CopyPlace {
  /** Absolute, real path of the workspace. */
  readonly root: string;
  /** Its `node_modules` folders; those that are not `own` are links that lead out of the workspace. */
  readonly folders: readonly { readonly path: string; readonly own: boolean }[];
  /** Workspace-relative paths of the folders that the copy holds. */
  readonly copied: ReadonlySet<string>;
}

/** Makes the mirror, and returns a copy's dependencies, which lead to it, by path from the folder around the copy. */
export async function scratchDependencies(place: WorkspaceDependencies, signal: AbortSignal): Promise<TreeEntries> {
  const { root, baseDir, log, folders } = place;
  const toMirror = new Set(folders.filter(({ own }) => own).map(({ path }) => path));
  const entries = await entriesOf(place, (inside) => {
    // The copy lacks a linked package that git ignores, such as a built one.
    if (![...toMirror].some((folder) => inside === folder || inside.startsWith(`${folder}/`))) toMirror.add(inside);
    return mirrorPlace(root, baseDir, inside);
  });
  if (toMirror.size === 0 || (await makePackageMirror(root, [...toMirror], baseDir, signal))) return entries;
  log(
    'The packages are too large to copy, so they are linked: ' +
      'a test suite that writes into node_modules/<package> writes into the workspace.',
  );
  return entriesOf(place, () => undefined);
}

async function entriesOf(
  { root, dir, home, log, folders, copied }: WorkspaceDependencies,
  mirrored: DependencySource['mirrored'],
): Promise<TreeEntries> {
  const entries = new Map<string, TreeEntry>();
  const outside = createOutsidePackages(root, home, log);
  const from: DependencySource = {
    root,
    copy: dir,
    isCopied: (inside) => inside === '' || copied.has(inside),
    mirrored,
    outside: outside.placeOf,
  };
  const add = async (folder: string, at: string): Promise<void> => {
    for (const [path, entry] of await dependencyEntries(folder, at, from)) entries.set(path, entry);
  };
  // They go beside the copy, which finds them as the workspace does. The nearest is added last and wins.
  for (const folder of (await outerDependencyFolders(root)).reverse()) await add(folder, 'node_modules');
  for (const { path } of folders) await add(join(root, path), `${relative(home, dir).split(sep).join('/')}/${path}`);
  for (const [path, entry] of outside.entries) entries.set(path, entry);
  return entries;
}
