/**
 * How much of two texts is equal, in whole lines, as counts of UTF-16 units: the first `start` and
 * the last `end`. Whole lines, because an editor's positions cannot point into a line break or
 * between the halves of a surrogate pair.
 */
export function differingLines(old: string, next: string): { readonly start: number; readonly end: number } {
  const shorter = Math.min(old.length, next.length);
  let start = 0;
  while (start < shorter && old[start] === next[start]) start++;
  if (start === old.length && start === next.length) return { start, end: 0 };
  start = start === 0 ? 0 : old.lastIndexOf('\n', start - 1) + 1;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === next[next.length - 1 - end]) end++;
  if (end === 0 || end === old.length) return { start, end };
  const lineBreak = old.indexOf('\n', old.length - end - 1);
  return { start, end: lineBreak === -1 ? 0 : old.length - lineBreak - 1 };
}
