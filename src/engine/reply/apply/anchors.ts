import type { Hunk } from '../edits';
import type { Fit } from './near/fit-at';

/** Letters and digits that a part of a line needs to be taken for that line. */
const MIN_LETTERS = 5;

/**
 * The places that a hunk may mean, of all where its lines are. The lines that a patch names above a hunk say where to
 * look from, and the first place below them counts, as in the tools that read this format. In a unified diff the line
 * number and the heading behind its second `@@` only decide between several places, and must not contradict each other.
 */
export function meantPlaces(places: readonly Fit[], texts: readonly string[], hunk: Hunk): readonly Fit[] {
  const below = belowAnchors(places, texts, hunk.anchors ?? []);
  if (below) return below.slice(0, 1);
  if (places.length < 2) return places;
  const atNumber = places.filter(({ at }) => at + 1 === hunk.oldStart);
  const heading = hunk.heading === undefined ? undefined : lineOf(texts, hunk.heading, 0);
  const belowHeading = heading === undefined ? places : places.filter(({ at }) => at > heading);
  const both = atNumber.filter((place) => belowHeading.includes(place));
  if (both.length === 1) return both;
  return atNumber.length === 0 && belowHeading.length === 1 ? belowHeading : places;
}

/** The places below the lines that the patch names; undefined where it names none that the file has once. */
function belowAnchors(
  places: readonly Fit[],
  texts: readonly string[],
  anchors: readonly string[],
): readonly Fit[] | undefined {
  let from: number | undefined;
  for (const anchor of anchors) {
    from = lineOf(texts, anchor, from ?? 0);
    if (from === undefined) return undefined;
  }
  // The hunk may begin with the line itself.
  return from === undefined ? undefined : places.filter(({ at }) => at >= (from ?? 0));
}

/** The one line from `from` on that is this one, or else that has it in it. */
function lineOf(texts: readonly string[], wanted: string, from: number): number | undefined {
  const words = wanted.trim();
  const isLong = words.replace(/[^\p{L}\p{N}]/gu, '').length >= MIN_LETTERS;
  for (const isLine of [(text: string) => text.trim() === words, (text: string) => isLong && text.includes(words)]) {
    const found = texts.flatMap((text, index) => (index >= from && isLine(text) ? [index] : []));
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  }
  return undefined;
}
