import type { Lines, OutlineEntry } from '../../../contract/code-reach';

/** Lines around one that is named, and around one with a rare word of the request. */
const AROUND_LINE = 20;
const AROUND_WORD = 5;
/** A word in more lines than this says nothing about which is meant. */
const MAX_LINES = 12;
const MAX_WORDS = 30;
/** Lines at the beginning, in pieces, of which as many are shown as there is room for. */
const PIECE = 20;
const MAX_PIECES = 20;

/**
 * What to show first of a long text without declarations (a document, data, styles, a program too long to be parsed):
 * the lines that are named, those with rare words of the request, and then its beginning.
 */
export function partsOfText(text: string, words: string, named: Lines | undefined): Lines[] {
  const lines = text.split('\n');
  const last = lines.length;
  const around = (startLine: number, endLine: number, more: number): Lines => ({
    startLine: Math.max(1, startLine - more),
    endLine: Math.min(last, endLine + more),
  });
  const atPlace = named ? [around(named.startLine, named.endLine, AROUND_LINE)] : [];
  const atWords = linesWith(lines, words).map((line) => around(line, line, AROUND_WORD));
  const beginning = Array.from({ length: Math.min(MAX_PIECES, Math.ceil(last / PIECE)) }, (_, at) => ({
    startLine: at * PIECE + 1,
    endLine: Math.min(last, (at + 1) * PIECE),
  }));
  return [...atPlace, ...atWords, ...beginning];
}

/** The lines around a named one that no declaration holds. */
export function outsideOf(entries: readonly OutlineEntry[], { startLine, endLine }: Lines): Lines[] {
  const isInside = entries.some((entry) => entry.startLine <= startLine && startLine <= entry.endLine);
  return isInside ? [] : [{ startLine: Math.max(1, startLine - AROUND_LINE), endLine: endLine + AROUND_LINE }];
}

/** Numbers of lines with a rare word, those with the rarest first. */
function linesWith(lines: readonly string[], words: string): number[] {
  const wanted = [...new Set(words.toLowerCase().match(/[\p{L}\p{N}_$-]{3,}/gu) ?? [])].slice(0, MAX_WORDS);
  const found = new Map<string, number[]>(wanted.map((word) => [word, []]));
  for (const [at, line] of lines.entries()) {
    for (const word of new Set(line.toLowerCase().match(/[\p{L}\p{N}_$-]{3,}/gu) ?? [])) {
      const known = found.get(word);
      if (known && known.length <= MAX_LINES) known.push(at + 1);
    }
  }
  const rare = [...found.values()].filter((hits) => hits.length > 0 && hits.length <= MAX_LINES);
  return [...new Set(rare.toSorted((a, b) => a.length - b.length).flat())];
}
