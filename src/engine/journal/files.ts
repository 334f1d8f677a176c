import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, parseProcessIdentity } from '../platform/process-identity';

/** How many runs are kept where the person sets no other number, the newest ones. */
export const KEPT_RUNS = 200;
/** Bytes of one journal that can be read, and of all kept ones together where the usual number of runs is kept. */
export const MAX_BYTES = 64 * 1024 * 1024;

const JOURNAL = '.jsonl';
/** Ending of the file beside a journal that names the process writing it. */
const OWNER = '.owner';

/** `20261123T191402123Z-<run id>`: sorts by start, and is a valid name on every file system. */
export function journalName(startedAt: string, runId: string): string {
  return `${startedAt.replace(/[-:.]/g, '')}-${fileSafe(runId)}`;
}

export const journalPath = (dir: string, name: string): string => join(dir, name + JOURNAL);
export const ownerPath = (dir: string, name: string): string => join(dir, name + OWNER);

/** Names of the journals in a folder, newest first; an empty list when there is no such folder. */
export async function journalNames(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(JOURNAL))
    .map((entry) => entry.name.slice(0, -JOURNAL.length))
    .sort((a, b) => (a < b ? 1 : -1));
}

/** Names of the journals that may hold this run, judged by the file's name. */
export async function namesOfRun(dir: string, runId: string): Promise<string[]> {
  return (await journalNames(dir)).filter((name) => name.endsWith(`-${fileSafe(runId)}`));
}

/** Whether a process that still runs is writing this journal. */
export async function isBeingWritten(dir: string, name: string): Promise<boolean> {
  const text = await readFile(ownerPath(dir, name), 'utf8').catch(() => undefined);
  const owner = text === undefined ? undefined : parseProcessIdentity(text);
  return owner !== undefined && isAlive(owner);
}

export async function removeJournal(dir: string, name: string): Promise<void> {
  await rm(journalPath(dir, name), { force: true });
  await rm(ownerPath(dir, name), { force: true });
}

/** Bytes of all journals where `runs` of them are kept; the newest journal is kept even if it is larger. */
function bytesOfRuns(runs: number): number {
  return MAX_BYTES * Math.max(1, runs / KEPT_RUNS);
}

/** Deletes the oldest journals beyond the limits, except those that are being written. */
export async function prune(dir: string, maxRuns: number, maxBytes = bytesOfRuns(maxRuns)): Promise<void> {
  let bytes = 0;
  for (const [index, name] of (await journalNames(dir)).entries()) {
    const size = await stat(journalPath(dir, name)).then(
      (found) => found.size,
      () => 0,
    );
    bytes += size;
    const isBeyond = index >= maxRuns || (index > 0 && bytes > maxBytes);
    if (!isBeyond || (await isBeingWritten(dir, name))) continue;
    await removeJournal(dir, name);
    bytes -= size;
  }
}

function fileSafe(runId: string): string {
  return runId.replace(/[^A-Za-z0-9_-]/g, '_');
}
