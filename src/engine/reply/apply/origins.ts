import type { Evidence } from '../../contract/evidence';
import type { BlockEdit, Edit } from '../edits';
import { refusal } from '../refusal';
import { findFits } from './near/find-fits';
import type { Fit } from './near/fit-at';
import { opsBetween } from './near/line-ops';
import { splitText } from './text-lines';

/** Lines of a file up to which it is looked at as it was before the reply as well. */
const MAX_LINES = 50_000;

interface Origin {
  /** The lines before the reply's first edit. */
  readonly lines: readonly string[];
  /** For each line as it is now, its index among those; -1: it is new. */
  now: number[];
}

/**
 * Watches that a block still means the place that it fits in the file as the model saw it: an edit before it may have
 * changed that place and written the same lines elsewhere.
 */
export interface Origins {
  /** Takes an applied edit in; `before`: the text that it was applied to. Evidence: it met another place. */
  add(edit: Edit, applied: { readonly fit?: Fit | undefined }, before: string): Evidence | undefined;
}

export function createOrigins(): Origins {
  const files = new Map<string, Origin | 'unknown'>();
  return {
    add(edit, { fit }, before) {
      if (edit.kind !== 'block' || !fit) {
        if (edit.kind === 'patch')
          for (const path of [edit.from, edit.to]) if (path !== null) files.set(path, 'unknown');
        return undefined;
      }
      const known = files.get(edit.path);
      if (known === 'unknown') return undefined;
      const origin = known ?? originOf(before);
      if (origin.lines.length > MAX_LINES) return undefined;
      const place = known && onlyPlace(edit, origin.lines);
      const isElsewhere =
        place && !origin.now.slice(fit.at, fit.at + fit.length).every((line, index) => line === place.at + index);
      if (isElsewhere) return movedAway(edit, place.at, fit.at);
      const result = (fit.result ?? []).map((line) => ('own' in line ? (origin.now[line.own] ?? -1) : -1));
      origin.now = [...origin.now.slice(0, fit.at), ...result, ...origin.now.slice(fit.at + fit.length)];
      files.set(edit.path, origin);
      return undefined;
    },
  };
}

function originOf(text: string): Origin {
  const lines = splitText(text).lines.map((line) => line.text);
  return { lines, now: lines.map((_, index) => index) };
}

function onlyPlace({ search, replace }: BlockEdit, lines: readonly string[]): Fit | undefined {
  const { places } = findFits(lines, opsBetween(search, replace)[0] ?? []);
  return places.length === 1 ? places[0] : undefined;
}

function movedAway({ path, line, search }: BlockEdit, was: number, is: number): Evidence {
  const message =
    `The edit on line ${line} of the reply fits ${path} from line ${was + 1} on, but the edits before it change that ` +
    `place, and now it fits from line ${is + 1} on. Join edits of the same lines into one.`;
  return refusal('conflicting-edits', message, { path, identity: search.join('\n') });
}
