import { decoded, isEscaped } from '../../formats/foreign/entities';
import { firstNumber, numbered } from '../../formats/line-numbers';
import { type LineOp, oldLines } from './line-ops';

/** An edit as it is written, or without something that models add to all of it. */
export interface Variant {
  readonly ops: readonly LineOp[];
  /** What is different, as noun phrases; empty for the edit as it is written. */
  readonly differences: readonly string[];
  /** The 0-based line where alone it may begin: a number in front of one line only proves itself there. */
  readonly onlyAt?: number;
  /** How many blank lines at its edges are left out. */
  readonly blanks: number;
  /** Blank lines at the beginning and the end that the edit removes, and the file must not have there. */
  readonly removedBlanks: { readonly above: boolean; readonly below: boolean };
}

const NO_BLANKS = { above: false, below: false };

/** The readings of an edit, the literal one first. */
export function variantsOf(ops: readonly LineOp[]): Variant[] {
  const literal: Variant = { ops, differences: [], blanks: 0, removedBlanks: NO_BLANKS };
  return [literal, withoutNumbers(ops), withoutEntities(ops)].flatMap((variant) =>
    variant ? [variant, ...withoutEdges(variant)] : [],
  );
}

/** Blank lines at each end of which some may be left out; of more of them all or none are. */
const MAX_BLANKS = 3;

/** Without blank lines at the ends of the old lines, and without as many of the new ones. */
function withoutEdges(variant: Variant): Variant[] {
  const old = variant.ops.filter(({ op }) => op !== '+');
  const isBlank = ({ text }: LineOp): boolean => text.trim() === '';
  const above = old.findIndex((op) => !isBlank(op));
  if (above < 0) return [];
  const below = old.toReversed().findIndex((op) => !isBlank(op));
  const last = old.length - below;
  return edgesOf(old.slice(0, above)).flatMap((top) =>
    edgesOf(old.slice(last)).flatMap((bottom) => {
      const gone = new Set([...top.gone, ...bottom.gone.map((index) => index + last)]);
      const removedBlanks = { above: top.removes, below: bottom.removes };
      return gone.size > 0 ? [withoutLines(variant, gone, removedBlanks)] : [];
    }),
  );
}

interface Edge {
  /** Indexes of the blank lines that are left out. */
  readonly gone: readonly number[];
  /** Whether all are, although the edit removes some of them. */
  readonly removes: boolean;
}

/** Ways to leave out blank lines: none, some of those that stay, all that the edit removes, or all. */
function edgesOf(blanks: readonly LineOp[]): Edge[] {
  const all = blanks.map((_, index) => index);
  const removed = all.filter((index) => blanks[index]?.op === '-');
  const none: Edge = { gone: [], removes: false };
  if (all.length === 0) return [none];
  const full: Edge = { gone: all, removes: removed.length > 0 };
  if (removed.length > 0)
    return removed.length < all.length ? [none, { gone: removed, removes: false }, full] : [none, full];
  const some = all.slice(1, MAX_BLANKS).map((count): Edge => ({ gone: all.slice(0, count), removes: false }));
  return [none, ...some, full];
}

function withoutLines(variant: Variant, gone: ReadonlySet<number>, removedBlanks: Variant['removedBlanks']): Variant {
  const { ops, differences, onlyAt } = variant;
  let index = -1;
  const left = ops.filter(({ op }) => op === '+' || !gone.has(++index));
  const above = [...gone].filter((line) =>
    oldLines(ops)
      .slice(0, line)
      .every((text) => text.trim() === ''),
  ).length;
  return {
    ops: left,
    differences: [...differences, 'blank lines at its edges'],
    blanks: gone.size,
    removedBlanks,
    ...(onlyAt === undefined ? {} : { onlyAt: onlyAt + above }),
  };
}

/** Without a number in front of every line, as prompts and editors show code. */
function withoutNumbers(ops: readonly LineOp[]): Variant | undefined {
  const old = oldLines(ops);
  const start = firstNumber(old);
  if (start === undefined) return undefined;
  const added = ops.filter(({ op, text }) => op === '+' && text.trim() !== '');
  const count = added.filter(({ text }) => numbered(text)).length;
  if (count !== 0 && count !== added.length) return undefined;
  const read = ops.map(({ op, text }) => ({
    op,
    text: op === '+' && count === 0 ? text : (numbered(text)?.text ?? text),
  }));
  const isOne = old.filter((text) => text.trim() !== '').length === 1;
  const variant = { ops: read, differences: ['line numbers'], blanks: 0, removedBlanks: NO_BLANKS };
  return isOne ? { ...variant, onlyAt: start - 1 } : variant;
}

function withoutEntities(ops: readonly LineOp[]): Variant | undefined {
  if (!isEscaped(ops.map(({ text }) => text))) return undefined;
  const read = ops.map(({ op, text }) => ({ op, text: decoded(text) }));
  return { ops: read, differences: ['HTML entities'], blanks: 0, removedBlanks: NO_BLANKS };
}
