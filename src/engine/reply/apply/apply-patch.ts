import type { Evidence } from '../../contract/evidence';
import type { Hunk, PatchEdit } from '../edits';
import { findElision } from '../loss/elision';
import { refusal } from '../refusal';
import type { Applied } from './apply-edit';
import { locate, type Place, reindent } from './locate';
import { excerpt, mostSimilarLines } from './similar-lines';
import { joinText, linesFor, splitText, type TextLine, type TextLines } from './text-lines';

interface PlacedHunk {
  readonly hunk: Hunk;
  readonly place: Place;
  readonly length: number;
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
    return last !== undefined && place.at < last.place.at + last.length;
  });
  if (overlapping) {
    const message =
      `Two hunks of the diff for ${path} change the same lines, from line ${overlapping.place.at + 1} of the file. ` +
      'Join them into one.';
    return { refused: refusal('conflicting-edits', message, { path, identity: textOf(overlapping.hunk, '-') }) };
  }
  const lines: TextLine[] = [];
  let next = 0;
  for (const { hunk, place, length } of placed) {
    lines.push(...file.lines.slice(next, place.at), ...changed(file, hunk, place));
    next = place.at + length;
  }
  lines.push(...file.lines.slice(next));
  const last = placed.at(-1);
  const finalNewline = last && next === texts.length ? endsWithNewline(last.hunk, file, before) : file.finalNewline;
  return { text: joinText({ ...file, lines, finalNewline }) };
}

function endsWithNewline({ newUnended, oldUnended }: Hunk, file: TextLines, before: string | undefined): boolean {
  if (newUnended) return false;
  return oldUnended || before === undefined ? true : file.finalNewline;
}

/** The lines after the hunk. Unchanged ones stay the file's own, byte for byte. */
function changed(file: TextLines, hunk: Hunk, place: Place): TextLine[] {
  let at = place.at;
  return hunk.lines.flatMap(({ op, text }) => {
    if (op === '+') return linesFor(file, reindent([text], place.shift) ?? [text]);
    const own = file.lines[at++];
    return op === ' ' && own ? [own] : [];
  });
}

function placeHunk(hunk: Hunk, path: string, texts: readonly string[]): PlacedHunk | Evidence {
  const old = hunk.lines.filter(({ op }) => op !== '+').map(({ text }) => text);
  const added = hunk.lines.filter(({ op }) => op === '+').map(({ text }) => text);
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
    if (texts.length === 0) return { hunk, place: { at: 0, shift: { kind: 'none' } }, length: 0 };
    return refusal(
      'search-ambiguous',
      `${nameOf(hunk)} adds lines to ${path} without any unchanged line next to them, so it is unclear where they ` +
        'belong. Add lines of context.',
      { path, identity: textOf(hunk, '+') },
    );
  }
  const { places } = locate(texts, old);
  const atNumber = places.find(({ at }) => at + 1 === hunk.oldStart);
  const place = places.length > 1 ? (atNumber ?? belowAnchors(places, texts, hunk.anchors ?? [])) : places[0];
  if (place && (place.shift.kind === 'none' || reindent(added, place.shift)))
    return { hunk, place, length: old.length };
  return places.length > 1 ? ambiguous(hunk, path, texts, places) : notFound(hunk, path, texts, old);
}

/** The first of the places below the lines that the patch names above the hunk, if each is in the file once. */
function belowAnchors(
  places: readonly Place[],
  texts: readonly string[],
  anchors: readonly string[],
): Place | undefined {
  let from = 0;
  for (const anchor of anchors) {
    const found = texts.flatMap((text, index) => (index >= from && text.trim() === anchor.trim() ? [index] : []));
    const [at, another] = found;
    if (at === undefined || another !== undefined) return undefined;
    from = at + 1;
  }
  return anchors.length > 0 ? places.find(({ at }) => at >= from) : undefined;
}

function notFound(hunk: Hunk, path: string, texts: readonly string[], old: readonly string[]): Evidence {
  const near = mostSimilarLines(texts, old);
  const hint = near ? ` The most similar lines are:\n${near}\n` : ' ';
  const message =
    `The unchanged and removed lines of ${lowerFirst(nameOf(hunk))} are not in ${path} one after another.${hint}` +
    'Copy them exactly as they are in the file now, or use SEARCH/REPLACE blocks.';
  return refusal('search-not-found', message, { path, identity: old.join('\n') });
}

function ambiguous(hunk: Hunk, path: string, texts: readonly string[], places: readonly Place[]): Evidence {
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
