import type { Evidence } from '../../contract/evidence';
import type { BlockEdit } from '../edits';
import { findElision } from '../loss/elision';
import { refusal } from '../refusal';
import type { Applied } from './apply-edit';
import { isAlreadyMade, repeatsItself } from './near/already-made';
import { difference } from './near/difference';
import { findFits } from './near/find-fits';
import type { Fit } from './near/fit-at';
import { opsBetween } from './near/line-ops';
import { excerpt, nearestPlace, shownLines } from './similar-lines';
import { joinText, linesFor, resultLines, splitText, type TextLines } from './text-lines';

/** Places shown when SEARCH is found more than once. */
const MAX_SHOWN_PLACES = 5;

/**
 * Applies one SEARCH/REPLACE block. Its SEARCH must be in the file exactly once; near misses (`near/find-fits.ts`)
 * count where nothing fits better. An empty SEARCH creates a new file, or fills an empty one. `original`: the file in
 * the person's workspace, which tells an edit that an earlier attempt made from one that is to be made again.
 */
export function applyBlock(edit: BlockEdit, before: string | undefined, original?: string): Applied {
  const { path, search, replace } = edit;
  const file = splitText(before ?? '');
  const texts = file.lines.map(({ text }) => text);
  if (search.every((text) => text.trim() === '') && texts.length === 0) {
    return { text: joinText({ ...file, finalNewline: true, lines: linesFor(file, replace) }) };
  }
  const wrong = unfit(edit, before);
  if (wrong) return { refused: wrong };
  const [ops = [], otherOps = []] = opsBetween(search, replace);
  const { differences, places } = findFits(texts, ops);
  const [fit, second] = places;
  if (!fit) {
    const isMade = isAlreadyMade(texts, search, replace);
    const note = `${nameOf(edit)} is already made: its REPLACE is in ${path}, and its SEARCH is not.`;
    return isMade && before !== undefined ? { text: before, note } : { refused: notFound(edit, texts) };
  }
  if (second) return { refused: ambiguous(edit, texts, places) };
  const text = textAfter(file, fit);
  const other = differences.length === 0 ? fit : findFits(texts, otherOps).places[0];
  if (text === undefined || !other || textAfter(file, other) !== text) return { refused: unclear(edit, differences) };
  if (repeatsItself(texts, fit.at, search, replace)) {
    const wasThere = original === undefined || original === before;
    const note = `${nameOf(edit)} is already made: the lines that it adds are in ${path}.`;
    return wasThere || before === undefined ? { refused: repeated(edit) } : { text: before, note };
  }
  const placed = [
    { fit, line: edit.line, wanted: search, placesIn: (lines: readonly string[]) => findFits(lines, ops).places },
  ];
  if (differences.length === 0) return { text, placed };
  return { text, placed, note: `${nameOf(edit)} fits ${path} except for ${differences.join(' and ')}.` };
}

/** What is wrong with a block whatever the file's text is. */
function unfit(edit: BlockEdit, before: string | undefined): Evidence | undefined {
  const { path, search, replace } = edit;
  if (before === undefined) {
    const message =
      `${nameOf(edit)} searches in ${path}, which does not exist. ` +
      'Check the path; for a new file leave SEARCH empty or give the whole file.';
    return refusal('file-missing', message, { path });
  }
  if (search.length === 0) {
    const message =
      `${nameOf(edit)} has an empty SEARCH, but ${path} exists and is not empty, so it is unclear where the text ` +
      'belongs. Search for the lines next to it and repeat them in REPLACE.';
    return refusal('file-exists', message, { path, identity: replace.join('\n') });
  }
  const elision = findElision(replace, search);
  if (!elision) return undefined;
  const message =
    `${nameOf(edit)} for ${path} leaves code out with \`${elision.text}\`, which would be written into the ` +
    'file. Write every line of REPLACE.';
  return refusal('elided', message, { path, identity: elision.text });
}

function textAfter(file: TextLines, { at, length, result }: Fit): string | undefined {
  if (!result) return undefined;
  const lines = [...file.lines.slice(0, at), ...resultLines(file, result), ...file.lines.slice(at + length)];
  return joinText({ ...file, lines });
}

function nameOf({ number, line }: BlockEdit): string {
  return number === 0
    ? `The edit on line ${line} of the reply`
    : `SEARCH/REPLACE block ${number} (line ${line} of the reply)`;
}

function lowerFirst(text: string): string {
  return text.startsWith('The ') ? `the ${text.slice(4)}` : text;
}

function notFound(edit: BlockEdit, texts: readonly string[]): Evidence {
  const { path, search, replace } = edit;
  const near = nearestPlace(texts, search);
  const isThere = replace.length > 0 && findFits(texts, opsBetween(replace, replace)[0] ?? []).places.length > 0;
  const already = isThere ? ' The lines of REPLACE are already there.' : '';
  const hint = near
    ? ` ${difference(texts, near.at, search)} The most similar lines of the file are:\n` +
      `${shownLines(texts, near.at, search)}\nCopy`
    : ' No line of the file is similar. Copy';
  const message =
    `The SEARCH of ${lowerFirst(nameOf(edit))} is not in ${path}.${already}${hint} ` +
    'the lines exactly as they are in the file now, or give the whole file.';
  return at(refusal('search-not-found', message, { path, identity: search.join('\n') }), near?.at);
}

function ambiguous(edit: BlockEdit, texts: readonly string[], places: readonly Fit[]): Evidence {
  const { path, search } = edit;
  const shown = places
    .slice(0, MAX_SHOWN_PLACES)
    .map((place) => excerpt(texts, place.at, 1))
    .join('\n');
  const more = places.length > MAX_SHOWN_PLACES ? `\n… and ${places.length - MAX_SHOWN_PLACES} more` : '';
  const message =
    `The SEARCH of ${lowerFirst(nameOf(edit))} occurs ${places.length} times in ${path}, beginning at:\n` +
    `${shown}${more}\n` +
    'Add lines before or after it until it occurs only once.';
  return at(refusal('search-ambiguous', message, { path, identity: search.join('\n') }), places[0]?.at);
}

/** It is found, but its new lines can't be put into the file for certain. */
function unclear(edit: BlockEdit, differences: readonly string[]): Evidence {
  const { path, search } = edit;
  const message =
    `The SEARCH of ${lowerFirst(nameOf(edit))} fits ${path} except for ${differences.join(' and ')}, ` +
    'and it is unclear how REPLACE should have these. Copy the lines exactly as they are in the file.';
  return refusal('search-not-found', message, { path, identity: search.join('\n') });
}

function repeated(edit: BlockEdit): Evidence {
  const { path, search, replace } = edit;
  const message =
    `${nameOf(edit)} adds lines that already stand there in ${path}. If the edit is already made, leave it out; if ` +
    'the lines are meant twice, put the existing ones into SEARCH as well.';
  return refusal('search-ambiguous', message, { path, identity: [...search, ...replace].join('\n') });
}

/** The line lets the next prompt show the place. */
function at(evidence: Evidence, index: number | undefined): Evidence {
  return index === undefined ? evidence : { ...evidence, line: index + 1 };
}
