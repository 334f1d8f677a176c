import { readFile, stat } from 'node:fs/promises';
import type { RunEvent } from '../contract/events';
import { eventSchema } from '../contract/events';
import { isBeingWritten, journalNames, journalPath, MAX_BYTES, namesOfRun, removeJournal } from './files';
import { foldRun } from './fold';
import type { RunRecord } from './record';

/** How many journals are read at once. */
const AT_ONCE = 8;

export interface RunReader {
  /** Reads the newest `count` runs. A journal that did not change since the last time is not read again. */
  read(count: number): Promise<NewestRuns>;
}

export interface NewestRuns {
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  /** How many older journals were not read. */
  readonly older: number;
}

interface Kept {
  readonly size: number;
  readonly mtimeMs: number;
  /** Undefined where the file holds no run of this version. */
  readonly run: RunRecord | undefined;
}

/** Reads the runs of a folder again and again. Files without a run of this version are skipped, not deleted. */
export function createRunReader(dir: string): RunReader {
  let kept: ReadonlyMap<string, Kept> = new Map();
  const readOnce = async (name: string): Promise<Kept | undefined> => {
    const found = await stat(journalPath(dir, name)).catch(() => undefined);
    if (found === undefined) return undefined;
    const { size, mtimeMs } = found;
    const before = kept.get(name);
    // Whether an unfinished run is still in progress is told by its process, not by its journal.
    const isSame = before?.size === size && before.mtimeMs === mtimeMs && before.run?.state !== 'running';
    return isSame ? before : { size, mtimeMs, run: await readJournal(dir, name) };
  };
  return {
    async read(count) {
      const names = await journalNames(dir);
      const wanted = names.slice(0, count);
      const read = new Map<string, Kept>();
      for (let at = 0; at < wanted.length; at += AT_ONCE) {
        const some = wanted.slice(at, at + AT_ONCE).map(async (name) => [name, await readOnce(name)] as const);
        for (const [name, entry] of await Promise.all(some)) if (entry) read.set(name, entry);
      }
      kept = read;
      const runs = [...read.values()].flatMap(({ run }) => (run ? [run] : [])).sort(newestFirst);
      return { runs, older: names.length - wanted.length };
    },
  };
}

/** Reads all runs of the folder, newest first. */
export async function readRuns(dir: string): Promise<readonly RunRecord[]> {
  return (await createRunReader(dir).read(Number.POSITIVE_INFINITY)).runs;
}

function newestFirst(a: RunRecord, b: RunRecord): number {
  if (a.startedAt === b.startedAt) return 0;
  return a.startedAt < b.startedAt ? 1 : -1;
}

export async function readRun(dir: string, runId: string): Promise<RunRecord | undefined> {
  for (const name of await namesOfRun(dir, runId)) {
    const record = await readJournal(dir, name);
    if (record?.runId === runId) return record;
  }
  return undefined;
}

/** Deletes a run's journal; returns false when there is none, or when it is being written. */
export async function deleteRun(dir: string, runId: string): Promise<boolean> {
  for (const name of await namesOfRun(dir, runId)) {
    const record = await readJournal(dir, name);
    if (record?.runId !== runId || record.state === 'running') continue;
    await removeJournal(dir, name);
    return true;
  }
  return false;
}

/** Returns the events of one run, in order. Torn lines, unknown events and those of another run are skipped. */
export function parseJournal(text: string): RunEvent[] {
  const events: RunEvent[] = [];
  for (const line of text.split('\n')) {
    const event = parseLine(line);
    const isFirst = events.length === 0;
    if (!event || (isFirst ? event.type !== 'run-start' : event.runId !== events[0]?.runId)) continue;
    events.push(event);
  }
  return events;
}

async function readJournal(dir: string, name: string): Promise<RunRecord | undefined> {
  const path = journalPath(dir, name);
  // Checked before reading: if the writer ends in between, its last line is read as well.
  const unended = (await isBeingWritten(dir, name)) ? 'running' : 'interrupted';
  const text = await stat(path)
    .then((found) => (found.size > MAX_BYTES ? undefined : readFile(path, 'utf8')))
    .catch(() => undefined);
  const events = text === undefined ? [] : parseJournal(text);
  return events.length === 0 ? undefined : foldRun(events, unended);
}

function parseLine(line: string): RunEvent | undefined {
  if (line === '') return undefined;
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
