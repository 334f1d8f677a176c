import type { Lines } from '../../contract/code-reach';
import type { FileEdit, Hunk, PastEdit } from './read-hunks';
import { stemsOf } from './words';

/** Lines that a commit changed, as they are numbered today. */
export interface Touch extends Lines {
  /** The commit's number, the oldest one first. */
  readonly commit: number;
}

/** Which lines of today the newest commits changed, and no code. */
export interface TouchedLines {
  readonly commits: number;
  /** Numbers of commits by the stems of their messages. */
  readonly words: ReadonlyMap<string, readonly number[]>;
  /** Numbers of commits by the files that they changed or added. */
  readonly files: ReadonlyMap<string, readonly number[]>;
  readonly touches: ReadonlyMap<string, readonly Touch[]>;
}

/** A commit with more files moves or formats them, which says little about what belongs together. */
const MAX_FILES = 20;
/** Of one file, the newest ones. */
const MAX_TOUCHES = 2000;

export const NOTHING_TOUCHED: TouchedLines = { commits: 0, words: new Map(), files: new Map(), touches: new Map() };

/** Follows the lines of commits that follow each other, the oldest one first, to where they stand after the last. */
export function touchedLines(edits: readonly PastEdit[]): TouchedLines {
  const words = new Map<string, number[]>();
  const files = new Map<string, number[]>();
  const touches = new Map<string, readonly Touch[]>();
  let commits = 0;
  for (const { message, files: edited, isFirst } of edits) {
    const counts = !isFirst && edited.length > 0 && edited.length <= MAX_FILES;
    if (counts) for (const word of stemsOf(message)) append(words, word, commits);
    const before = new Map(
      edited.map(({ path, from = path }) => [path, { of: files.get(from), at: touches.get(from) }]),
    );
    for (const { from } of edited) {
      if (from === undefined) continue;
      files.delete(from);
      touches.delete(from);
    }
    for (const edit of edited) {
      const { of = [], at = [] } = before.get(edit.path) ?? {};
      files.set(edit.path, counts ? [...of, commits] : of.slice());
      touches.set(edit.path, touchesAfter(edit, at, counts ? commits : undefined));
    }
    if (counts) commits += 1;
  }
  return { commits, words, files, touches };
}

function append(map: Map<string, number[]>, key: string, value: number): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** What was touched before, under its new numbers, and what this commit touches, if it counts. */
function touchesAfter(
  { was, hunks }: FileEdit,
  before: readonly Touch[],
  commit: number | undefined,
): readonly Touch[] {
  if (was === 'deleted') return [];
  const moved = before.map((touch) => ({
    ...touch,
    startLine: lineAfter(touch.startLine, hunks),
    endLine: lineAfter(touch.endLine, hunks),
  }));
  // What a new file holds was written, not changed.
  const added = commit === undefined || was === 'added' ? [] : hunks.map((hunk) => ({ ...linesOf(hunk), commit }));
  return [...moved, ...added].slice(-MAX_TOUCHES);
}

/** The lines that a hunk wrote; where it only deletes some, those before and after them. */
function linesOf({ newStart, newLines }: Hunk): Lines {
  return newLines === 0
    ? { startLine: newStart, endLine: newStart + 1 }
    : { startLine: newStart, endLine: newStart + newLines - 1 };
}

/** The number that a line has after the hunks; of a replaced line, that of the one in its place. */
function lineAfter(line: number, hunks: readonly Hunk[]): number {
  let shift = 0;
  for (const { oldStart, oldLines, newStart, newLines } of hunks) {
    // A hunk that only adds lines stands behind its old line.
    const first = oldLines === 0 ? oldStart + 1 : oldStart;
    if (line < first) break;
    if (line < first + oldLines) return newLines === 0 ? newStart : newStart + Math.min(line - first, newLines - 1);
    shift += newLines - oldLines;
  }
  return line + shift;
}
