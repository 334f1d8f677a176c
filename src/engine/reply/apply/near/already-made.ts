import { nearestPlace } from '../similar-lines';

/** Letters and digits that lines need to be told from others. */
const MIN_LETTERS = 3;
/** How similar other lines may be to what the edit takes away, compared with what is there now. */
const CLEARLY_LESS = 0.85;

/**
 * Whether a file that has no SEARCH has its REPLACE: exactly once, where the lines are also most similar to SEARCH,
 * and none of the lines that the edit takes away.
 */
export function isAlreadyMade(
  lines: readonly string[],
  search: readonly string[],
  replace: readonly string[],
): boolean {
  const wanted = trimmed(replace).map((text) => text.trimEnd());
  if (wanted.join('').replace(/[^\p{L}\p{N}]/gu, '').length < MIN_LETTERS) return false;
  const places = lines.flatMap((_, at) =>
    wanted.every((text, index) => lines[at + index]?.trimEnd() === text) ? [at] : [],
  );
  const [at, another] = places;
  if (at === undefined || another !== undefined) return false;
  const kept = new Set(replace.map((text) => text.trim()));
  const gone = new Set(search.map((text) => text.trim()).filter((text) => text !== '' && !kept.has(text)));
  if (lines.some((text) => gone.has(text.trim()))) return false;
  const rest = [...lines.slice(0, at), ...wanted.map(() => ''), ...lines.slice(at + wanted.length)];
  const removed = search.filter((text) => gone.has(text.trim()));
  const elsewhere = nearestPlace(rest, removed)?.score ?? 0;
  const here = nearestPlace(wanted, removed)?.score ?? 0;
  return removed.length === 0 || elsewhere < here * CLEARLY_LESS;
}

function trimmed(lines: readonly string[]): readonly string[] {
  const isFilled = (text: string): boolean => text.trim() !== '';
  const start = lines.findIndex(isFilled);
  return start < 0 ? [] : lines.slice(start, lines.findLastIndex(isFilled) + 1);
}

/** Whether an edit that only adds lines around SEARCH, which is at `at`, would add what stands there already. */
export function repeatsItself(
  lines: readonly string[],
  at: number,
  search: readonly string[],
  replace: readonly string[],
): boolean {
  if (replace.length <= search.length) return false;
  const has = (from: number): boolean =>
    from >= 0 && replace.every((text, index) => lines[from + index]?.trim() === text.trim());
  for (let offset = 0; offset + search.length <= replace.length; offset++) {
    const isAround = search.every((text, index) => replace[offset + index] === text);
    const added = [...replace.slice(0, offset), ...replace.slice(offset + search.length)];
    if (isAround && added.some((text) => text.trim() !== '') && has(at - offset)) return true;
  }
  return false;
}
