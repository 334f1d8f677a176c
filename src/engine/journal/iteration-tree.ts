import type { IterationRecord } from './record';

/** The iterations of a run as a tree: a branch with its candidates, and below each candidate what went on from it. */
export type IterationEntry =
  | { readonly iteration: IterationRecord; readonly below: readonly IterationRecord[] }
  | { readonly branch: number; readonly of: number; readonly candidates: readonly IterationEntry[] };

export function iterationTree(iterations: readonly IterationRecord[]): IterationEntry[] {
  const byNumber = new Map(iterations.map((each) => [each.iteration, each]));
  /** The candidate of a branch that this iteration is, or goes on from. */
  const candidateOf = (each: IterationRecord): IterationRecord | undefined => {
    const seen = new Set<IterationRecord>();
    let at: IterationRecord | undefined = each;
    while (at && !at.branch && !seen.has(at)) {
      seen.add(at);
      at = at.parent === undefined ? undefined : byNumber.get(at.parent);
    }
    return at?.branch ? at : undefined;
  };
  const entryOf = (iteration: IterationRecord): IterationEntry => ({
    iteration,
    below: iteration.branch ? iterations.filter((each) => each !== iteration && candidateOf(each) === iteration) : [],
  });
  return iterations.flatMap((each): IterationEntry[] => {
    const { branch } = each;
    if (!branch) return candidateOf(each) ? [] : [entryOf(each)];
    const candidates = iterations.filter((other) => other.branch?.id === branch.id);
    if (candidates[0] !== each) return [];
    return [{ branch: branch.id, of: branch.of, candidates: candidates.map(entryOf) }];
  });
}
