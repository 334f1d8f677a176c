/** Lines of a file shown in a message: a longer excerpt would only repeat what the prompt shows. */
const SHOWN = 12;
/** Lines compared; the start of an edit is enough to find where it was meant. */
const COMPARED = 40;

/** The lines of a file most like `wanted`, numbered from 1; undefined when nothing is alike at all. */
export function mostSimilarLines(lines: readonly string[], wanted: readonly string[]): string | undefined {
  const aim = wanted.slice(0, COMPARED).map(wordsOf);
  const words = lines.map(wordsOf);
  let best = { at: 0, score: 0 };
  for (let at = 0; at < lines.length; at++) {
    const score = aim.reduce((sum, set, index) => sum + likeness(set, words[at + index]), 0);
    if (score > best.score) best = { at, score };
  }
  if (best.score < 0.3) return undefined;
  return excerpt(lines, best.at, Math.min(wanted.length, SHOWN));
}

export function excerpt(lines: readonly string[], at: number, count: number): string {
  return lines
    .slice(at, at + count)
    .map((text, index) => `${at + index + 1} | ${text}`)
    .join('\n');
}

function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu));
}

/** Dice coefficient of the words of two lines: 0 nothing in common, 1 the same words. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string> | undefined): number {
  if (!b || a.size === 0 || b.size === 0) return 0;
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  return (2 * common) / (a.size + b.size);
}
