import type { Evidence } from '../../contract/evidence';
import { memo } from '../../platform/memo';
import { placeOfFrame, type ReadMessage, readMessage } from './read-message';

/** Findings with the same cause, as far as their texts say. */
export interface EvidenceGroup {
  readonly items: readonly [Evidence, ...Evidence[]];
  /** Of the first finding. */
  readonly message: ReadMessage;
  /** Where the code at fault is in the stack of every one: `src/cart.ts:12`. */
  readonly place?: string | undefined;
  /** The first line of each finding's message, where these differ in numbers. */
  readonly errors?: readonly string[] | undefined;
}

/**
 * Puts findings together that have the same error: in the compiler's words, from the same line of code, where it may
 * name other numbers, or with the same values. The order is that of the first finding of each group.
 */
export function groupEvidence(evidence: readonly Evidence[]): EvidenceGroup[] {
  const groups = new Map<string, { items: [Evidence, ...Evidence[]]; message: ReadMessage; place?: string }>();
  for (const item of evidence) {
    const message = readMessage(item);
    const place = placeInSource(item, message);
    const key = JSON.stringify([item.stage, item.code, item.test === undefined, place, ...errorOf(message, place)]);
    const known = groups.get(key);
    if (known) known.items.push(item);
    else memo(groups, key, () => ({ items: [item], message, ...(place === undefined ? {} : { place }) }));
  }
  return [...groups.values()].map((group) => {
    if (group.place === undefined || group.message.values) return group;
    const errors = group.items.map((item) => firstLine(readMessage(item)));
    return new Set(errors).size > 1 ? { ...group, errors } : group;
  });
}

function firstLine({ text }: ReadMessage): string {
  return text.split('\n', 1)[0] ?? '';
}

/** An exception is known by its first line and its place; without a place, or with values, all must be the same. */
function errorOf(message: ReadMessage, place: string | undefined): unknown[] {
  const { text, values } = message;
  return place !== undefined && !values
    ? [firstLine(message).replace(/\d+/g, '0')]
    : [text, values?.expected, values?.actual];
}

/** The innermost frame outside of the failing test's own file. */
function placeInSource({ test, path }: Evidence, { frames }: ReadMessage): string | undefined {
  const [frame] = test === undefined ? [] : frames;
  const place = frame && placeOfFrame(frame);
  return place?.replace(/:\d+$/, '') === path ? undefined : place;
}
