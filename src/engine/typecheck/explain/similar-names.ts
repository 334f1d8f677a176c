/** Similarity of two names by the pairs of letters that they share (Sørensen–Dice coefficient): 0 to 1. */
export function similarity(a: string, b: string): number {
  const [own, other] = [pairsOf(a), pairsOf(b)];
  const shared = [...other].filter((pair) => own.has(pair)).length;
  return (2 * shared) / (own.size + other.size || 1);
}

/** Returns all names or, if there are more than `most`, those most similar to `wanted`, in their original order. */
export function mostSimilarNames(names: readonly string[], wanted: string, most: number): string[] {
  if (names.length <= most) return [...names];
  const chosen = new Set([...names].sort((a, b) => similarity(b, wanted) - similarity(a, wanted)).slice(0, most));
  return [...names.filter((name) => chosen.has(name)), `… (${names.length - chosen.size} more)`];
}

function pairsOf(text: string): Set<string> {
  return new Set([...text.toLowerCase()].map((letter, at, all) => letter + (all[at + 1] ?? '')));
}
