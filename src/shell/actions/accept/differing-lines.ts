/**
 * How much two texts have in common at their start and their end, in UTF-16 units. Only whole lines
 * count, because an editor's position can't be inside a line break or a surrogate pair.
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
