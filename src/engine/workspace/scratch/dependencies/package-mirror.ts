import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { mkdir, rm, statfs, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { inParallel } from '../../../platform/in-parallel';
import { waitForLock } from '../../../platform/lock';
import { yieldToEventLoop } from '../../../platform/yield-to-event-loop';
import { pathInside } from '../../paths';
import { copyIfThere } from '../tree/copy-file';
import { isForbidden, removeTree, unlockFolders } from '../tree/locked-folders';
import { CACHES } from './dependencies';

/** A mirror above this many bytes is not made, nor one that would take more than half of the free disk. */
const MAX_BYTES = 2 * 1024 ** 3;

/** In the mirror's folder, the mirrored folders at the same paths as in the workspace. */
const TREE = 'tree';

/** Where the mirror of a workspace has a path of it, once it is made. */
export function mirrorPlace(root: string, baseDir: string, inside: string): string {
  return join(baseDir, mirrorName(root), TREE, inside);
}

/** The folder of a workspace's mirror. */
export function mirrorName(root: string): string {
  return `packages-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
}

/**
 * Makes a copy of folders of the workspace that are not in its scratch copies, its own `node_modules` above all; shared by all scratch
 * copies of the workspace and kept between them, because making it takes seconds. A suite that writes
 * into a package writes here. Brought up to date by size and modification time; what was changed here
 * since the last time, whatever it looks like, is copied anew. False when it would be too large for the disk.
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
    const update = () => bringUpToDate({ root, home, dir, folders }, signal);
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

/** False when it would be too large; then nothing of it is left. */
async function bringUpToDate({ root, home, dir, folders }: Mirror, signal: AbortSignal): Promise<boolean> {
  const done = join(home, 'done');
  const doneMs = lstatSync(done, { throwIfNoEntry: false })?.ctimeMs ?? 0;
  const plan: Plan = { copies: [], links: [], extras: [], bytes: 0, newBytes: 0 };
  for (const folder of folders) await compare({ root, dir, doneMs, plan }, folder, signal);
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
  readonly copies: { readonly source: string; readonly place: string; readonly modified: Date }[];
  readonly links: { readonly place: string; readonly target: string }[];
  readonly extras: string[];
  bytes: number;
  /** Of the copies. */
  newBytes: number;
}

interface Mirroring {
  readonly root: string;
  readonly dir: string;
  /** When the mirror was last written by us: what changed after that, a suite changed. */
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
      const there = present.get(entry.name);
      present.delete(entry.name);
      const inner = `${path}/${entry.name}`;
      const isSameKind = there !== undefined && kindOf(there) === kindOf(entry);
      if (there && !isSameKind) plan.extras.push(join(dir, inner));
      if (entry.isDirectory()) open.push(inner);
      else if (entry.isSymbolicLink()) compareLink(mirroring, inner, isSameKind);
      else if (entry.isFile()) compareFile(mirroring, inner, isSameKind);
      const turn = pause();
      if (turn) await turn;
    }
    for (const name of present.keys()) plan.extras.push(join(dir, path, name));
  }
}

function compareFile({ root, dir, doneMs, plan }: Mirroring, path: string, isThere: boolean): void {
  const source = join(root, path);
  const place = join(dir, path);
  const wanted = lstatSync(source, { throwIfNoEntry: false });
  // Gone since it was listed: somebody is installing.
  if (!wanted) return;
  plan.bytes += wanted.size;
  const present = isThere ? lstatSync(place, { throwIfNoEntry: false }) : undefined;
  // Times are set to the microsecond, read to the nanosecond.
  const isSame =
    present?.size === wanted.size && Math.abs(present.mtimeMs - wanted.mtimeMs) < 1 && present.ctimeMs <= doneMs;
  if (isSame) return;
  plan.newBytes += wanted.size;
  plan.copies.push({ source, place, modified: wanted.mtime });
}

/** A link within the workspace leads to the same path in the mirror; one that leaves it, to the same place. */
function compareLink({ root, dir, plan }: Mirroring, path: string, isThere: boolean): void {
  const from = dirname(join(root, path));
  const text = linkText(join(root, path));
  if (text === undefined) return;
  const end = resolve(from, text);
  // What looks like the outside may lead back to the workspace, which a suite must not reach.
  const real = pathInside(root, end) === undefined ? realPath(end) : end;
  // A folder around it would be another way there.
  if (pathInside(real, root)) return;
  const target = pathInside(root, real) === undefined ? end : relative(from, real) || '.';
  const place = join(dir, path);
  if (!isThere || linkText(place) !== target) plan.links.push({ place, target });
}

function realPath(place: string): string {
  try {
    return realpathSync.native(place);
  } catch {
    return place;
  }
}

async function apply(plan: Plan, signal: AbortSignal): Promise<void> {
  await inParallel(plan.extras, signal, removeTree);
  const folders = new Set([...plan.copies, ...plan.links].map(({ place }) => dirname(place)));
  await inParallel(folders, signal, async (folder) => {
    await mkdir(folder, { recursive: true });
  });
  await inParallel(plan.copies, signal, async ({ source, place, modified }) => {
    await rm(place, { force: true });
    if (await copyIfThere(source, place)) await utimes(place, modified, modified);
  });
  await inParallel(plan.links, signal, async ({ place, target }) => {
    await rm(place, { force: true });
    await symlink(target, place, 'junction');
  });
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
