import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { isAlive, parseOwner, thisProcess } from '../journal/owner';
import { builtEntries } from './built-entries';
import { type DependencySource, dependencyItems, findDependencyFolders, outerDependencyFolders } from './dependencies';
import { openPackageMirror } from './package-mirror';
import { pathInside } from './paths';
import type { Scratch } from './scratch';
import { createScratchTree, type Item, type Items } from './scratch-tree';
import type { Snapshot } from './snapshot';

export interface ScratchPlace {
  /** Folder for all scratch copies; made when missing. */
  readonly baseDir: string;
  readonly log: (line: string) => void;
}

/**
 * Makes a copy of the snapshot to run tests in. What git ignores is not copied, so neither are
 * `.env` files that are kept out of the repository; only built files through which a package says it
 * is loaded are. Each `node_modules` is a real folder of links, and
 * they lead to a mirror of the workspace's packages, so that no write through them reaches the
 * workspace. Packages outside the workspace (a `node_modules` that is itself a link, or that of a
 * folder around the workspace) are linked where they are: a suite that writes into one of those
 * writes there. Git gets an empty repository of its own.
 */
export async function openScratch(snapshot: Snapshot, { baseDir, log }: ScratchPlace, signal: AbortSignal): Promise<Scratch> {
  await mkdir(baseDir, { recursive: true });
  const realBase = await realpath(baseDir);
  const home = join(realBase, `copy-${randomUUID().slice(0, 8)}`);
  // Before the folder, so that no copy is ever without an owner.
  await writeFile(`${home}.new`, JSON.stringify(thisProcess()));
  await rename(`${home}.new`, `${home}.json`);
  const dispose = () => deleteCopy(home);
  try {
    const dir = join(home, basename(snapshot.root) || 'workspace');
    await mkdir(dir, { recursive: true });
    const base = await baseItems(snapshot, { dir, baseDir: realBase, log }, signal);
    await addOuterPackages(snapshot.root, dir, signal);
    const needsGit = await isInGit(snapshot.root, dir);
    const tree = createScratchTree(dir, snapshot, needsGit ? ['.git'] : []);
    const sync: Scratch['sync'] = async (files, abort) => {
      await tree.sync(over(base, files), abort);
      if (needsGit) await makeRepository(join(dir, '.git'));
    };
    await sync(new Map(), signal);
    return { dir, sync, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The snapshot and its dependencies, before any candidate. */
async function baseItems(snapshot: Snapshot, place: ScratchPlace & { readonly dir: string }, signal: AbortSignal): Promise<Items> {
  const { root } = snapshot;
  const { dir, baseDir, log } = place;
  const items = new Map<string, Item>();
  const own = pathInside(root, baseDir);
  for (const path of snapshot.files) {
    if (own === undefined || !path.startsWith(`${own}/`)) items.set(path, { kind: 'base' });
  }
  for (const path of snapshot.links ?? []) items.set(path, { kind: 'link', target: await linkText(root, dir, path) });

  const packages = snapshot.files.filter((path) => basename(path) === 'package.json').map((path) => (path.includes('/') ? dirname(path) : ''));
  const built = await builtEntries(root, packages, new Set(items.keys()));
  for (const path of built) items.set(path, { kind: 'copy', source: join(root, path) });
  if (built.length > 0) log(`Copied ${built.length} built files that git ignores, because package.json names them: they are as the last build left them.`);

  const folders = await findDependencyFolders(root, packages);
  const mine = folders.filter((folder) => folder.own).map(({ path }) => path);
  const mirror = mine.length > 0 ? await openPackageMirror(root, mine, baseDir, signal) : undefined;
  if (mine.length > 0 && !mirror) log('The packages are too large to copy, so they are linked: a test suite that writes into node_modules/<package> writes into the workspace.');
  const source: DependencySource = { root, copy: dir, mirrored: (inside) => mirror && join(mirror.dir, inside) };
  const tracked = [...items.keys()].filter((path) => `/${path}`.includes('/node_modules/'));
  for (const { path } of folders) {
    for (const [entry, item] of await dependencyItems(join(root, path), path, source)) {
      // Packages that git tracks are files like any other.
      if (!tracked.some((file) => file === entry || file.startsWith(`${entry}/`))) items.set(entry, item);
    }
  }
  return items;
}

async function linkText(root: string, dir: string, path: string): Promise<string> {
  const text = await readlink(join(root, path));
  return isAbsolute(text) ? join(dir, relative(root, text)) : text;
}

/** Packages of the folders around the workspace go beside the copy, where it finds them the same way. */
async function addOuterPackages(root: string, dir: string, signal: AbortSignal): Promise<void> {
  const items = new Map<string, Item>();
  for (const folder of (await outerDependencyFolders(root)).reverse()) {
    const found = await dependencyItems(folder, 'node_modules', { root, copy: dir, mirrored: () => undefined });
    for (const [path, item] of found) items.set(path, item);
  }
  if (items.size === 0) return;
  const nothing: Snapshot = { root: dir, files: [], unsaved: new Map(), read: async () => undefined };
  await createScratchTree(dirname(dir), nothing, [basename(dir)]).sync(items, signal);
}

function over(base: Items, files: ReadonlyMap<string, string | null>): Items {
  const items = new Map(base);
  for (const [path, text] of files) {
    if (text === null) items.delete(path);
    else items.set(path, { kind: 'text', text });
  }
  return items;
}

/** Also when only the copy lies in a repository: git there would change that one. */
async function isInGit(...places: readonly string[]): Promise<boolean> {
  for (const place of places) {
    for (let folder = place; ; folder = dirname(folder)) {
      if (await stat(join(folder, '.git')).catch(() => undefined)) return true;
      if (folder === dirname(folder)) break;
    }
  }
  return false;
}

/** The least that git takes for a repository (gitrepository-layout(5)); no template, so no hooks. */
async function makeRepository(git: string): Promise<void> {
  await rm(git, { recursive: true, force: true });
  await mkdir(join(git, 'objects'), { recursive: true });
  await mkdir(join(git, 'refs', 'heads'), { recursive: true });
  await writeFile(join(git, 'HEAD'), 'ref: refs/heads/main\n');
  await writeFile(join(git, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = false\n');
}

async function deleteCopy(home: string): Promise<void> {
  // Retried, because on Windows a file stays busy for a moment after its process has ended.
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  await rm(`${home}.json`, { force: true });
  await rm(`${home}.new`, { force: true });
}

/** Days after which the mirrored packages of a workspace that nobody opened are deleted. */
const MIRROR_DAYS = 7;
/** At most this many workspaces' packages are kept, the last used ones. */
const MAX_MIRRORS = 4;

/**
 * Deletes the copies whose process is gone, and mirrored packages that are old, beyond the four last
 * used, or of a workspace that no longer exists. With at most 2 GiB a mirror, that bounds the folder.
 */
export async function cleanScratch(baseDir: string): Promise<void> {
  const names = await readdir(baseDir).catch(() => []);
  const alive = new Set<string>();
  for (const name of names.filter((entry) => entry.endsWith('.json'))) {
    const owner = parseOwner(await readFile(join(baseDir, name), 'utf8').catch(() => ''));
    if (owner && isAlive(owner)) alive.add(name.slice(0, -'.json'.length));
  }
  const copies = new Set(names.filter((name) => name.startsWith('copy-')).map((name) => name.replace(/\.(?:json|new)$/, '')));
  for (const name of copies) {
    if (!alive.has(name)) await deleteCopy(join(baseDir, name));
  }
  // A live copy may use any of them.
  if (alive.size === 0) await cleanMirrors(baseDir, names.filter((name) => name.startsWith('packages-')));
}

async function cleanMirrors(baseDir: string, names: readonly string[]): Promise<void> {
  const mirrors = await Promise.all(
    names.map(async (name) => {
      const note = join(baseDir, name, 'workspace');
      const usedAt = (await stat(note).catch(() => undefined))?.mtimeMs ?? 0;
      const root = await readFile(note, 'utf8').catch(() => '');
      const exists = root !== '' && (await stat(root).catch(() => undefined)) !== undefined;
      return { name, usedAt: exists ? usedAt : 0 };
    }),
  );
  const oldest = Date.now() - MIRROR_DAYS * 24 * 60 * 60_000;
  const ranked = mirrors.sort((a, b) => b.usedAt - a.usedAt);
  for (const [rank, { name, usedAt }] of ranked.entries()) {
    if (rank >= MAX_MIRRORS || usedAt < oldest) await rm(join(baseDir, name), { recursive: true, force: true });
  }
}
