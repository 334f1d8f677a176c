import { readdir, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathInside } from '../../paths';
import { copyFrom, type TreeEntry } from '../tree/tree-entry';

/** Caches that tools keep in `node_modules`: they are not copied, because tools make new ones. */
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
  /** Where the mirror has any other folder of the workspace, mostly a package; undefined: it is used in place. */
  readonly mirrored: (inside: string) => string | undefined;
  /** Where the copy finds a package that is outside the workspace; undefined: the copy does not get it. */
  readonly outside: (real: string, from: DependencySource) => Promise<string | undefined>;
}

/**
 * Returns the workspace-relative paths of the `node_modules` folders beside the given packages. Those that
 * are `own` are part of the workspace, the others are links that lead out of it.
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
 * Returns the entries of one `node_modules` folder, by their path in the copy: a real folder whose packages
 * are links. A package of the workspace itself links into the copy, and every other one to its mirror. One
 * from outside the workspace mostly links to its real place. `at` is the path of the folder in the copy.
 */
export async function dependencyEntries(
  folder: string,
  at: string,
  from: DependencySource,
): Promise<Map<string, TreeEntry>> {
  const result = new Map<string, TreeEntry>();
  const add = async (source: string, path: string, isScope: boolean): Promise<void> => {
    const entries = await readdir(source, { withFileTypes: true }).catch(() => []);
    await Promise.all(
      entries.map(async (entry) => {
        const place = join(source, entry.name);
        const target = `${path}/${entry.name}`;
        if (!isScope && CACHES.has(entry.name)) return;
        if (!isScope && entry.name === '.bin') return addPrograms(place, target, from, result);
        if (!isScope && entry.name.startsWith('@')) return add(place, target, true);
        if (entry.isFile()) result.set(target, copyFrom(place));
        else await addLink(place, target, from, result);
      }),
    );
  };
  await add(folder, at, false);
  return result;
}

async function addLink(
  place: string,
  path: string,
  from: DependencySource,
  result: Map<string, TreeEntry>,
): Promise<void> {
  const real = await realpath(place).catch(() => undefined);
  // A dangling link is left by an optional package that was not installed.
  const entry = real === undefined ? undefined : await linkEntry(real, from);
  if (entry) result.set(path, entry);
}

/** A link to where a copy finds what is really at this absolute path; undefined when the copy must not get it. */
export async function linkEntry(real: string, from: DependencySource): Promise<TreeEntry | undefined> {
  const inside = pathInside(from.root, real);
  const target = inside === undefined ? await from.outside(real, from) : (placeInCopy(inside, from) ?? real);
  return target === undefined ? undefined : { kind: 'link', target };
}

/** Adds the entries of `.bin`. Links within the folder keep their text, so that they lead through the copy's links. */
async function addPrograms(
  folder: string,
  path: string,
  from: DependencySource,
  result: Map<string, TreeEntry>,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const place = join(folder, entry.name);
      const target = `${path}/${entry.name}`;
      if (!entry.isSymbolicLink()) {
        if (entry.isFile()) result.set(target, copyFrom(place));
        return;
      }
      const text = await readlink(place);
      const end = resolve(folder, text);
      const staysHere = !isAbsolute(text) && pathInside(dirname(folder), end) !== undefined;
      if (staysHere) result.set(target, { kind: 'link', target: relative(folder, end) });
      else await addLink(place, target, from, result);
    }),
  );
}

function placeInCopy(inside: string, from: DependencySource): string | undefined {
  const isPackage = `/${inside}/`.includes('/node_modules/');
  return !isPackage && from.isCopied(inside) ? join(from.copy, inside.split('/').join(sep)) : from.mirrored(inside);
}

/** Returns the `node_modules` of the folders around the workspace, which its packages can use, too; nearest first. */
export async function outerDependencyFolders(root: string): Promise<string[]> {
  const found: string[] = [];
  for (let folder = dirname(root); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules');
    if ((await stat(candidate).catch(() => undefined))?.isDirectory()) found.push(candidate);
    if (folder === dirname(folder)) return found;
  }
}
