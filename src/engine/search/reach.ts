import { type Attempt, baseOf, isApplied } from './attempt';
import { type Beliefs, share } from './beliefs';
import { isStep, repeats } from './convergence';

/**
 * Chance that the task is within the model's reach. A correction that got further shows that it is; each one that
 * brought nothing, and each new sample that came to the findings of an earlier one, speaks against it.
 */
export function reachOf(
  attempts: readonly Attempt[],
  beliefs: Beliefs,
  by: 'all-attempts' | 'corrections' = 'all-attempts',
): number {
  const applied = attempts.filter(isApplied);
  if (applied.some(isStep)) return 1;
  const isAlike = (attempt: Attempt, index: number): boolean =>
    by === 'all-attempts' && applied.slice(0, index).some((earlier) => !baseOf(earlier) && repeats(attempt, earlier));
  const inVain = applied.filter((attempt, index) => baseOf(attempt) || isAlike(attempt, index)).length;
  const within = (1 - beliefs.outOfReach) * (1 - share(beliefs.correction)) ** inVain;
  return within / (within + beliefs.outOfReach);
}
