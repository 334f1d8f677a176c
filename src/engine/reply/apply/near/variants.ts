import { decoded, isEscaped } from '../../formats/foreign/entities';
import { type LineOp, oldLines } from './line-ops';

/** An edit as it is written, or without something that models add to all of it. */
export interface Variant {
  readonly ops: readonly LineOp[];
  /** What is different, as a noun phrase; empty for the edit as it is written. */
  readonly what: string;
  /** Blank lines at the beginning and the end that the edit removes, and the file must not have there. */
  readonly removedBlanks: { readonly above: boolean; readonly below: boolean };
}

const NO_BLANKS = { above: false, below: false };

/** The readings of an edit, the literal one first. */
export function variantsOf(ops: readonly LineOp[]): Variant[] {
  const literal: Variant = { ops, what: '', removedBlanks: NO_BLANKS };
  const others = [
    { ops: withoutNumbers(ops), what: 'line numbers' },
    { ops: withoutEntities(ops), what: 'HTML entities' },
  ];
  const variants: Variant[] = [literal, ...withoutEdges(literal)];
  for (const { ops: read, what } of others) {
    if (!read) continue;
    const variant = { ops: read, what, removedBlanks: NO_BLANKS };
    variants.push(variant, ...withoutEdges(variant));
  }
  return variants;
}

/** Without blank lines at both ends of the old lines, and as many of the new ones. */
function withoutEdges({ ops, what }: Variant): Variant[] {
  const isBlank = ({ op, text }: LineOp): boolean => op !== '+' && text.trim() === '';
  const old = ops.filter(({ op }) => op !== '+');
  const above = old.findIndex((op) => !isBlank(op));
  if (above < 0) return [];
  const below = old.toReversed().findIndex((op) => !isBlank(op));
  if (above === 0 && below === 0) return [];
  const isEdge = (index: number): boolean => index < above || index >= old.length - below;
  let index = -1;
  let removed = NO_BLANKS;
  const left = ops.filter((op) => {
    if (op.op === '+') return true;
    index++;
    if (!isEdge(index)) return true;
    if (op.op === '-') removed = index < above ? { ...removed, above: true } : { ...removed, below: true };
    return false;
  });
  return [
    { ops: left, what: [what, 'blank lines at its edges'].filter(Boolean).join(' and '), removedBlanks: removed },
  ];
}

const NUMBERED = /^[ \t]*(\d{1,6})(?: ?[|│] ?|: ?|→|\t)(.*)$/;

/** Without a number in front of every line, as prompts and editors show code. */
function withoutNumbers(ops: readonly LineOp[]): LineOp[] | undefined {
  const numbers = oldLines(ops).map((text) => (text.trim() === '' ? undefined : Number(NUMBERED.exec(text)?.[1])));
  const first = numbers.findIndex((number) => number !== undefined);
  if (first < 0) return undefined;
  const start = (numbers[first] ?? Number.NaN) - first;
  if (!numbers.every((number, index) => number === undefined || number === start + index)) return undefined;
  const added = ops.filter(({ op, text }) => op === '+' && text.trim() !== '');
  const numbered = added.filter(({ text }) => NUMBERED.test(text)).length;
  if (numbered !== 0 && numbered !== added.length) return undefined;
  return ops.map(({ op, text }) => ({
    op,
    text: op === '+' && numbered === 0 ? text : (NUMBERED.exec(text)?.[2] ?? text),
  }));
}

function withoutEntities(ops: readonly LineOp[]): LineOp[] | undefined {
  if (!isEscaped(ops.map(({ text }) => text))) return undefined;
  return ops.map(({ op, text }) => ({ op, text: decoded(text) }));
}
