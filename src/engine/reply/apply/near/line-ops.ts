import { diffArrays } from 'diff';

/** One line of an edit: it stays, it goes, or it is new. */
export interface LineOp {
  readonly op: ' ' | '-' | '+';
  readonly text: string;
}

/** Lines up to which two texts are compared as a whole; of longer ones only the equal beginning and end stay. */
const MAX_COMPARED = 3000;
const MAX_EDITS = 600;

/**
 * The lines of an edit, in both ways in which equal lines can be paired: the first of several, or the last. The two
 * are the same where only one pairing is possible.
 */
export function opsBetween(search: readonly string[], replace: readonly string[]): readonly LineOp[][] {
  let head = 0;
  while (head < search.length && search[head] === replace[head]) head++;
  let tail = 0;
  const most = Math.min(search.length, replace.length) - head;
  while (tail < most && search.at(-1 - tail) === replace.at(-1 - tail)) tail++;
  const [old, next] = [search.slice(head, search.length - tail), replace.slice(head, replace.length - tail)];
  const first = pair(old, next);
  const last = pair(old.toReversed(), next.toReversed()).reverse();
  const around = (ops: readonly LineOp[]): LineOp[] => [
    ...keep(search.slice(0, head)),
    ...removedFirst(ops),
    ...keep(search.slice(search.length - tail)),
  ];
  return [around(first), around(last)];
}

function pair(old: readonly string[], next: readonly string[]): LineOp[] {
  const isShort = old.length + next.length <= MAX_COMPARED;
  const parts = isShort ? diffArrays([...old], [...next], { maxEditLength: MAX_EDITS }) : undefined;
  if (!parts) return [...drop(old), ...next.map((text): LineOp => ({ op: '+', text }))];
  return parts.flatMap(({ added, removed, value }) =>
    value.map((text): LineOp => ({ op: added ? '+' : removed ? '-' : ' ', text })),
  );
}

/** Puts the lines that go in front of the new ones between lines that stay. */
function removedFirst(ops: readonly LineOp[]): LineOp[] {
  const sorted: LineOp[] = [];
  let added: LineOp[] = [];
  for (const op of ops) {
    if (op.op === '+') added.push(op);
    else if (op.op === '-') sorted.push(op);
    else {
      sorted.push(...added, op);
      added = [];
    }
  }
  return [...sorted, ...added];
}

function keep(texts: readonly string[]): LineOp[] {
  return texts.map((text) => ({ op: ' ', text }));
}

function drop(texts: readonly string[]): LineOp[] {
  return texts.map((text) => ({ op: '-', text }));
}

/** The lines that an edit needs to find. */
export function oldLines(ops: readonly LineOp[]): string[] {
  return ops.flatMap(({ op, text }) => (op === '+' ? [] : [text]));
}
