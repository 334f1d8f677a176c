import type { Evidence } from '../../contract/evidence';
import { type Edit, pathsOf } from '../edits';
import { refusal } from '../refusal';
import type { Placed } from './apply-edit';
import { splitText } from './text-lines';

/** Lines of a file up to which it is looked at as it was before the reply as well. */
const MAX_LINES = 50_000;

interface Origin {
  /** The lines before the reply's first edit. */
  readonly lines: readonly string[];
  /** For each line as it is now, its index among those; -1: it is new. */
  now: number[];
  /** Lines that edits of the reply have covered. */
  readonly covered: Set<number>;
}

/**
 * Watches that an edit still means the place that it fits in the file as the model saw it: an edit before it may have
 * changed that place and written the same lines elsewhere, or changed one of several places.
 */
export interface Origins {
  /** Takes an applied edit in; `before`: the text that it was applied to. Evidence: it met another place. */
  add(edit: Edit, placed: readonly Placed[], before: string): Evidence | undefined;
}

export function createOrigins(): Origins {
  const files = new Map<string, Origin | 'unknown'>();
  return {
    add(edit, placed, before) {
      const [path = '', other] = pathsOf(edit);
      if (other !== undefined || edit.kind === 'whole') {
        for (const each of pathsOf(edit)) files.set(each, 'unknown');
        return undefined;
      }
      const known = files.get(path);
      if (known === 'unknown' || placed.length === 0) return undefined;
      const origin = known ?? originOf(before);
      if (origin.lines.length > MAX_LINES) return undefined;
      for (const each of placed) {
        const wrong = known && wrongPlace(path, each, origin);
        if (wrong) return wrong;
      }
      takeIn(origin, placed);
      files.set(path, origin);
      return undefined;
    },
  };
}

function originOf(text: string): Origin {
  const lines = splitText(text).lines.map((line) => line.text);
  return { lines, now: lines.map((_, index) => index), covered: new Set() };
}

function takeIn(origin: Origin, placed: readonly Placed[]): void {
  for (const { fit } of placed.toSorted((a, b) => b.fit.at - a.fit.at)) {
    const { now } = origin;
    const result = (fit.result ?? []).map((line) => ('own' in line ? (now[line.own] ?? -1) : -1));
    for (const line of now.slice(fit.at, fit.at + fit.length)) origin.covered.add(line);
    origin.now = [...now.slice(0, fit.at), ...result, ...now.slice(fit.at + fit.length)];
  }
}

/** Why an edit may mean another place than the one that it fits now. */
function wrongPlace(path: string, placed: Placed, { lines, now, covered }: Origin): Evidence | undefined {
  const { fit, line, wanted, placesIn } = placed;
  const places = placesIn(lines);
  const [place, another] = places;
  if (!place) return undefined;
  const isThere = now.slice(fit.at, fit.at + fit.length).every((origin, index) => origin === place.at + index);
  const isChanged = places.some(({ at, length }) =>
    lines.slice(at, at + length).some((_, index) => covered.has(at + index)),
  );
  if (another ? !isChanged : isThere) return undefined;
  const where = another
    ? `occurs ${places.length} times in ${path} as it is shown, and the edits before it change one of these places, ` +
      'so it is unclear which one is meant. Add lines until it occurs only once.'
    : `fits ${path} from line ${place.at + 1} on, but the edits before it change that place, and now it fits from ` +
      `line ${fit.at + 1} on. Join edits of the same lines into one.`;
  const message = `The edit on line ${line} of the reply ${where}`;
  return refusal('conflicting-edits', message, { path, identity: wanted.join('\n') });
}
