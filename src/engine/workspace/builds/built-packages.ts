import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { memo } from '../../platform/memo';
import { foldersAbove } from '../folders';
import { CODE } from '../imports/resolve-import';
import { type BuiltPlaces, builtOf } from '../packages/built-entries';
import { dependencyNames, type Manifest, parseManifest } from '../packages/manifest';
import type { Snapshot } from '../snapshot';

/** A package of the workspace as far as its built output matters. */
export interface BuiltPackage {
  /** Workspace-relative; '' for the root. */
  readonly dir: string;
  readonly manifest: Manifest;
  /** Folders of the workspace's packages that it depends on. */
  readonly dependsOn: readonly string[];
  readonly built: BuiltPlaces;
}

/** By folder. */
export type BuiltPackages = ReadonlyMap<string, BuiltPackage>;

const NO_SOURCE = /(?:^|\/)(?:__tests__|__mocks__|tests?|e2e|docs)\/|[.-](?:test|spec|e2e|bench)\.|\.(?:md|mdx|snap)$/;
const QUOTED = /(['"`])([^'"`\n]{1,200})\1/g;

/** Finds the packages of the workspace, what they depend on, and what they are loaded through. */
export async function findBuiltPackages(snapshot: Snapshot): Promise<BuiltPackages> {
  const { root, files } = snapshot;
  const copied = new Set(files);
  const folders = foldersAbove(files);
  const manifests = new Map<string, Manifest>();
  for (const path of files) {
    if (posix.basename(path) !== 'package.json') continue;
    const file = await snapshot.read(path);
    const manifest = file?.kind === 'text' ? parseManifest(file.text) : undefined;
    if (manifest) manifests.set(path.includes('/') ? posix.dirname(path) : '', manifest);
  }
  const byName = new Map([...manifests].flatMap(([dir, { name }]) => (name === undefined ? [] : [[name, dir]])));
  const found = await Promise.all(
    [...manifests].map(async ([dir, manifest]): Promise<[string, BuiltPackage]> => {
      const dependsOn = dependencyNames(manifest).flatMap((name) => byName.get(name) ?? []);
      return [dir, { dir, manifest, dependsOn, built: await builtOf(root, dir, copied, folders) }];
    }),
  );
  return new Map(found);
}

/** The folder of the package that a file belongs to. */
export function packageOf(path: string, packages: { has(dir: string): boolean }): string | undefined {
  for (let dir = posix.dirname(path); ; dir = posix.dirname(dir)) {
    const folder = dir === '.' ? '' : dir;
    if (packages.has(folder)) return folder;
    if (folder === '') return undefined;
  }
}

/** Whether a package's built output may depend on this file of it. */
export function isBuildSource(path: string, dir: string): boolean {
  return !NO_SOURCE.test(dir === '' ? path : path.slice(dir.length + 1));
}

/** Folders of the packages whose sources were changed after they were built, unsaved text included. */
export async function stalePackages(snapshot: Snapshot, packages: BuiltPackages): Promise<string[]> {
  const newest = new Map<string, number>();
  const withOutput = [...packages.values()].filter(({ built }) => built.entries.length > 0);
  if (withOutput.length === 0) return [];
  const dirs = new Set(withOutput.map(({ dir }) => dir));
  for (const path of snapshot.files) {
    const dir = packageOf(path, packages);
    if (dir === undefined || !dirs.has(dir) || !CODE.test(path) || !isBuildSource(path, dir)) continue;
    if (/\.config\.[^/]+$/.test(path)) continue;
    const changedAt = snapshot.unsaved.has(path) ? Number.POSITIVE_INFINITY : changeTime(join(snapshot.root, path));
    newest.set(dir, Math.max(newest.get(dir) ?? 0, changedAt));
  }
  const stale: string[] = [];
  for (const { dir, built } of withOutput) {
    // `tsc -b` leaves an output as it is when nothing in it would change, and writes only its build information.
    const names = await readdir(join(snapshot.root, dir)).catch(() => []);
    const records = names.filter((name) => name.endsWith('.tsbuildinfo')).map((name) => posix.join(dir, name));
    const builtAt = Math.max(...[...built.files, ...records].map((path) => changeTime(join(snapshot.root, path))));
    if ((newest.get(dir) ?? 0) > builtAt) stale.push(dir);
  }
  return stale;
}

function changeTime(place: string): number {
  return statSync(place, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Finds out whether anything loads a package through its built output: another package that depends on it, a
 * file elsewhere that names it or its output, or a test of its own that does, such as one of `dist/cli.js`.
 */
export function createLoadedCheck(snapshot: Snapshot, packages: BuiltPackages): (dir: string) => Promise<boolean> {
  const isDependency = new Set([...packages.values()].flatMap(({ dependsOn }) => dependsOn));
  const cache = new Map<string, Promise<boolean>>();
  let texts: Promise<readonly (readonly [string, string])[]> | undefined;
  const isNamed = async ({ dir, manifest: { name }, built }: BuiltPackage): Promise<boolean> => {
    texts ??= quotedTexts(snapshot);
    const leadsToOutput = (place: string): boolean =>
      built.places.some((output) => place === output || place.startsWith(`${output}/`));
    return (await texts).some(([path, text]) => {
      const owner = packageOf(path, packages);
      // A package's own build names its output, too, and its sources may hold its name.
      if (owner === dir && isBuildSource(path, dir)) return false;
      if (name !== undefined && (text === name || text.startsWith(`${name}/`))) return true;
      const from = text.startsWith('.') ? [posix.dirname(path), dir] : [dir, ''];
      return from.some((folder) => leadsToOutput(posix.join(folder, text)));
    });
  };
  return (dir) =>
    memo(cache, dir, async () => {
      const found = packages.get(dir);
      return found !== undefined && (isDependency.has(dir) || (await isNamed(found)));
    });
}

/** The texts in quotes in the workspace's code, with the file that holds each. */
async function quotedTexts(snapshot: Snapshot): Promise<(readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  for (const path of snapshot.files) {
    if (!CODE.test(path)) continue;
    const file = await snapshot.read(path);
    if (file?.kind !== 'text') continue;
    for (const [, , text = ''] of file.text.matchAll(QUOTED)) found.push([path, text]);
  }
  return found;
}
