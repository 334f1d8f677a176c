import type { ShownPart } from '../../contract/events';
import type { ShownFile } from '../../prompt/context/fill-context';
import { shownParts } from '../../prompt/shown-parts';
import type { WidenRequest } from '../../prompt/widening/widen-context';

/** Finds what a request asks for and the prompts so far did not show. */
export type WidenContext = (request: WidenRequest, signal: AbortSignal) => Promise<ShownFile[]>;

export interface Widened {
  readonly more: readonly ShownFile[];
  /** The same for the events. */
  readonly added: readonly ShownPart[];
}

export async function widen(widenContext: WidenContext, request: WidenRequest, signal: AbortSignal): Promise<Widened> {
  const more = await widenContext(request, signal);
  const parts = more.map(({ part }) => part);
  return { more, added: shownParts(parts, more) };
}

/** What a request really showed of the opening; `omitted`: titles of the parts that were left out for its length. */
export function withoutOmitted(shown: readonly ShownFile[], omitted: readonly string[]): ShownFile[] {
  return shown.filter(({ part }) => !omitted.includes(part.title));
}
