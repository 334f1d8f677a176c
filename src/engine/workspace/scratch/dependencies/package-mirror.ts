import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { link, mkdir, rm, statfs, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { inParallel } from '../../../platform/in-parallel';
import { waitForLock } from '../../../platform/lock';
import { yieldToEventLoop } from '../../../platform/yield-to-event-loop';
import { pathInside } from '../../paths';
import { copyIfExists } from '../tree/copy-file';
import { isForbidden, removeTree, unlockFolders } from '../tree/locked-folders';
import { CACHES } from './dependencies';
import { isNeverWritten } from './never-written';

/** Bytes above which no mirror is made. It must also not take more than half of the free disk. */
const MAX_BYTES = 2 * 1024 ** 3;

/** Holds the mirrored folders, at the same paths as in the workspace. */
const TREE = 'tree';

/** Absolute path at which the mirror of a workspace has this path of it, once it is made. */
export function mirrorPlace(root: string, baseDir: string, inside: string): string {
  return join(baseDir, mirrorName(root), TREE, inside);
}

/** Name of the folder of a workspace's mirror. */
export function mirrorName(root: string): string {
  return `packages-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
}

const MIRRORED = new RegExp(String.raw`[\\/]packages-[0-9a-f]{16}[\\/]${TREE}[\\/]`, 'g');
const AROUND_PATH = /[\s()'"`]/;

/** The text with paths of the workspace in place of those in a mirror, absolute or relative to a copy. */
export function withoutMirror(text: string): string {
  let result = '';
  let done = 0;
  for (const { 0: found, index } of text.matchAll(MIRRORED)) {
    // One expression for the whole path would look at a long text from each of its characters on.
    let start = index;
    while (start > done && !AROUND_PATH.test(text[start - 1] ?? '')) start -= 1;
    result += text.slice(done, start);
    done = index + found.length;
  }
  return result + text.slice(done);
}

/**
 * Makes or updates a copy of folders of the workspace that its scratch copies do not hold, mostly its
 * `node_modules`. All scratch copies of the workspace share it, and it is kept between them, because making
 * it takes seconds. A suite that writes into a package writes here. A file is copied when its size or
 * modification time differs, or when the mirror's file was changed after the last update, whatever it looks
 * like now. Files of kinds that no program writes to are shared with the workspace if they lie on the same disk:
 * they take no space. Returns false when the mirror would be too large for the disk.
 */
export async function makePackageMirror(
  root: string,
  folders: readonly string[],
  baseDir: string,
  signal: AbortSignal,
): Promise<boolean> {
  const home = join(baseDir, mirrorName(root));
  const dir = join(home, TREE);
  await mkdir(dir, { recursive: true });
  const release = await waitForLock(home, 'lock', signal);
  try {
    await writeFile(join(home, 'workspace'), root);
    const update = () => updateMirror({ root, home, dir, folders }, signal);
    return await update().catch((error: unknown) => {
      if (!isForbidden(error)) throw error;
      unlockFolders(dir);
      return update();
    });
  } finally {
    await release();
  }
}

interface Mirror {
  readonly root: string;
  readonly home: string;
  readonly dir: string;
  readonly folders: readonly string[];
}

/** Returns false when the mirror would be too large; then it is deleted. */
async function updateMirror({ root, home, dir, folders }: Mirror, signal: AbortSignal): Promise<boolean> {
  const done = join(home, 'done');
  const doneMs = lstatSync(done, { throwIfNoEntry: false })?.ctimeMs ?? 0;
  const device = lstatSync(dir).dev;
  const plan: Plan = { copies: [], links: [], unwanted: [], bytes: 0, newBytes: 0 };
  for (const folder of folders) await compare({ root, dir, device, doneMs, plan }, folder, signal);
  const { bavail, bsize } = await statfs(home);
  if (plan.bytes > MAX_BYTES || plan.newBytes > (bavail * bsize) / 2) {
    await removeTree(dir);
    return false;
  }
  await apply(plan, signal);
  if (plan.copies.length > 0) await writeFile(done, new Date().toISOString());
  return true;
}

interface Plan {
  readonly copies: {
    readonly source: string;
    readonly place: string;
    readonly modified: Date;
    /** Whether the mirror may have the same file instead of a copy. */
    readonly isShared: boolean;
  }[];
  readonly links: { readonly place: string; readonly target: string }[];
  readonly unwanted: string[];
  /** Bytes of all mirrored files. */
  bytes: number;
  /** Bytes of the files to copy. */
  newBytes: number;
}

interface Mirroring {
  readonly root: string;
  readonly dir: string;
  /** The disk of the mirror. */
  readonly device: number;
  /** Change time of the last update in milliseconds: later changes were made by a suite. */
  readonly doneMs: number;
  readonly plan: Plan;
}

async function compare(mirroring: Mirroring, folder: string, signal: AbortSignal): Promise<void> {
  const { root, dir, plan } = mirroring;
  const pause = yieldToEventLoop(signal);
  const open = [folder];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const present = new Map(list(join(dir, path)).map((entry) => [entry.name, entry]));
    for (const entry of list(join(root, path))) {
      if (path === folder && CACHES.has(entry.name)) continue;
      const mirrored = present.get(entry.name);
      present.delete(entry.name);
      const inner = `${path}/${entry.name}`;
      const isSameKind = mirrored !== undefined && kindOf(mirrored) === kindOf(entry);
      if (mirrored && !isSameKind) plan.unwanted.push(join(dir, inner));
      if (entry.isDirectory()) open.push(inner);
      else if (entry.isSymbolicLink()) compareLink(mirroring, inner, isSameKind);
      else if (entry.isFile()) compareFile(mirroring, inner, isSameKind);
      const turn = pause();
      if (turn) await turn;
    }
    for (const name of present.keys()) plan.unwanted.push(join(dir, path, name));
  }
}

