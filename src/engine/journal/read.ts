import { readFile, stat } from 'node:fs/promises';
import type { RunEvent } from '../contract/events';
import { eventSchema } from '../contract/events';
import { isBeingWritten, journalNames, journalPath, MAX_BYTES, namesOfRun, removeJournal } from './files';
import { foldRun } from './fold';
import type { RunRecord } from './record';

/** Reads all runs of the folder, newest first. Files without a run of this version are skipped, not deleted. */
export async function readRuns(dir: string): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const name of await journalNames(dir)) {
    const record = await readJournal(dir, name);
    if (record) records.push(record);
  }
  return records.sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
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
