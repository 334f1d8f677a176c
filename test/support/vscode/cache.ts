import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The repository's root. */
export const repository = path.resolve(__dirname, '../../..');

/** Folder for what tests download once and keep. Git ignores it. */
export const cacheDir = path.join(repository, '.vscode-test');

/**
 * Returns a folder of the cache, which `fill` fills the first time. The folder is moved into place only when it is
 * complete, so that an interrupted installation is repeated. If two processes need it at the same time, the second
 * one waits for the first.
 */
export async function cached(name: string, fill: (dir: string) => Promise<void>): Promise<string> {
  const target = path.join(cacheDir, name);
  const release = await lock(path.join(cacheDir, `${name}.lock`));
  try {
    if (existsSync(target)) return target;
    await removeInterrupted(name);
    const temporary = path.join(cacheDir, `${name}.${randomUUID().slice(0, 8)}.part`);
    try {
      await mkdir(temporary, { recursive: true });
      await fill(temporary);
      await rename(temporary, target).catch((error: unknown) => {
        // Two processes that both took over a dead owner's lock both fill the folder; one result is enough.
        if (!existsSync(target)) throw error;
      });
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return target;
  } finally {
    await release();
  }
}

async function removeInterrupted(name: string): Promise<void> {
  const leftovers = (await readdir(cacheDir)).filter(
    (entry) => entry.startsWith(`${name}.`) && entry.endsWith('.part'),
  );
  await Promise.all(leftovers.map((entry) => rm(path.join(cacheDir, entry), { recursive: true, force: true })));
}

async function lock(file: string): Promise<() => Promise<void>> {
  await mkdir(path.dirname(file), { recursive: true });
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!(await ownerAlive(file))) await rm(file, { force: true });
      else await delay(500);
    }
  }
}

async function ownerAlive(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  // The owner of an empty file has opened it but not yet written its pid.
  if (pid === 0) return delay(1000, existsSync(file) && (await readFile(file, 'utf8').catch(() => '0')) === '');
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
