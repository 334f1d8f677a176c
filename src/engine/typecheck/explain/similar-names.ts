/** How alike two names are by the pairs of letters they share (Sørensen–Dice): 0 to 1. */
export function similarity(a: string, b: string): number {
  const [own, other] = [pairsOf(a), pairsOf(b)];
  const shared = [...other].filter((pair) => own.has(pair)).length;
  return (2 * shared) / (own.size + other.size || 1);
}

/** All, or the `most` of them that are most like the name that was looked for, in their own order. */
export function mostSimilarNames(names: readonly string[], wanted: string, most: number): string[] {
  if (names.length <= most) return [...names];
  const chosen = new Set([...names].sort((a, b) => similarity(b, wanted) - similarity(a, wanted)).slice(0, most));
  return [...names.filter((name) => chosen.has(name)), `… (${names.length - chosen.size} more)`];
}

function pairsOf(text: string): Set<string> {
  return new Set([...text.toLowerCase()].map((letter, at, all) => letter + (all[at + 1] ?? '')));
}
