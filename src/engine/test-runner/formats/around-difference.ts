import { type AlignedLines, alignLines } from './align-lines';
import type { ComparedValues } from './compared-values';

/** Lines that both values have, shown before and after those that differ. */
const AROUND_LINES = 3;
/** Characters shown in front of the first difference of two long lines. */
const BEFORE = 60;
/** Differing lines of one place that are shown of each value; more of them would push out the next place. */
const MAX_LINES = 12;

/** One line of a comparison, long ones cut. */
export interface ComparedLine {
  readonly side: AlignedLines['side'];
  readonly text: string;
}

/**
 * Two values line by line, cut to about `limit` characters around what differs. The first difference is always
 * there. What both values have is left out far from it, and so are further differences without room; lines say so.
 */
export function compareLines({ expected, actual }: ComparedValues, limit: number): ComparedLine[] {
  const places = placesOf(alignLines(expected, actual));
  const width = Math.max(2 * BEFORE, Math.floor(limit / 4));
  const shown: ComparedLine[] = [];
  let remaining = limit;
  for (const [index, place] of places.entries()) {
    const isDifferent = place.expected.length + place.actual.length > 0;
    if (isDifferent && remaining <= 0) {
      const left = places.slice(index).reduce((sum, each) => sum + each.expected.length + each.actual.length, 0);
      shown.push({ side: 'both', text: `… ${left} more lines that differ …` });
      break;
    }
    const lines = isDifferent ? differing(place, width, remaining) : unchanged(place, width);
    shown.push(...lines);
    if (isDifferent) remaining -= lengthOf(lines);
  }
  return shown;
}

const lengthOf = (lines: readonly ComparedLine[]): number => lines.reduce((sum, { text }) => sum + text.length + 1, 0);

/** Both values cut to about `limit` characters each, around what differs; unchanged where they are shorter. */
export function aroundDifference(values: ComparedValues, limit: number): ComparedValues {
  if (values.expected.length <= limit && values.actual.length <= limit) return values;
  const lines = compareLines(values, limit);
  const side = (other: AlignedLines['side']): string =>
    lines
      .filter((line) => line.side !== other)
      .map(({ text }) => text)
      .join('\n');
  return { expected: side('actual'), actual: side('expected') };
}

/** A place where values differ, or lines between two such places. */
interface Place {
  readonly same: readonly string[];
  /** At the start or the end of the values. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
}

function placesOf(aligned: readonly AlignedLines[]): Place[] {
  const places: { same: readonly string[]; expected: string[]; actual: string[] }[] = [];
  for (const { side, lines } of aligned) {
    const last = places.at(-1);
    if (side === 'both') places.push({ same: lines, expected: [], actual: [] });
    else if (last && last.same.length === 0) last[side] = [...last[side], ...lines];
    else places.push({ same: [], expected: [], actual: [], [side]: [...lines] });
  }
  return places.map((place, index) => ({ ...place, isFirst: index === 0, isLast: index === places.length - 1 }));
}

/** The lines of one place, in pairs as far as there is room; the first pair always. */
function differing({ expected, actual }: Place, width: number, room: number): ComparedLine[] {
  const count = Math.min(MAX_LINES, Math.max(expected.length, actual.length));
  const shown: Record<'expected' | 'actual', ComparedLine[]> = { expected: [], actual: [] };
  let remaining = room;
  for (let at = 0; at < count && (at === 0 || remaining > 0); at += 1) {
    for (const { side, text } of cutPair(expected[at], actual[at], width)) {
      shown[side].push({ side, text });
      remaining -= text.length + 1;
    }
  }
  return [...withRest(shown.expected, 'expected', expected.length), ...withRest(shown.actual, 'actual', actual.length)];
}

function withRest(shown: readonly ComparedLine[], side: ComparedLine['side'], count: number): ComparedLine[] {
  return count > shown.length ? [...shown, { side, text: `… ${count - shown.length} more lines …` }] : [...shown];
}

function unchanged({ same, isFirst, isLast }: Place, width: number): ComparedLine[] {
  const texts = same.map((text): ComparedLine => ({ side: 'both', text: cutEnd(text, width) }));
  const [before, after] = [isFirst ? 0 : AROUND_LINES, isLast ? 0 : AROUND_LINES];
  const omitted = same.length - before - after;
  if (omitted <= 1) return texts;
  const gap: ComparedLine = { side: 'both', text: `… ${omitted} lines alike …` };
  return [...texts.slice(0, before), gap, ...texts.slice(same.length - after)];
}

/** Two lines, long ones in about `width` characters from shortly before the first character that differs. */
function cutPair(
  expected: string | undefined,
  actual: string | undefined,
  width: number,
): { readonly side: 'expected' | 'actual'; readonly text: string }[] {
  const [left = '', right = ''] = [expected, actual];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same += 1;
  const start = Math.max(left.length, right.length) <= width ? 0 : Math.max(0, same - BEFORE);
  const cut = (line: string): string =>
    (start > 0 ? `(${start} characters alike) …` : '') + cutEnd(line.slice(start), width);
  return [
    ...(expected === undefined ? [] : [{ side: 'expected' as const, text: cut(expected) }]),
    ...(actual === undefined ? [] : [{ side: 'actual' as const, text: cut(actual) }]),
  ];
}

function cutEnd(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width)}… (${line.length - width} more characters)`;
}
