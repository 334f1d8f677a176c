import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { z } from 'zod';

/** A process, distinguishable from a later one that got the same number. */
export const processIdentitySchema = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  /** When it became the owner; ISO 8601. */
  since: z.iso.datetime(),
  /** Boot id and start tick of the process, on Linux (proc(5), field 22 of `stat`). */
  birth: z.string().optional(),
});
export type ProcessIdentity = Readonly<z.infer<typeof processIdentitySchema>>;

/** Milliseconds for which an owner on another machine counts as alive, because its processes cannot be queried. */
const FOREIGN_OWNER_MS = 60 * 60_000;

export function thisProcess(): ProcessIdentity {
  const birth = birthOf(process.pid);
  return {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    ...(birth === undefined ? {} : { birth }),
  };
}

/**
 * Whether the owner still runs. On Linux, `birth` shows that its number belongs to another process now;
 * elsewhere that is noticed only when the machine was started after `since`.
 */
export function isAlive(owner: ProcessIdentity): boolean {
  const since = Date.parse(owner.since);
  if (owner.host !== hostname()) return Date.now() - since < FOREIGN_OWNER_MS;
  if (!exists(owner.pid)) return false;
  const birth = birthOf(owner.pid);
  if (birth !== undefined && owner.birth !== undefined) return birth === owner.birth;
  return since >= Date.now() - uptime() * 1000;
}

/** Reads a process identity written as JSON; undefined for anything else. */
export function parseProcessIdentity(text: string): ProcessIdentity | undefined {
  try {
    return processIdentitySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM says that it exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function birthOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces and parentheses, so fields are counted from the last one.
    const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startTicks}`;
  } catch {
    return undefined;
  }
}