function compareFile({ root, dir, device, doneMs, plan }: Mirroring, path: string, exists: boolean): void {
  const source = join(root, path);
  const place = join(dir, path);
  const original = lstatSync(source, { throwIfNoEntry: false });
  // Deleted since it was listed, for example by a package manager that is installing.
  if (!original) return;
  const isShared = original.dev === device && isNeverWritten(path, original.size);
  const mirrored = exists ? lstatSync(place, { throwIfNoEntry: false }) : undefined;
  if (isShared && mirrored?.ino === original.ino) return;
  if (!isShared) plan.bytes += original.size;
  // Times are set to the microsecond but read to the nanosecond.
  const isSame =
    mirrored?.size === original.size && Math.abs(mirrored.mtimeMs - original.mtimeMs) < 1 && mirrored.ctimeMs <= doneMs;
  if (isSame) return;
  if (!isShared) plan.newBytes += original.size;
  plan.copies.push({ source, place, modified: original.mtime, isShared });
}

/** A link within the workspace leads to the same path in the mirror; one that leaves the workspace keeps its target. */
function compareLink({ root, dir, plan }: Mirroring, path: string, exists: boolean): void {
  const from = dirname(join(root, path));
  const text = linkText(join(root, path));
  if (text === undefined) return;
  const end = resolve(from, text);
  // A path outside may lead back to the workspace, which a suite must not reach.
  const real = pathInside(root, end) === undefined ? realPath(end) : end;
  // A link to a folder around the workspace would lead there, too.
  if (pathInside(real, root)) return;
  const target = pathInside(root, real) === undefined ? end : relative(from, real) || '.';
  const place = join(dir, path);
  if (!exists || linkText(place) !== target) plan.links.push({ place, target });
}

function realPath(place: string): string {
  try {
    return realpathSync.native(place);
  } catch {
    return place;
  }
}

async function apply(plan: Plan, signal: AbortSignal): Promise<void> {
  await inParallel(plan.unwanted, signal, removeTree);
  const folders = new Set([...plan.copies, ...plan.links].map(({ place }) => dirname(place)));
  await inParallel(folders, signal, async (folder) => {
    await mkdir(folder, { recursive: true });
  });
  await inParallel(plan.copies, signal, async ({ source, place, modified, isShared }) => {
    await rm(place, { force: true });
    if (isShared && (await linkIfPossible(source, place))) return;
    if (await copyIfExists(source, place)) await utimes(place, modified, modified);
  });
  await inParallel(plan.links, signal, async ({ place, target }) => {
    await rm(place, { force: true });
    await symlink(target, place, 'junction');
  });
}

async function linkIfPossible(source: string, place: string): Promise<boolean> {
  return link(source, place).then(
    () => true,
    () => false,
  );
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function linkText(place: string): string | undefined {
  try {
    return readlinkSync(place);
  } catch {
    return undefined;
  }
}

function kindOf(entry: Dirent): 'folder' | 'link' | 'file' {
  return entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file';
}
