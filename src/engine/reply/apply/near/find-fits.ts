// Where an edit fits a file. An exact fit decides. Else all near misses are looked at: those that differ in less than
// others count, and they must all come to the same text.
import { maySeemOther } from './characters';
import { candidates, type Fit, fitAt, type Parts, partsOf, type ResultLine, type Tolerance } from './fit-at';
import { otherUnit, sameIndent, shifted } from './indentation';
import { type LineOp, oldLines } from './line-ops';
import { type Variant, variantsOf } from './variants';

export interface Fits {
  /** How the file differs from the edit, as noun phrases; empty where it does not. */
  readonly differences: readonly string[];
  readonly places: readonly Fit[];
}

interface Pass extends Tolerance {
  readonly differences: readonly string[];
}

const LINE_ENDS = 'whitespace at line ends';
const INDENTATION = 'indentation';
const UNIT = 'the unit of indentation';
const CHARACTERS = 'characters that look alike';
const PASSES: readonly Pass[] = [
  { differences: [LINE_ENDS], indent: sameIndent, isPlain: false },
  { differences: [INDENTATION], indent: shifted, isPlain: false },
  { differences: [CHARACTERS], indent: sameIndent, isPlain: true },
  { differences: [UNIT], indent: otherUnit, isPlain: false },
  { differences: [INDENTATION, CHARACTERS], indent: shifted, isPlain: true },
  { differences: [UNIT, CHARACTERS], indent: otherUnit, isPlain: true },
];

/** Every place where the edit fits: exactly, or else in ways that differ in no more than any other. */
export function findFits(lines: readonly string[], ops: readonly LineOp[]): Fits {
  let parts: readonly Parts[] | undefined;
  const found: Reading[] = [];
  for (const variant of variantsOf(ops)) {
    const written = oldLines(variant.ops);
    if (written.length === 0) continue;
    const isPlace = (at: number): boolean => mayBegin(lines, at, written.length, variant);
    const exact = placesOf(lines, written).filter(isPlace);
    if (exact.length > 0) {
      const places = exact.map((at) => ({ at, length: written.length, result: literal(variant.ops, at) }));
      if (variant.differences.length === 0) return { differences: [], places };
      found.push({ ...variant, places });
      continue;
    }
    parts ??= lines.map(partsOf);
    found.push(...nearFits(lines, parts, variant, written, isPlace));
  }
  const least = found.filter((reading) => !found.some((other) => isLess(other, reading) && !isLess(reading, other)));
  return { differences: least[0]?.differences ?? [], places: distinct(lines, least) };
}

interface Reading extends Fits {
  /** Blank lines that are left out at the edges. */
  readonly blanks: number;
}

/** Where a variant that fits nowhere exactly fits nearly. */
function nearFits(
  lines: readonly string[],
  parts: readonly Parts[],
  variant: Variant,
  written: readonly string[],
  isPlace: (at: number) => boolean,
): Reading[] {
  const writtenParts = written.map(partsOf);
  const literal = candidates(parts, writtenParts, false).filter(isPlace);
  // Where no character may look like another one, those that look alike make no more of the lines fit.
  const isSpecial = written.some(maySeemOther);
  const plain = candidates(parts, writtenParts, true).filter(
    (at) => isPlace(at) && (isSpecial || lines.slice(at, at + written.length).some(maySeemOther)),
  );
  return PASSES.flatMap((pass) => {
    const places = (pass.isPlain ? plain : literal).flatMap(
      (at) => fitAt(parts, at, variant.ops, writtenParts, pass) ?? [],
    );
    const differences = [...variant.differences, ...pass.differences];
    return places.length > 0 ? [{ differences, blanks: variant.blanks, places }] : [];
  });
}

/** Whether one reading differs in no more than another one. Line ends may differ in all of them. */
function isLess({ differences, blanks }: Reading, other: Reading): boolean {
  const isPart = differences.every((what) => what === LINE_ENDS || other.differences.includes(what));
  return isPart && blanks <= other.blanks;
}

/** Places up to which their results are compared; with more of them the edit is ambiguous anyway. */
const MAX_COMPARED = 20;

/** The places that come to different texts. Where two ways overlap and differ, it is unclear which is meant. */
function distinct(lines: readonly string[], ways: readonly Fits[]): readonly Fit[] {
  const [first, ...others] = ways.flatMap(({ places }) => places);
  if (!first || ways.length === 1 || others.length > MAX_COMPARED) return first ? [first, ...others] : [];
  const places = new Map([[textAfter(lines, first), first]]);
  for (const fit of others) {
    const text = textAfter(lines, fit);
    if (places.has(text)) continue;
    const overlapping = [...places].find(
      ([, other]) => fit.at < other.at + other.length && other.at < fit.at + fit.length,
    );
    if (overlapping) places.set(overlapping[0], { ...overlapping[1], result: undefined });
    else places.set(text, fit);
  }
  return [...places.values()];
}

function textAfter(lines: readonly string[], { at, length, result }: Fit): string {
  if (!result) return `unclear at ${at}`;
  const texts = result.map((line) => ('own' in line ? lines[line.own] : line.text));
  return [...lines.slice(0, at), ...texts, ...lines.slice(at + length)].join('\n');
}

function placesOf(lines: readonly string[], wanted: readonly string[]): number[] {
  const places: number[] = [];
  for (let at = 0; at + wanted.length <= lines.length; at++) {
    let index = 0;
    while (index < wanted.length && lines[at + index] === wanted[index]) index++;
    if (index === wanted.length) places.push(at);
  }
  return places;
}

/** Whether a variant may begin there; blank lines that it removes, and left out of the search, are really not there. */
function mayBegin(lines: readonly string[], at: number, length: number, { removedBlanks, onlyAt }: Variant): boolean {
  if (onlyAt !== undefined && onlyAt !== at) return false;
  const isBlank = (index: number): boolean => lines[index] !== undefined && lines[index].trim() === '';
  return !(removedBlanks.above && isBlank(at - 1)) && !(removedBlanks.below && isBlank(at + length));
}

function literal(ops: readonly LineOp[], at: number): ResultLine[] {
  let next = at;
  return ops.flatMap(({ op, text }): ResultLine[] => {
    if (op === '+') return [{ text }];
    const own = next++;
    return op === ' ' ? [{ own }] : [];
  });
}
