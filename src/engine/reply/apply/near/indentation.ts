/** How the indentation of an edit becomes that of the file; undefined: this indentation has no place in it. */
export type Reindent = (indent: string) => string | undefined;

type Pair = readonly [written: string, own: string];

/** The same indentation. */
export function sameIndent(pairs: readonly Pair[]): Reindent | undefined {
  return pairs.every(([written, own]) => written === own) ? (indent) => indent : undefined;
}

/** One indentation more or less throughout. */
export function shifted(pairs: readonly Pair[]): Reindent | undefined {
  const [first] = pairs;
  if (!first) return undefined;
  const [written, own] = first;
  const shift = oneShift(pairs, written, own);
  // Four blanks for two may be two more, or another unit: what deeper lines should have is then unclear.
  const isUnit = written !== '' && own !== '' && written !== own && isUnitRatio(own.length / written.length);
  const isUnclear = isUnit && pairs.every(([from]) => from === written);
  return shift && isUnclear ? (indent) => (indent === written ? shift(indent) : undefined) : shift;
}

function oneShift(pairs: readonly Pair[], written: string, own: string): Reindent | undefined {
  if (own.endsWith(written)) {
    const more = own.slice(0, own.length - written.length);
    return pairs.every(([from, to]) => to === more + from) ? (indent) => more + indent : undefined;
  }
  if (!written.endsWith(own)) return undefined;
  const less = written.slice(0, written.length - own.length);
  if (!pairs.every(([from, to]) => from === less + to)) return undefined;
  return (indent) => (indent.startsWith(less) ? indent.slice(less.length) : undefined);
}

/** Widths of one level in blanks; with a tab in the file for each of them, or another number of blanks. */
const UNITS = [2, 4, 3, 8, 1];

/** Another unit: tabs for blanks, two blanks for four, possibly deeper or less deep throughout. */
export function otherUnit(pairs: readonly Pair[]): Reindent | undefined {
  const known = new Map<string, string>();
  for (const [written, own] of pairs) {
    if ((known.get(written) ?? own) !== own) return undefined;
    known.set(written, own);
  }
  const [from, to] = [markOf([...known.keys()]), markOf([...known.values()])];
  if (from === undefined || to === undefined) return undefined;
  const widths = [...known].map(([written, own]) => [written.length, own.length] as const).sort((a, b) => a[0] - b[0]);
  const grows = widths.every(([, own], index) => index === 0 || own > (widths[index - 1]?.[1] ?? 0));
  const line = grows ? lineThrough(widths, from, to) : undefined;
  if (!line) return undefined;
  return (indent) => {
    const own = known.get(indent);
    if (own !== undefined) return own;
    if (indent !== from.repeat(indent.length)) return undefined;
    const width = line(indent.length);
    return Number.isInteger(width) && width >= 0 ? to.repeat(width) : undefined;
  };
}

/** The one character of which these indentations are made; a blank where there is none. */
function markOf(indents: readonly string[]): ' ' | '\t' | undefined {
  const marks = new Set(indents.join(''));
  const [mark = ' '] = marks;
  return marks.size <= 1 && (mark === ' ' || mark === '\t') ? mark : undefined;
}

/** The straight line through widths; through one alone where it can only be a number of whole levels. */
function lineThrough(
  widths: readonly (readonly [number, number])[],
  from: ' ' | '\t',
  to: ' ' | '\t',
): ((width: number) => number) | undefined {
  const [first, last] = [widths[0], widths.at(-1)];
  if (!first || !last) return undefined;
  if (first !== last) {
    const slope = (last[1] - first[1]) / (last[0] - first[0]);
    const at = (width: number): number => first[1] + (width - first[0]) * slope;
    return isUnitRatio(slope) && widths.every(([written, own]) => Math.abs(at(written) - own) < 1e-9)
      ? (width) => round(at(width))
      : undefined;
  }
  const [written, own] = first;
  if (written === 0 || own === 0 || from === to) return undefined;
  const slope = own / written;
  return isUnitRatio(slope) ? (width) => round(width * slope) : undefined;
}

function isUnitRatio(ratio: number): boolean {
  return UNITS.includes(ratio) || UNITS.includes(1 / ratio);
}

function round(width: number): number {
  const whole = Math.round(width);
  return Math.abs(whole - width) < 1e-9 ? whole : width;
}
