import { randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../platform/clock';

/** The money spent on one day of the local calendar, by every process that shares the folder. */
export interface DaySpending {
  /** US dollars spent today, with what calls under way are expected to cost. */
  total(): number;
  /** Counts a call before it is sent, at its estimated cost in US dollars. */
  reserve(usd: number): Reservation;
}

export interface Reservation {
  /** Replaces the estimate by the real cost; 0 for a call that was not made, or cost nothing. */
  settle(usd: number): void;
}

const entrySchema = z.object({ id: z.string(), usd: z.number().nonnegative() });

const ENDING = '.jsonl';
/** Days whose files are kept, today included. */
const KEPT_DAYS = 7;

/**
 * Opens the spending of the day, a file per day in `dir` with a line per reservation; a later line of the same id
 * replaces the earlier one. Lines are only appended, in one write each, so that processes need no lock. What a killed
 * process had reserved stays counted: its call may have been billed. A folder that can't be written is reported once
 * through `warn`; the money of this process is counted nevertheless.
 */
export function openDaySpending(dir: string, clock: Clock, warn: (line: string) => void): DaySpending {
  let file = dayFile('');
  let isReported = false;

  const today = (): DayFile => {
    const day = localDay(clock.now());
    if (file.day !== day) {
      file = dayFile(day);
      removeOld(dir, day);
    }
    return file;
  };
  const attempt = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      if (!isReported) warn(notShared(dir, error));
      isReported = true;
    }
  };
  const write = (into: DayFile, entry: z.infer<typeof entrySchema>): void => {
    into.entries.set(entry.id, entry.usd);
    attempt(() => {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      appendFileSync(join(dir, into.day + ENDING), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    });
  };

  return {
    total() {
      const current = today();
      attempt(() => readNew(join(dir, current.day + ENDING), current));
      return [...current.entries.values()].reduce((sum, usd) => sum + usd, 0);
    },
    reserve(usd) {
      const id = randomUUID();
      // A call over midnight belongs to the day on which it was sent.
      const current = today();
      write(current, { id, usd });
      return { settle: (real) => write(current, { id, usd: real }) };
    },
  };
}

interface DayFile {
  readonly day: string;
  readonly entries: Map<string, number>;
  /** Bytes of the file that were read, up to the end of a line. */
  offset: number;
}

const dayFile = (day: string): DayFile => ({ day, entries: new Map(), offset: 0 });

/** Reads the lines that were added since the last time. A line that isn't an entry counts nothing. */
function readNew(path: string, file: DayFile): void {
  const fd = openIfThere(path);
  if (fd === undefined) return;
  try {
    const { size } = fstatSync(fd);
    if (size < file.offset) file.offset = 0;
    const bytes = Buffer.alloc(size - file.offset);
    const text = bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, file.offset));
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    file.offset += Buffer.byteLength(whole);
    for (const line of whole.split('\n')) {
      const entry = entrySchema.safeParse(parseOrUndefined(line));
      if (entry.success) file.entries.set(entry.data.id, entry.data.usd);
    }
  } finally {
    closeSync(fd);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseOrUndefined(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Deletes the files of days long past. What can't be deleted now is tried again on another day. */
function removeOld(dir: string, day: string): void {
  try {
    const days = readdirSync(dir).filter((name) => name.endsWith(ENDING) && name < day + ENDING);
    for (const name of days.sort().slice(0, Math.max(0, days.length - (KEPT_DAYS - 1)))) rmSync(join(dir, name));
  } catch {
    // Nothing depends on old files.
  }
}

/** `2026-11-26`, in the local time zone. */
function localDay(now: number): string {
  const date = new Date(now);
  const twoDigits = (value: number) => `${value}`.padStart(2, '0');
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

function notShared(dir: string, error: unknown): string {
  const cause = error instanceof Error ? error.message : String(error);
  return (
    `The money of this day can't be counted together with other windows: ${dir} cannot be written (${cause}). ` +
    'The daily limit holds only within this process. Make the folder writable or free some space.'
  );
}
