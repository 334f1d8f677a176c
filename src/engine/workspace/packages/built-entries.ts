import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { foldersOf } from '../folders';
import { pathInside } from '../paths';

/** What of a package.json names files that others load; `exports` is a tree of strings. */
const manifestSchema = z.object({
  main: z.string().optional(),
  module: z.string().optional(),
  types: z.string().optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  exports: z.unknown().optional(),
});

/**
 * Built files that git ignores, but that a package of the workspace says it is loaded through (its
 * `dist`): without them a package that imports another finds nothing. Given are the packages' folders
 * and what the copy has already; found are files by workspace-relative path, whole folders of them.
 */
export async function builtEntries(
  root: string,
  packages: readonly string[],
  has: ReadonlySet<string>,
): Promise<string[]> {
  const folders = foldersOf(has);
  const found = await Promise.all(packages.map((folder) => builtOf(root, folder, has, folders)));
  return found.flat();
}

/** A folder that holds files of the workspace is not a built one: of it, only the file that is named. */
async function builtOf(
  root: string,
  folder: string,
  has: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): Promise<string[]> {
  const tops = new Set<string>();
  for (const entry of await entriesOf(join(root, folder, 'package.json'))) {
    const path = pathInside(root, join(root, folder, entry.replace(/\*.*$/s, '')));
    const own = path === undefined ? undefined : withinFolder(folder, path);
    const [top] = own?.split('/') ?? [];
    if (!own || !top || top === 'node_modules' || top === '.git') continue;
    const below = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
    if (has.has(below(own))) continue;
    if (!folders.has(below(top))) tops.add(below(top));
    else if ((await stat(join(root, below(own))).catch(() => undefined))?.isFile()) tops.add(below(own));
  }
  const files = await Promise.all([...tops].map((top) => filesBelow(root, top)));
  return files.flat().filter((path) => !has.has(path));
}

function withinFolder(folder: string, path: string): string | undefined {
  if (folder === '') return path === '' ? undefined : path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

async function entriesOf(manifest: string): Promise<string[]> {
  try {
    const { main, module, types, bin, exports } = manifestSchema.parse(JSON.parse(await readFile(manifest, 'utf8')));
    const programs = typeof bin === 'string' ? [bin] : Object.values(bin ?? {});
    return [main, module, types, ...programs, ...strings(exports)].flatMap((entry) => (entry ? [entry] : []));
  } catch {
    return [];
  }
}

function strings(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree];
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(strings) : [];
}

async function filesBelow(root: string, top: string): Promise<string[]> {
  const info = await stat(join(root, top)).catch(() => undefined);
  if (info?.isFile()) return [top];
  if (!info?.isDirectory()) return [];
  const entries = await readdir(join(root, top), { withFileTypes: true });
  const below = entries.map(async (entry) => {
    if (entry.isFile()) return [`${top}/${entry.name}`];
    return entry.isDirectory() && entry.name !== 'node_modules' ? filesBelow(root, `${top}/${entry.name}`) : [];
  });
  return (await Promise.all(below)).flat();
}
