import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile, realpath, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity, parseProcessIdentity, thisProcess } from '../platform/process-identity';
import { workspaceKey } from '../platform/workspace-key';

export type RunLock =
  | {
      readonly ok: true;
      /** Why two runs cannot be kept apart, when the folder cannot be written; for a person. */
      readonly problem?: string | undefined;
      release(): Promise<void>;
    }
  | { readonly ok: false; readonly pid: number; readonly since: string };

/**
 * One run at a time per workspace, across windows and processes that share `stateDir`.
 *
 * Every lock is a file of its own, `<workspace>.<generation>`, and the highest generation counts.
 * A taker makes the next one with `link`, which exactly one process can; the highest file is never
 * deleted, only marked as released, so that a slow taker cannot slip in below or beside it.
 */
export async function acquireRunLock(stateDir: string, workspace: string): Promise<RunLock> {
  const dir = join(stateDir, 'locks');
  const key = workspaceKey(await realpath(workspace).catch(() => workspace));
  const owner = thisProcess();
  const draft = join(dir, `${key}.${randomUUID()}.draft`);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeFile(draft, JSON.stringify(owner), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    return {
      ok: true,
      problem: `Two runs in this workspace would not be noticed: ${dir} cannot be written (${String(error)}).`,
      release: async () => {},
    };
  }
  try {
    return await take(dir, key, draft);
  } finally {
    await rm(draft, { force: true });
  }
}

async function take(dir: string, key: string, draft: string): Promise<RunLock> {
  for (;;) {
    const highest = (await generations(dir, key)).at(-1) ?? 0;
    const holder = highest === 0 ? undefined : await holderOf(lockPath(dir, key, highest));
    if (holder) return { ok: false, pid: holder.pid, since: holder.since };
    const mine = highest + 1;
    const path = lockPath(dir, key, mine);
    if (!(await linkOnce(draft, path))) continue;
    const others = await generations(dir, key);
    if (others.at(-1) === mine) {
      for (const older of others.slice(0, -1)) await rm(lockPath(dir, key, older), { force: true });
      return { ok: true, release: () => markReleased(path) };
    }
    // The list was old: somebody is further on.
    await rm(path, { force: true });
  }
}

/** Who holds this lock; undefined when it was released, its process is gone, or it cannot be read. */
async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  const owner = parseProcessIdentity(await readFile(path, 'utf8').catch(() => ''));
  return owner && isAlive(owner) ? owner : undefined;
}

/** False when the file exists already. File systems without hard links copy instead. */
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

/** An empty lock has no holder. Needs no space on the disk; a state folder deleted meanwhile holds no lock either. */
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
