import { isLong } from '../../../code/reach/outline/long-parts';
import type { FileOutline, Lines, OutlineEntry } from '../../../contract/code-reach';

/** A part of a long declaration, and what stands in front of it that is no part: a signature, a comment. */
export interface LongPart extends Lines {
  readonly name: string;
  readonly head: readonly Lines[];
}

/** Lines in front of a part beyond these are most likely a comment. */
const HEAD_LINES = 15;

/** The parts of a long declaration that are not divided any further; otherwise the declaration itself. */
export function partsOf(item: Lines, outline: FileOutline | undefined): LongPart[] {
  const whole = { startLine: item.startLine, endLine: item.endLine, name: '', head: [] };
  if (!isLong(item)) return [whole];
  const inside = (outline?.entries ?? []).filter(
    (entry) =>
      item.startLine <= entry.startLine &&
      entry.endLine <= item.endLine &&
      entry.endLine - entry.startLine < item.endLine - item.startLine,
  );
  const leaves = inside.filter((entry) => !inside.some((other) => other.depth > entry.depth && contains(entry, other)));
  return leaves.length > 0 ? withHeads(item, leaves) : [whole];
}

/** Gives each part the lines between it and the one before. */
function withHeads({ startLine: start }: Lines, parts: readonly OutlineEntry[]): LongPart[] {
  let covered = start - 1;
  return parts
    .toSorted((a, b) => a.startLine - b.startLine)
    .map(({ startLine, endLine, name }) => {
      const [from, to] = [covered + 1, startLine - 1];
      covered = Math.max(covered, endLine);
      const near = Math.max(from, to - HEAD_LINES + 1);
      const head = from <= to ? [{ startLine: near, endLine: to }] : [];
      return { startLine, endLine, name, head: near > from ? [...head, { startLine: from, endLine: near - 1 }] : head };
    });
}

function contains(outer: Lines, inner: Lines): boolean {
  return outer.startLine <= inner.startLine && inner.endLine <= outer.endLine;
}
