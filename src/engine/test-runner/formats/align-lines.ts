import { diffArrays } from 'diff';

/** Lines that two texts have in common, or that only one of them has. */
export interface AlignedLines {
  readonly side: 'both' | 'expected' | 'actual';
  readonly lines: readonly string[];
}

/** Lines that differ up to which the shortest difference is looked for; it takes the square of them. */
const MAX_DIFFERING = 800;

/**
 * The lines of two texts in order. Where too many differ, lines of the same number are compared, or those between the
 * common ends are taken to differ.
 */
export function alignLines(expected: string, actual: string): AlignedLines[] {
  const [left, right] = [expected.split('\n'), actual.split('\n')];
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && left.at(-1 - tail) === right.at(-1 - tail)) tail += 1;
  const end = left.length - tail;
  const parts: AlignedLines[] = [
    { side: 'both', lines: left.slice(0, head) },
    ...alignMiddles(left.slice(head, end), right.slice(head, right.length - tail)),
    { side: 'both', lines: left.slice(end) },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

function alignMiddles(expected: string[], actual: string[]): AlignedLines[] {
  const found = diffArrays(expected, actual, { maxEditLength: MAX_DIFFERING });
  if (!found && expected.length === actual.length) return byNumber(expected, actual);
  if (!found) {
    return [
      { side: 'expected', lines: expected },
      { side: 'actual', lines: actual },
    ];
  }
  return found.map(({ value, added, removed }) => ({
    side: removed ? 'expected' : added ? 'actual' : 'both',
    lines: value,
  }));
}

function byNumber(expected: readonly string[], actual: readonly string[]): AlignedLines[] {
  const parts: AlignedLines[] = [];
  let from = 0;
  for (let at = 1; at <= expected.length; at += 1) {
    const isSame = expected[from] === actual[from];
    if (at < expected.length && (expected[at] === actual[at]) === isSame) continue;
    const [left, right] = [expected.slice(from, at), actual.slice(from, at)];
    if (isSame) parts.push({ side: 'both', lines: left });
    else parts.push({ side: 'expected', lines: left }, { side: 'actual', lines: right });
    from = at;
  }
  return parts;
}
