import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readlink, rm, statfs, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { CACHES } from './dependencies';
import { holdLock } from './hold-lock';
import { inParallel } from './in-parallel';
import { pathInside } from './paths';

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
    await Promise.all(folders.map((folder) => compare({ root, dir, plan }, folder, true, signal)));
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

async function compare(mirroring: Mirroring, path: string, top: boolean, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { root, dir, plan } = mirroring;
  const [wanted, present] = await Promise.all([list(join(root, path)), list(join(dir, path))]);
  const names = new Map(present.map((entry) => [entry.name, entry]));
  const tasks = wanted.map(async (entry) => {
    if (top && CACHES.has(entry.name)) return;
    const there = names.get(entry.name);
    names.delete(entry.name);
    const inner = `${path}/${entry.name}`;
    if (there && kindOf(there) !== kindOf(entry)) plan.extras.push(join(dir, inner));
    if (entry.isDirectory()) await compare(mirroring, inner, false, signal);
    else if (entry.isSymbolicLink()) await compareLink(mirroring, inner);
    else if (entry.isFile()) await compareFile(mirroring, inner);
  });
  await Promise.all(tasks);
  for (const name of names.keys()) plan.extras.push(join(dir, path, name));
}

async function compareFile({ root, dir, plan }: Mirroring, path: string): Promise<void> {
  const source = join(root, path);
  const place = join(dir, path);
  const [wanted, present] = await Promise.all([lstat(source), lstat(place).catch(() => undefined)]);
  plan.bytes += wanted.size;
  // Times are set to the microsecond, read to the nanosecond.
  const same = present?.isFile() && present.size === wanted.size && Math.abs(present.mtimeMs - wanted.mtimeMs) < 1;
  if (!same) plan.copies.push({ source, place, modified: wanted.mtime });
}

/** A link within the workspace keeps its way, relative; one that leaves it leads to the same place. */
async function compareLink({ root, dir, plan }: Mirroring, path: string): Promise<void> {
  const from = dirname(join(root, path));
  const text = await readlink(join(root, path));
  const end = resolve(from, text);
  const inside = pathInside(root, end) !== undefined;
  const target = !inside ? end : isAbsolute(text) ? relative(from, end) : text;
  const place = join(dir, path);
  if ((await readlink(place).catch(() => undefined)) !== target) plan.links.push({ place, target });
}

async function apply(plan: Plan, signal: AbortSignal): Promise<void> {
  await inParallel(plan.extras, signal, (place) => rm(place, { recursive: true, force: true }));
  const folders = new Set([...plan.copies, ...plan.links].map(({ place }) => dirname(place)));
  await inParallel(folders, signal, async (folder) => {
    await mkdir(folder, { recursive: true });
  });
  await inParallel(plan.copies, signal, async ({ source, place, modified }) => {
    await rm(place, { force: true });
    await copyFile(source, place, constants.COPYFILE_FICLONE);
    await utimes(place, modified, modified);
  });
  await inParallel(plan.links, signal, async ({ place, target }) => {
    await rm(place, { force: true });
    await symlink(target, place, 'junction');
  });
}

async function list(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function kindOf(entry: Dirent): 'folder' | 'link' | 'file' {
  return entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file';
}
