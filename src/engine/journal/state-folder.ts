import { homedir } from 'node:os';
import { join } from 'node:path';

/** The person's own folder for Loopcraft's state on this machine, by the XDG Base Directory Specification. */
export function userStateDir(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'loopcraft');
}

/** The folder in a state folder that holds what is spent each day. */
export function spendingFolder(stateDir: string): string {
  return join(stateDir, 'spending');
}
