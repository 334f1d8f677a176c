import type { Evidence } from '../../contract/evidence';
import type { Hunk, PatchEdit } from '../edits';
import { findElision } from '../loss/elision';
import { refusal } from '../refusal';
import { meantPlaces } from './anchors';
import type { Applied, Placed } from './apply-edit';
import { difference } from './near/difference';
import { findFits } from './near/find-fits';
import type { Fit, ResultLine } from './near/fit-at';
import { oldLines } from './near/line-ops';
import { excerpt, nearestPlace, shownLines } from './similar-lines';
import { joinText, resultLines, splitText, type TextLine, type TextLines } from './text-lines';

interface PlacedHunk {
  readonly hunk: Hunk;
  readonly place: Fit & { readonly result: readonly ResultLine[] };
}

/**
 * Applies the hunks of a diff to a file. Each hunk is found by its lines, because models count lines badly;
 * its line number only decides between places that fit equally. Where `before` is undefined, the diff
 * creates the file.
 */
export function applyPatch(edit: PatchEdit, path: string, before: string | undefined): Applied {
  const file = splitText(before ?? '');
  const texts = file.lines.map(({ text }) => text);
  const hunks = edit.hunks.filter(
    ({ lines, oldUnended, newUnended }) => oldUnended !== newUnended || lines.some(({ op }) => op !== ' '),
  );
  const placed: PlacedHunk[] = [];
  for (const hunk of hunks) {
    const found = placeHunk(hunk, path, texts);
    if (!('place' in found)) return { refused: found };
    placed.push(found);
  }
  placed.sort((a, b) => a.place.at - b.place.at);
  const overlapping = placed.find(({ place }, index) => {
    const last = placed[index - 1];
    return last !== undefined && place.at < last.place.at + last.place.length;
  });
  if (overlapping) {
    const message =
      `Two hunks of the diff for ${path} change the same lines, from line ${overlapping.place.at + 1} of the file. ` +
      'Join them into one.';
    return { refused: refusal('conflicting-edits', message, { path, identity: textOf(overlapping.hunk, '-') }) };
  }
  const lines: TextLine[] = [];
  let next = 0;
  for (const { place } of placed) {
    lines.push(...file.lines.slice(next, place.at), ...resultLines(file, place.result));
    next = place.at + place.length;
  }
  lines.push(...file.lines.slice(next));
  const last = placed.at(-1);
  const finalNewline = last && next === texts.length ? endsWithNewline(last.hunk, file, before) : file.finalNewline;
  return { text: joinText({ ...file, lines, finalNewline }), placed: placed.map(toPlaced) };
}

function toPlaced({ hunk, place }: PlacedHunk): Placed {
  const placesIn = (lines: readonly string[]): readonly Fit[] =>
    meantPlaces(findFits(lines, hunk.lines).places, lines, hunk);
  return { fit: place, line: hunk.line, wanted: oldLines(hunk.lines), placesIn };
}

function endsWithNewline({ newUnended, oldUnended }: Hunk, file: TextLines, before: string | undefined): boolean {
  if (newUnended) return false;
  return oldUnended || before === undefined ? true : file.finalNewline;
}

function placeHunk(hunk: Hunk, path: string, texts: readonly string[]): PlacedHunk | Evidence {
  const old = oldLines(hunk.lines);
  const elision = findElision(
    hunk.lines.flatMap(({ op, text }) => (op === '-' ? [] : [text])),
    old,
  );
  if (elision) {
    return refusal(
      'elided',
      `${nameOf(hunk)} for ${path} leaves code out with \`${elision.text}\`, which would be written into the ` +
        'file. Write every line.',
      { path, identity: elision.text },
    );
  }
  if (old.length === 0) {
    const result = hunk.lines.map(({ text }) => ({ text }));
    if (texts.length === 0) return { hunk, place: { at: 0, length: 0, result } };
    return refusal(
      'search-ambiguous',
      `${nameOf(hunk)} adds lines to ${path} without any unchanged line next to them, so it is unclear where they ` +
        'belong. Add lines of context.',
      { path, identity: textOf(hunk, '+') },
    );
  }
  const { differences, places: found } = findFits(texts, hunk.lines);
  const places = meantPlaces(found, texts, hunk);
  const [place] = places;
  if (place?.result && places.length === 1) return { hunk, place: { ...place, result: place.result } };
  if (places.length > 1) return ambiguous(hunk, path, texts, places);
  return place ? unclear(hunk, path, differences) : notFound(hunk, path, texts, found);
}

function notFound(hunk: Hunk, path: string, texts: readonly string[], above: readonly Fit[]): Evidence {
  const old = oldLines(hunk.lines);
  const near = nearestPlace(texts, old);
  const [only] = above;
  const where = only
    ? `They are on line ${only.at + 1}, but not below the lines that its \`@@\` names.`
    : near && difference(texts, near.at, old);
  const hint = near ? ` ${where} The most similar lines are:\n${shownLines(texts, near.at, old)}\n` : ' ';
  const message =
    `The unchanged and removed lines of ${lowerFirst(nameOf(hunk))} are not in ${path} one after another.${hint}` +
    'Copy them exactly as they are in the file now, or use SEARCH/REPLACE blocks.';
  const evidence = refusal('search-not-found', message, { path, identity: old.join('\n') });
  return near ? { ...evidence, line: near.at + 1 } : evidence;
}

function unclear(hunk: Hunk, path: string, differences: readonly string[]): Evidence {
  const message =
    `The unchanged and removed lines of ${lowerFirst(nameOf(hunk))} fit ${path} except for ` +
    `${differences.join(' and ')}, and it is unclear how the new lines should have these. ` +
    'Copy the lines exactly as they are in the file.';
  return refusal('search-not-found', message, { path, identity: oldLines(hunk.lines).join('\n') });
}

function ambiguous(hunk: Hunk, path: string, texts: readonly string[], places: readonly Fit[]): Evidence {
  const shown = places
    .slice(0, 5)
    .map(({ at }) => excerpt(texts, at, 1))
    .join('\n');
  const message =
    `The unchanged and removed lines of ${lowerFirst(nameOf(hunk))} occur ${places.length} times in ${path}, ` +
    `beginning at:\n${shown}\nAdd lines of context until they occur only once.`;
  return refusal('search-ambiguous', message, { path, identity: textOf(hunk, ' ') + textOf(hunk, '-') });
}

function nameOf({ line }: Hunk): string {
  return `The hunk on line ${line} of the reply`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function textOf(hunk: Hunk, wanted: Hunk['lines'][number]['op']): string {
  return hunk.lines
    .filter(({ op }) => op === wanted)
    .map(({ text }) => text)
    .join('\n');
}
