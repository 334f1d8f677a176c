import { randomUUID } from 'node:crypto';
import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
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
 *
 * The dozen small steps on the file system are made without leaving the thread: beside busy processes each way to
 * another thread and back costs more than the step.
 */
export async function tryLock(dir: string, key: string): Promise<LockAttempt> {
  const draft = join(dir, `${key}.${randomUUID()}.draft`);
  const owner = JSON.stringify(thisProcess());
  try {
    writeFileSync(draft, owner, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!isMissing(error)) throw error;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeFileSync(draft, owner, { flag: 'wx', mode: 0o600 });
  }
  try {
    return take(dir, key, draft);
  } finally {
    remove(draft);
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

function take(dir: string, key: string, draft: string): LockAttempt {
  for (;;) {
    const highest = generations(dir, key).at(-1) ?? 0;
    const holder = highest === 0 ? undefined : holderOf(lockPath(dir, key, highest));
    if (holder) return { held: false, holder };
    const mine = highest + 1;
    const path = lockPath(dir, key, mine);
    if (!linkOnce(draft, path)) continue;
    const all = generations(dir, key);
    if (all.at(-1) === mine) {
      for (const older of all.slice(0, -1)) remove(lockPath(dir, key, older));
      return { held: true, release: async () => markReleased(path) };
    }
    // Stale listing: another process took a later generation.
    remove(path);
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Who holds this lock; undefined when it was released, its process has ended, or it cannot be read. */
function holderOf(path: string): ProcessIdentity | undefined {
  try {
    const owner = parseProcessIdentity(readFileSync(path, 'utf8'));
    return owner && isAlive(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** Returns false when the file exists already. File systems without hard links copy instead. */
function linkOnce(draft: string, path: string): boolean {
  const isThere = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EEXIST';
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isThere(error)) return false;
  }
  try {
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}

/** An empty lock has no holder. Emptying needs no disk space, and a folder deleted meanwhile holds no lock. */
function markReleased(path: string): void {
  try {
    truncateSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function generations(dir: string, key: string): number[] {
  const found = readdirSync(dir).flatMap((name) => {
    const generation = name.startsWith(`${key}.`) ? name.slice(key.length + 1) : '';
    return /^\d+$/.test(generation) ? [Number(generation)] : [];
  });
  return found.sort((a, b) => a - b);
}

function lockPath(dir: string, key: string, generation: number): string {
  return join(dir, `${key}.${generation}`);
}
