import { diffArrays } from 'diff';
import type { Change, EventOf } from '../contract/events';

/** Fewer accepted lines say too little. */
const MIN_LINES = 2;

type Settled = EventOf<'settled'>;

/**
 * Which share of the lines that a change brought the person has edited or deleted since they accepted it; other lines
 * don't count, nor do blank ones and indentation. Undefined where that can't be told: a file is gone or as it was
 * before (another branch may be checked out), or the change brought hardly any lines.
 */
export async function editedShare(
  changes: readonly Change[],
  { saved = [] }: Pick<Settled, 'saved'>,
  readCurrent: (path: string) => Promise<string | null>,
): Promise<number | undefined> {
  let [brought, edited] = [0, 0];
  for (const { path, after, ...change } of changes) {
    const file = saved.find((each) => each.path === path);
    const before = file?.before ?? change.before;
    const accepted = file?.text ?? after;
    if (accepted === null) continue;
    const current = await readCurrent(path);
    if (current === null || (before !== null && sameLines(current, before))) return undefined;
    const added = new Set(addedLines(linesOf(before ?? ''), linesOf(accepted)));
    brought += added.size;
    edited += removedLines(linesOf(accepted), linesOf(current)).filter((line) => added.has(line)).length;
  }
  return brought < MIN_LINES ? undefined : edited / brought;
}

const linesOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));

const sameLines = (a: string, b: string): boolean => linesOf(a).join('\n') === linesOf(b).join('\n');

/** The positions of the lines in `after` that `before` does not have there. */
function addedLines(before: string[], after: string[]): number[] {
  return removedLines(after, before);
}

/** The positions of the lines of `from` that `to` no longer has. */
function removedLines(from: string[], to: string[]): number[] {
  const positions: number[] = [];
  let at = 0;
  for (const { added, removed, count } of diffArrays(from, to)) {
    if (added) continue;
    if (removed) for (let line = 0; line < count; line++) positions.push(at + line);
    at += count;
  }
  return positions;
}
