import { decoded, isEscaped } from '../../formats/foreign/entities';
import { type LineOp, oldLines } from './line-ops';

/** An edit as it is written, or without something that models add to all of it. */
export interface Variant {
  readonly ops: readonly LineOp[];
  /** What is different, as noun phrases; empty for the edit as it is written. */
  readonly differences: readonly string[];
  /** The 0-based line where alone it may begin: a number in front of one line only proves itself there. */
  readonly onlyAt?: number;
  /** Blank lines at the beginning and the end that the edit removes, and the file must not have there. */
  readonly removedBlanks: { readonly above: boolean; readonly below: boolean };
}

const NO_BLANKS = { above: false, below: false };

/** The readings of an edit, the literal one first. */
export function variantsOf(ops: readonly LineOp[]): Variant[] {
  const literal: Variant = { ops, differences: [], removedBlanks: NO_BLANKS };
  return [literal, withoutNumbers(ops), withoutEntities(ops)].flatMap((variant) =>
    variant ? [variant, ...withoutEdges(variant)] : [],
  );
}

/** Without blank lines at both ends of the old lines, and as many of the new ones. */
function withoutEdges({ ops, differences, onlyAt }: Variant): Variant[] {
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
  const variant = { ops: left, differences: [...differences, 'blank lines at its edges'], removedBlanks: removed };
  return [onlyAt === undefined ? variant : { ...variant, onlyAt: onlyAt + above }];
}

const NUMBERED = /^[ \t]*(\d{1,6})(?: ?[|│] ?|: ?|→|\t)(.*)$/;

/** Without a number in front of every line, as prompts and editors show code. */
function withoutNumbers(ops: readonly LineOp[]): Variant | undefined {
  const numbers = oldLines(ops).map((text) => (text.trim() === '' ? undefined : Number(NUMBERED.exec(text)?.[1])));
  const first = numbers.findIndex((number) => number !== undefined);
  if (first < 0) return undefined;
  const start = (numbers[first] ?? Number.NaN) - first;
  if (!numbers.every((number, index) => number === undefined || number === start + index)) return undefined;
  const added = ops.filter(({ op, text }) => op === '+' && text.trim() !== '');
  const numbered = added.filter(({ text }) => NUMBERED.test(text)).length;
  if (numbered !== 0 && numbered !== added.length) return undefined;
  const read = ops.map(({ op, text }) => ({
    op,
    text: op === '+' && numbered === 0 ? text : (NUMBERED.exec(text)?.[2] ?? text),
  }));
  const isOne = numbers.filter((number) => number !== undefined).length === 1;
  const variant = { ops: read, differences: ['line numbers'], removedBlanks: NO_BLANKS };
  return isOne ? { ...variant, onlyAt: start - 1 } : variant;
}

function withoutEntities(ops: readonly LineOp[]): Variant | undefined {
  if (!isEscaped(ops.map(({ text }) => text))) return undefined;
  const read = ops.map(({ op, text }) => ({ op, text: decoded(text) }));
  return { ops: read, differences: ['HTML entities'], removedBlanks: NO_BLANKS };
}
