import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { foldersAbove } from '../folders';
import { pathInside } from '../paths';
import { textOnDisk } from '../text-on-disk';
import { parseManifest, textsIn } from './manifest';

/**
 * Built files that git ignores, but through which a package of the workspace says it is loaded (its
 * `dist`): without them, a package that imports another one finds nothing. `packages` are the packages'
 * folders and `copied` the files that the copy has already. Returns workspace-relative paths of files;
 * a built folder is returned as a whole.
 */
export async function builtEntries(
  root: string,
  packages: readonly string[],
  copied: ReadonlySet<string>,
): Promise<string[]> {
  const folders = foldersAbove(copied);
  const found = await Promise.all(packages.map(async (folder) => (await builtOf(root, folder, copied, folders)).files));
  return found.flat();
}

/** What a package is loaded through and git ignores; workspace-relative paths. */
export interface BuiltPlaces {
  /** Built folders as a whole, and single files in folders that also hold sources, built already or not. */
  readonly places: readonly string[];
  /** The files in them that package.json names and that exist. */
  readonly entries: readonly string[];
  /** All files in them. */
  readonly files: readonly string[];
}

/**
 * The built places of the package in `folder`. `copied` are the workspace's files and `folders` their folders: a
 * folder that holds files of the workspace is not a built one, so only the named file counts in it.
 */
export async function builtOf(
  root: string,
  folder: string,
  copied: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): Promise<BuiltPlaces> {
  const places = new Set<string>();
  const entries = new Set<string>();
  for (const entry of await entryPointsOf(join(root, folder, 'package.json'))) {
    const path = pathInside(root, join(root, folder, entry.replace(/\*.*$/s, '')));
    const inPackage = path === undefined ? undefined : pathInFolder(folder, path);
    const [top] = inPackage?.split('/') ?? [];
    if (!inPackage || !top || top === 'node_modules' || top === '.git') continue;
    const inWorkspace = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
    if (copied.has(inWorkspace(inPackage)) || folders.has(inWorkspace(inPackage))) continue;
    const exists = await isFile(join(root, inWorkspace(inPackage)));
    if (exists) entries.add(inWorkspace(inPackage));
    if (!folders.has(inWorkspace(top))) places.add(inWorkspace(top));
    else if (exists) places.add(inWorkspace(inPackage));
  }
  const files = (await Promise.all([...places].map((path) => filesBelow(root, path)))).flat();
  return { places: [...places], entries: [...entries], files: files.filter((path) => !copied.has(path)) };
}

async function isFile(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isFile() ?? false;
}

function pathInFolder(folder: string, path: string): string | undefined {
  if (folder === '') return path === '' ? undefined : path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

async function entryPointsOf(place: string): Promise<string[]> {
  const manifest = parseManifest((await textOnDisk(place)) ?? '');
  return manifest ? textsIn(manifest, 'main', 'module', 'types', 'bin', 'exports') : [];
}

/** The path itself when it is a file; all files below it, without `node_modules`, when it is a folder. */
async function filesBelow(root: string, path: string): Promise<string[]> {
  const info = await stat(join(root, path)).catch(() => undefined);
  if (info?.isFile()) return [path];
  if (!info?.isDirectory()) return [];
  const entries = await readdir(join(root, path), { withFileTypes: true });
  const below = entries.map(async (entry) => {
    if (entry.isFile()) return [`${path}/${entry.name}`];
    return entry.isDirectory() && entry.name !== 'node_modules' ? filesBelow(root, `${path}/${entry.name}`) : [];
  });
  return (await Promise.all(below)).flat();
}
