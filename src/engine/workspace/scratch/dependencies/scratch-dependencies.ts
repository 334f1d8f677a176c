import { basename, dirname, join } from 'node:path';
import type { TreeEntries, TreeEntry } from '../tree/tree-entry';
import { type DependencySource, dependencyEntries, outerDependencyFolders } from './dependencies';
import { createOutsidePackages } from './outside-packages';
import { makePackageMirror, mirrorPlace } from './package-mirror';

export interface CopyPlace {
  /** Absolute path of the workspace's copy. */
  readonly dir: string;
  /** Absolute, real path of the folder for all scratch copies. */
  readonly baseDir: string;
  readonly log: (line: string) => void;
}

export interface WorkspaceDependencies extends CopyPlace {
  /** Absolute, real path of the workspace. */
  readonly root: string;
  /** Its `node_modules` folders; `own` ones are no links that lead elsewhere. */
  readonly folders: readonly { readonly path: string; readonly own: boolean }[];
  /** The folders that the copy has. */
  readonly copied: ReadonlySet<string>;
}

/** The dependencies of a copy, by path from the folder around it, once the mirror that they lead to is made. */
export async function scratchDependencies(place: WorkspaceDependencies, signal: AbortSignal): Promise<TreeEntries> {
  const { root, baseDir, log, folders } = place;
  const wanted = new Set(folders.filter(({ own }) => own).map(({ path }) => path));
  const items = await itemsOf(place, (inside) => {
    // A linked package that git ignores, such as a built one.
    if (![...wanted].some((folder) => inside === folder || inside.startsWith(`${folder}/`))) wanted.add(inside);
    return mirrorPlace(root, baseDir, inside);
  });
  if (wanted.size === 0 || (await makePackageMirror(root, [...wanted], baseDir, signal))) return items;
  log(
    'The packages are too large to copy, so they are linked: a test suite that writes into node_modules/<package> writes into the workspace.',
  );
  return itemsOf(place, () => undefined);
}

async function itemsOf(
  { root, dir, log, folders, copied }: WorkspaceDependencies,
  mirrored: DependencySource['mirrored'],
): Promise<TreeEntries> {
  const items = new Map<string, TreeEntry>();
  const outside = createOutsidePackages(root, dirname(dir), log);
  const from: DependencySource = {
    root,
    copy: dir,
    isCopied: (inside) => inside === '' || copied.has(inside),
    mirrored,
    outside: outside.placeOf,
  };
  const add = async (folder: string, at: string): Promise<void> => {
    for (const [path, item] of await dependencyEntries(folder, at, from)) items.set(path, item);
  };
  // Beside the copy, where it finds them the same way; the nearest ones count.
  for (const folder of (await outerDependencyFolders(root)).reverse()) await add(folder, 'node_modules');
  for (const { path } of folders) await add(join(root, path), `${basename(dir)}/${path}`);
  for (const [path, item] of outside.items) items.set(path, item);
  return items;
}
