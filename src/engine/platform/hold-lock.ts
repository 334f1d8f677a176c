import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, parseProcessIdentity, thisProcess } from './process-identity';

/** Milliseconds between two looks at a lock that another process holds. */
const LOOK_MS = 50;
/** Milliseconds after which a lock that names no owner is one whose process died while it was writing. */
const UNSIGNED_MS = 5_000;

/** Waits until no live process holds the lock file, then holds it until the returned function is called. */
export async function holdLock(path: string, signal: AbortSignal): Promise<() => Promise<void>> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await writeFile(path, JSON.stringify(thisProcess()), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isAbandoned(path)) await rm(path, { force: true });
    else await delay(LOOK_MS, undefined, { signal });
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const owner = parseProcessIdentity(await readFile(path, 'utf8').catch(() => ''));
  if (owner) return !isAlive(owner);
  const info = await stat(path).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs > UNSIGNED_MS;
}
