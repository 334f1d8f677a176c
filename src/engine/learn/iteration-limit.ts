import type { KindPatterns } from './patterns';

/** Successes that must be on record before the limit is taken from them. */
const ENOUGH_SUCCESSES = 5;
/** Share of the recorded successes that the limit must have covered, before one is added. */
const COVERED = 0.95;
const SMALLEST_LIMIT = 2;

export interface IterationLimit {
  readonly maxIterations: number;
  /** Half a sentence: "limit 4 because …". */
  readonly why: string;
}

/**
 * The smallest limit that would have covered 95 % of the recorded successes, plus one so that a
 * later success can still be seen; at least 2, at most the settings' limit. A run that its limit
 * cut off counts as one that needed another iteration: without it, a limit learned from easy tasks
 * would never rise again.
 *
 * @param solved recorded successes, without decay
 */
export function iterationLimit(
  { solvedAfter, cutOffAfter }: Pick<KindPatterns, 'solvedAfter' | 'cutOffAfter'>,
  solved: number,
  settingsLimit: number,
): IterationLimit {
  const length = Math.max(solvedAfter.length, cutOffAfter.length + 1);
  const counts = Array.from({ length }, (_, at) => (solvedAfter[at] ?? 0) + (cutOffAfter[at - 1] ?? 0));
  const total = counts.reduce((sum, weight) => sum + weight, 0);
  if (solved < ENOUGH_SUCCESSES || total === 0) {
    return {
      maxIterations: settingsLimit,
      why: `limit ${settingsLimit} as set, until ${ENOUGH_SUCCESSES} solved runs are on record`,
    };
  }
  const covering = smallestCovering(counts, total);
  const maxIterations = Math.min(settingsLimit, Math.max(SMALLEST_LIMIT, covering + 1));
  const who = cutOffAfter.some((weight) => weight > 0) ? 'solved and cut-off runs' : 'successes';
  const share = counts.slice(covering).some((weight) => weight > 0) ? '95 % of the ' : '';
  const set = covering + 1 > settingsLimit ? ', and no more is allowed' : '';
  const iterations = `${covering} iteration${covering === 1 ? '' : 's'}`;
  return { maxIterations, why: `limit ${maxIterations} because ${share}${who} needed at most ${iterations}${set}` };
}

function smallestCovering(counts: readonly number[], total: number): number {
  let seen = 0;
  const index = counts.findIndex((weight) => {
    seen += weight;
    // Decayed weights are rounded: without the slack the last one could miss the whole.
    return seen >= total * (COVERED - 1e-9);
  });
  return index + 1;
}
