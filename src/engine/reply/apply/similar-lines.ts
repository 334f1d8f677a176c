/** Lines of a file shown in a message. A longer excerpt would only repeat what the prompt shows. */
const MAX_SHOWN = 12;
/** Lines of an edit that are compared; its start is enough to find the place it is meant for. */
const MAX_COMPARED = 40;

/** Comparisons of lines for one edit; in a file of many lines, fewer lines of the edit are compared. */
const MAX_COMPARISONS = 400_000;

/** Where a file has the lines that are most similar to `wanted`; undefined when no lines are similar. */
export function nearestPlace(
  lines: readonly string[],
  wanted: readonly string[],
): { readonly at: number; readonly score: number } | undefined {
  const compared = Math.max(1, Math.min(MAX_COMPARED, Math.floor(MAX_COMPARISONS / Math.max(1, lines.length))));
  const start = Math.max(
    0,
    wanted.findIndex((text) => text.trim() !== ''),
  );
  const wantedWords = wanted.slice(start, start + compared).map(wordsOf);
  const words = lines.map(wordsOf);
  let best = { at: 0, score: 0 };
  for (let at = 0; at < lines.length; at++) {
    const score = wantedWords.reduce((sum, set, index) => sum + similarity(set, words[at + index]), 0);
    if (score > best.score) best = { at, score };
  }
  return best.score < 0.3 ? undefined : { at: Math.max(0, best.at - start), score: best.score };
}

/** As many lines from a place on as an edit looks for. */
export function shownLines(lines: readonly string[], at: number, wanted: readonly string[]): string {
  return excerpt(lines, at, Math.min(wanted.length, MAX_SHOWN));
}

/** Lines of a file with their numbers, which start at 1. */
export function excerpt(lines: readonly string[], at: number, count: number): string {
  return lines
    .slice(at, at + count)
    .map((text, index) => `${at + index + 1} | ${text}`)
    .join('\n');
}

function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu));
}

/** Dice coefficient of the words of two lines: 0 for no common word, 1 for the same words. */
function similarity(a: ReadonlySet<string>, b: ReadonlySet<string> | undefined): number {
  if (!b || a.size === 0 || b.size === 0) return 0;
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  return (2 * common) / (a.size + b.size);
}
