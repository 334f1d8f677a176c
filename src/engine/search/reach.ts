import { type Attempt, baseOf, isApplied } from './attempt';
import { type Beliefs, share } from './beliefs';
import { isStep, repeats } from './convergence';

/** Attempts of the same text after which a model counts as one that reacts to nothing; fewer may be chance. */
const SAME_TEXTS = 4;

/**
 * Chance that the task is within the model's reach. A correction that got further shows that it is; each one that
 * brought nothing, and each new sample that came to the findings of an earlier one, speaks against it. None is left
 * where the model wrote the same text whatever it was told.
 */
export function reachOf(
  attempts: readonly Attempt[],
  beliefs: Beliefs,
  by: 'all-attempts' | 'corrections' = 'all-attempts',
): number {
  const applied = attempts.filter(isApplied);
  if (applied.some(isStep)) return 1;
  if (alwaysWritesTheSame(attempts)) return 0;
  const isAlike = (attempt: Attempt, index: number): boolean =>
    by === 'all-attempts' && applied.slice(0, index).some((earlier) => !baseOf(earlier) && repeats(attempt, earlier));
  const inVain = applied.filter((attempt, index) => baseOf(attempt) || isAlike(attempt, index)).length;
  const within = (1 - beliefs.outOfReach) * (1 - share(beliefs.correction)) ** inVain;
  return within / (within + beliefs.outOfReach);
}

/**
 * Whatever was asked for, the same text came: another form, where it could not be applied, else corrections and fresh
 * starts, which ask for another approach.
 */
function alwaysWritesTheSame(attempts: readonly Attempt[]): boolean {
  if (attempts.length < SAME_TEXTS || attempts.some(({ hash }) => hash !== attempts[0]?.hash)) return false;
  const [, ...others] = attempts.filter(isApplied);
  return others.length === 0 || (others.some((each) => baseOf(each)) && others.some((each) => !baseOf(each)));
}
