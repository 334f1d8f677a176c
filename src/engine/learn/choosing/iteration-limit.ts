import type { IterationPatterns } from '../patterns';

/** Recorded successes that are needed before the limit is derived from them. */
const MIN_SUCCESSES = 5;
/** Share of the recorded successes that the limit must cover, before one iteration is added. */
const COVERED_SHARE = 0.95;
const MIN_LIMIT = 2;

export interface IterationLimit {
  readonly maxIterations: number;
  /** A sentence for the user, where the limit is lower than that of the settings. */
  readonly why?: string | undefined;
}

/**
 * Returns the smallest limit that covers 95 % of the recorded successes, plus one so that later successes can still be
 * observed; at least 2, at most the settings' limit. A run that its limit cut off counts as one that needed another
 * iteration. Otherwise a limit learned from easy tasks would never rise again.
 */
export function iterationLimit(
  { solved, solvedAfter, cutOffAfter }: IterationPatterns,
  settingsLimit: number,
): IterationLimit {
  const length = Math.max(solvedAfter.length, cutOffAfter.length + 1);
  const counts = Array.from({ length }, (_, at) => (solvedAfter[at] ?? 0) + (cutOffAfter[at - 1] ?? 0));
  const total = counts.reduce((sum, weight) => sum + weight, 0);
  if (solved < MIN_SUCCESSES || total === 0) return { maxIterations: settingsLimit };
  const coveringLimit = smallestCoveringLimit(counts, total);
  const maxIterations = Math.max(MIN_LIMIT, coveringLimit + 1);
  if (maxIterations >= settingsLimit) return { maxIterations: settingsLimit };
  const share = counts.slice(coveringLimit).some((weight) => weight > 0) ? '95 % of the solved' : 'solved';
  const cutOff = cutOffAfter.some((weight) => weight > 0) ? ', with those that ran out of tries,' : '';
  const needed = `${share} runs here${cutOff} needed at most ${coveringLimit}`;
  return { maxIterations, why: `At most ${maxIterations} tries: ${needed}.` };
}

function smallestCoveringLimit(counts: readonly number[], total: number): number {
  let covered = 0;
  const index = counts.findIndex((weight) => {
    covered += weight;
    // Without this tolerance, rounding errors in decayed weights could keep even the full sum below the threshold.
    return covered >= total * (COVERED_SHARE - 1e-9);
  });
  return index + 1;
}
