import { readdir, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathInside } from '../../paths';
import { copyOf, type TreeEntry } from '../tree/tree-entry';

/** What tools keep in `node_modules` for themselves: a copy makes its own. */
export const CACHES: ReadonlySet<string> = new Set([
  '.cache',
  '.vite',
  '.vite-temp',
  '.vitest',
  '.tmp',
  '.rollup.cache',
  '.parcel-cache',
]);

export interface DependencySource {
  /** Absolute, real path of the workspace. */
  readonly root: string;
  /** Absolute path of the copy. */
  readonly copy: string;
  /** Whether the copy has this folder of the workspace. */
  readonly isCopied: (inside: string) => boolean;
  /** Where any other folder of the workspace is mirrored, packages above all; undefined: used where it is. */
  readonly mirrored: (inside: string) => string | undefined;
  /** Where the copy finds what is outside the workspace; undefined: nowhere. */
  readonly outside: (real: string, from: DependencySource) => Promise<string | undefined>;
}

/**
 * Workspace-relative paths of the `node_modules` folders beside the given packages: `own` ones are
 * part of the workspace, the others are links that lead elsewhere.
 */
export async function findDependencyFolders(
  root: string,
  packages: Iterable<string>,
): Promise<{ path: string; own: boolean }[]> {
  const found = await Promise.all(
    [...new Set(['', ...packages])].map(async (folder) => {
      const path = folder === '' ? 'node_modules' : `${folder}/node_modules`;
      const real = await realpath(join(root, path)).catch(() => undefined);
      if (real === undefined || !(await stat(real)).isDirectory()) return [];
      return [{ path, own: pathInside(root, real) !== undefined }];
    }),
  );
  return found.flat();
}

/**
 * The entries of one `node_modules` folder, by their path in the copy: a real folder whose packages
 * are links. A package of the workspace itself links into the copy; every other one to its mirror, or
 * mostly to where it really is when that is outside the workspace. `at` is where the folder goes.
 */
export async function dependencyEntries(
  folder: string,
  at: string,
  from: DependencySource,
): Promise<Map<string, TreeEntry>> {
  const items = new Map<string, TreeEntry>();
  const add = async (source: string, path: string, scoped: boolean): Promise<void> => {
    const entries = await readdir(source, { withFileTypes: true }).catch(() => []);
    await Promise.all(
      entries.map(async (entry) => {
        const place = join(source, entry.name);
        const target = `${path}/${entry.name}`;
        if (!scoped && CACHES.has(entry.name)) return;
        if (!scoped && entry.name === '.bin') return addPrograms(place, target, from, items);
        if (!scoped && entry.name.startsWith('@')) return add(place, target, true);
        if (entry.isFile()) items.set(target, copyOf(place));
        else await addLink(place, target, from, items);
      }),
    );
  };
  await add(folder, at, false);
  return items;
}

async function addLink(
  place: string,
  path: string,
  from: DependencySource,
  items: Map<string, TreeEntry>,
): Promise<void> {
  const real = await realpath(place).catch(() => undefined);
  // A dangling link stands for an optional package that was not installed.
  const item = real === undefined ? undefined : await linkEntry(real, from);
  if (item) items.set(path, item);
}

/** A link to where a copy finds what is really at this absolute path; undefined: it must not. */
export async function linkEntry(real: string, from: DependencySource): Promise<TreeEntry | undefined> {
  const inside = pathInside(from.root, real);
  const target = inside === undefined ? await from.outside(real, from) : (placeInCopy(inside, from) ?? real);
  return target === undefined ? undefined : { kind: 'link', target };
}

/** `.bin`: links within the folder keep their text, so that they lead through the copy's own links. */
async function addPrograms(
  folder: string,
  path: string,
  from: DependencySource,
  items: Map<string, TreeEntry>,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const place = join(folder, entry.name);
      const target = `${path}/${entry.name}`;
      if (!entry.isSymbolicLink()) {
        if (entry.isFile()) items.set(target, copyOf(place));
        return;
      }
      const text = await readlink(place);
      const end = resolve(folder, text);
      const staysHere = !isAbsolute(text) && pathInside(dirname(folder), end) !== undefined;
      if (staysHere) items.set(target, { kind: 'link', target: relative(folder, end) });
      else await addLink(place, target, from, items);
    }),
  );
}

function placeInCopy(inside: string, from: DependencySource): string | undefined {
  const isPackage = `/${inside}/`.includes('/node_modules/');
  return !isPackage && from.isCopied(inside) ? join(from.copy, inside.split('/').join(sep)) : from.mirrored(inside);
}

/** The `node_modules` folders of the folders around the workspace, which its packages find too; nearest first. */
export async function outerDependencyFolders(root: string): Promise<string[]> {
  const found: string[] = [];
  for (let folder = dirname(root); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules');
    if ((await stat(candidate).catch(() => undefined))?.isDirectory()) found.push(candidate);
    if (folder === dirname(folder)) return found;
  }
}
