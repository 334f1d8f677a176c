import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from '../platform/lock';
import { workspaceKey } from '../platform/workspace-key';

export type RunLock =
  | {
      readonly ok: true;
      /** Why two runs cannot be kept apart, when the folder cannot be written; for a person. */
      readonly problem?: string | undefined;
      release(): Promise<void>;
    }
  | { readonly ok: false; readonly pid: number; readonly since: string };

/** Allows one run at a time per workspace, across windows and processes that share `stateDir`. */
export async function acquireRunLock(stateDir: string, workspace: string): Promise<RunLock> {
  const dir = join(stateDir, 'locks');
  const key = workspaceKey(await realpath(workspace).catch(() => workspace));
  try {
    const lock = await tryLock(dir, key);
    return lock.held
      ? { ok: true, release: lock.release }
      : { ok: false, pid: lock.holder.pid, since: lock.holder.since };
  } catch (error) {
    return {
      ok: true,
      problem: `Two runs in this workspace would not be noticed: ${dir} cannot be written (${String(error)}).`,
      release: async () => {},
    };
  }
}
