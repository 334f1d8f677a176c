import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdir, rm, statfs, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { copyIfThere } from './copy-file';
import { CACHES } from './dependencies';
import { holdLock } from './hold-lock';
import { inParallel } from './in-parallel';
import { pathInside } from './paths';
import { timeSlices } from './time-slices';

/** A mirror above this many bytes, or above half of the free disk, is not made. */
const MAX_BYTES = 2 * 1024 ** 3;

export interface PackageMirror {
  /** Holds `<folder>` for each mirrored folder, at the same path as in the workspace. */
  readonly dir: string;
}

/**
 * A copy of the workspace's own `node_modules` folders (paths in `folders`), shared by all scratch
 * copies of the workspace and kept between them, because making it takes seconds. A suite that writes
 * into a package writes here. Brought up to date by size and modification time, which also undoes what
 * a suite wrote. Undefined when it would be too large for the disk.
 */
export async function openPackageMirror(root: string, folders: readonly string[], baseDir: string, signal: AbortSignal): Promise<PackageMirror | undefined> {
  const home = join(baseDir, `packages-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);
  const dir = join(home, 'tree');
  await mkdir(dir, { recursive: true });
  const release = await holdLock(join(home, 'lock'), signal);
  try {
    await writeFile(join(home, 'workspace'), root);
    const plan: Plan = { copies: [], links: [], extras: [], bytes: 0 };
    for (const folder of folders) await compare({ root, dir, plan }, folder, signal);
    const { bavail, bsize } = await statfs(home);
    if (plan.bytes > Math.min(MAX_BYTES, (bavail * bsize) / 2)) {
      await rm(dir, { recursive: true, force: true });
      return undefined;
    }
    await apply(plan, signal);
    return { dir };
  } finally {
    await release();
  }
}

interface Plan {
  readonly copies: { readonly source: string; readonly place: string; readonly modified: Date }[];
  readonly links: { readonly place: string; readonly target: string }[];
  readonly extras: string[];
  bytes: number;
}

interface Mirroring {
  readonly root: string;
  readonly dir: string;
  readonly plan: Plan;
}

async function compare(mirroring: Mirroring, folder: string, signal: AbortSignal): Promise<void> {
  const { root, dir, plan } = mirroring;
  const pause = timeSlices(signal);
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

function compareFile({ root, dir, plan }: Mirroring, path: string, isThere: boolean): void {
  const source = join(root, path);
  const place = join(dir, path);
  const wanted = lstatSync(source, { throwIfNoEntry: false });
  // Gone since it was listed: somebody is installing.
  if (!wanted) return;
  plan.bytes += wanted.size;
  const present = isThere ? lstatSync(place, { throwIfNoEntry: false }) : undefined;
  // Times are set to the microsecond, read to the nanosecond.
  const isSame = present?.size === wanted.size && Math.abs(present.mtimeMs - wanted.mtimeMs) < 1;
  if (!isSame) plan.copies.push({ source, place, modified: wanted.mtime });
}

/** A link within the workspace keeps its way, relative; one that leaves it leads to the same place. */
function compareLink({ root, dir, plan }: Mirroring, path: string, isThere: boolean): void {
  const from = dirname(join(root, path));
  const text = linkText(join(root, path));
  if (text === undefined) return;
  const end = resolve(from, text);
  const isInside = pathInside(root, end) !== undefined;
  const target = !isInside ? end : isAbsolute(text) ? relative(from, end) : text;
  const place = join(dir, path);
  if (!isThere || linkText(place) !== target) plan.links.push({ place, target });
}

async function apply(plan: Plan, signal: AbortSignal): Promise<void> {
  await inParallel(plan.extras, signal, (place) => rm(place, { recursive: true, force: true }));
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
