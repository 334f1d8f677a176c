import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { waitForLock } from '../../platform/lock';
import { replaceFile } from '../../platform/replace-file';
import type { PatternStore } from './ports';

/** Milliseconds to wait for other processes: each holds the store only while it reads and writes a few small files. */
const LOCK_TIMEOUT_MS = 10_000;

/**
 * Stores values as JSON files under `dir`, one per key, each replaced atomically. `load` returns a file that is not
 * JSON as text, which the reader then rejects as damaged. `save` rejects if the folder is not writable.
 */
export function createFileStore(dir: string): PatternStore {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async load(key) {
      let text: string;
      try {
        text = await readFile(fileOf(dir, key), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
      try {
        return JSON.parse(text);
      } catch {
        return text;
      }
    },
    async save(key, value) {
      const path = fileOf(dir, key);
      const write = () => replaceFile(path, JSON.stringify(value), { mode: 0o600 });
      await write().catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await write();
      });
    },
    remove: (key) => rm(fileOf(dir, key), { force: true }),
    exclusively(work) {
      // In turn within this process, so that only processes wait for the lock.
      const result = last.then(() => locked(dir, work));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

async function locked<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const release = await waitForLock(join(dir, 'lock'), 'store', AbortSignal.timeout(LOCK_TIMEOUT_MS));
  try {
    return await work();
  } finally {
    await release();
  }
}

function fileOf(dir: string, key: string): string {
  if (!/^[\w-]+(?:\/[\w-]+)*$/.test(key)) throw new Error(`Invalid pattern store key: ${key}`);
  return join(dir, `${key}.json`);
}
