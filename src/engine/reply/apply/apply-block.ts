import type { Evidence } from '../../contract/evidence';
import type { BlockEdit } from '../edits';
import { findElision } from '../loss/elision';
import { refusal } from '../refusal';
import type { Applied } from './apply-edit';
import { locate, type Place, reindent } from './locate';
import { excerpt, mostSimilarLines } from './similar-lines';
import { joinText, linesFor, splitText, type TextLine, type TextLines } from './text-lines';

/** Places shown when SEARCH is found more than once. */
const MAX_SHOWN_PLACES = 5;

/**
 * Applies one SEARCH/REPLACE block. Its SEARCH must be in the file exactly once; it may differ in the
 * whitespace at line ends, or in one indentation throughout. An empty SEARCH creates a new file, or fills
 * an empty one.
 */
export function applyBlock(edit: BlockEdit, before: string | undefined): Applied {
  const { path, search, replace } = edit;
  const file = splitText(before ?? '');
  const texts = file.lines.map(({ text }) => text);
  if (search.every((text) => text.trim() === '') && texts.length === 0) {
    return { text: joinText({ ...file, finalNewline: true, lines: linesFor(file, replace) }) };
  }
  if (before === undefined)
    return {
      refused: refusal(
        'file-missing',
        `${nameOf(edit)} searches in ${path}, which does not exist. ` +
          'Check the path; for a new file leave SEARCH empty or give the whole file.',
        { path },
      ),
    };
  if (search.length === 0)
    return {
      refused: refusal(
        'file-exists',
        `${nameOf(edit)} has an empty SEARCH, but ${path} exists and is not empty, so it is unclear where the text ` +
          'belongs. Search for the lines next to it and repeat them in REPLACE.',
        { path, identity: replace.join('\n') },
      ),
    };
  const elision = findElision(replace, search);
  if (elision)
    return {
      refused: refusal(
        'elided',
        `${nameOf(edit)} for ${path} leaves code out with \`${elision.text}\`, which would be written into the ` +
          'file. Write every line of REPLACE.',
        { path, identity: elision.text },
      ),
    };

  const { how, places } = locate(texts, search);
  const [place, second] = places;
  if (!place) return { refused: notFound(edit, texts) };
  if (second) return { refused: ambiguous(edit, texts, places) };
  const shifted = reindent(replace, place.shift);
  if (!shifted) return { refused: notFound(edit, texts) };
  const text = joinText({ ...file, lines: splice(file, place.at, reindent(search, place.shift) ?? search, shifted) });
  if (how === 'exact') return { text };
  const difference = how === 'indentation' ? 'indentation' : 'whitespace at line ends';
  return { text, note: `${nameOf(edit)} fits ${path} except for ${difference}.` };
}

/** Replaces the lines `old` at `at` by `next`. Equal lines at both ends stay the file's own, with their endings. */
function splice(file: TextLines, at: number, old: readonly string[], next: readonly string[]): TextLine[] {
  const same = (a: string | undefined, b: string | undefined): boolean => a !== undefined && a === b;
  let head = 0;
  while (head < old.length && same(old[head], next[head])) head++;
  let tail = 0;
  while (tail < old.length - head && tail < next.length - head && same(old.at(-1 - tail), next.at(-1 - tail))) tail++;
  const changed = linesFor(file, next.slice(head, next.length - tail));
  return [...file.lines.slice(0, at + head), ...changed, ...file.lines.slice(at + old.length - tail)];
}

function nameOf({ number, line }: BlockEdit): string {
  return `SEARCH/REPLACE block ${number} (line ${line} of the reply)`;
}

function notFound(edit: BlockEdit, texts: readonly string[]): Evidence {
  const { path, search, replace } = edit;
  const near = mostSimilarLines(texts, search);
  const already =
    replace.length > 0 && locate(texts, replace).places.length > 0 ? ' The lines of REPLACE are already there.' : '';
  const hint = near
    ? ` The most similar lines of the file are:\n${near}\nCopy`
    : ' No line of the file is similar. Copy';
  const message =
    `The SEARCH of ${nameOf(edit)} is not in ${path}.${already}${hint} ` +
    'the lines exactly as they are in the file now, or give the whole file.';
  return refusal('search-not-found', message, { path, identity: search.join('\n') });
}

function ambiguous(edit: BlockEdit, texts: readonly string[], places: readonly Place[]): Evidence {
  const { path, search } = edit;
  const shown = places
    .slice(0, MAX_SHOWN_PLACES)
    .map(({ at }) => excerpt(texts, at, 1))
    .join('\n');
  const more = places.length > MAX_SHOWN_PLACES ? `\n… and ${places.length - MAX_SHOWN_PLACES} more` : '';
  const message =
    `The SEARCH of ${nameOf(edit)} occurs ${places.length} times in ${path}, beginning at:\n${shown}${more}\n` +
    'Add lines before or after it until it occurs only once.';
  return refusal('search-ambiguous', message, { path, identity: search.join('\n') });
}
