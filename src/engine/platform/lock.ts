import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type ProcessIdentity, parseProcessIdentity, thisProcess } from './process-identity';

/**
 * Locks between processes that share a folder. Every lock is a file of its own, `<key>.<generation>`,
 * that names its owner, and the highest generation counts. A process takes the lock by making the next
 * generation with `link`, which succeeds for exactly one process. The highest file is never deleted,
 * only emptied on release, so that a slow process cannot take a generation below or beside it.
 */
export type LockAttempt =
  | { readonly held: true; release(): Promise<void> }
  | { readonly held: false; readonly holder: ProcessIdentity };

/** Milliseconds between two attempts at a lock that another process holds. */
const RETRY_MS = 50;

/**
 * Takes the lock unless a live process holds it. `key`: a file name without dots. The folder is made if
 * it is missing; rejects when it cannot be written.
 */
export async function tryLock(dir: string, key: string): Promise<LockAttempt> {
  const draft = join(dir, `${key}.${randomUUID()}.draft`);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeFile(draft, JSON.stringify(thisProcess()), { flag: 'wx', mode: 0o600 });
  try {
    return await take(dir, key, draft);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Waits until no live process holds the lock, then holds it until the returned function is called. */
export async function waitForLock(dir: string, key: string, signal: AbortSignal): Promise<() => Promise<void>> {
  for (;;) {
    signal.throwIfAborted();
    const lock = await tryLock(dir, key);
    if (lock.held) return lock.release;
    await delay(RETRY_MS, undefined, { signal });
  }
}

async function take(dir: string, key: string, draft: string): Promise<LockAttempt> {
  for (;;) {
    const highest = (await generations(dir, key)).at(-1) ?? 0;
    const holder = highest === 0 ? undefined : await holderOf(lockPath(dir, key, highest));
    if (holder) return { held: false, holder };
    const mine = highest + 1;
    const path = lockPath(dir, key, mine);
    if (!(await linkOnce(draft, path))) continue;
    const all = await generations(dir, key);
    if (all.at(-1) === mine) {
      for (const older of all.slice(0, -1)) await rm(lockPath(dir, key, older), { force: true });
      return { held: true, release: () => markReleased(path) };
    }
    // Stale listing: another process took a later generation.
    await rm(path, { force: true });
  }
}

/** Who holds this lock; undefined when it was released, its process has ended, or it cannot be read. */
async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  const owner = parseProcessIdentity(await readFile(path, 'utf8').catch(() => ''));
  return owner && isAlive(owner) ? owner : undefined;
}

/** Returns false when the file exists already. File systems without hard links copy instead. */
async function linkOnce(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      return copyFile(draft, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** An empty lock has no holder. Emptying needs no disk space, and a folder deleted meanwhile holds no lock. */
async function markReleased(path: string): Promise<void> {
  await truncate(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

async function generations(dir: string, key: string): Promise<number[]> {
  const found = (await readdir(dir)).flatMap((name) => {
    const generation = name.startsWith(`${key}.`) ? name.slice(key.length + 1) : '';
    return /^\d+$/.test(generation) ? [Number(generation)] : [];
  });
  return found.sort((a, b) => a - b);
}

function lockPath(dir: string, key: string, generation: number): string {
  return join(dir, `${key}.${generation}`);
}
