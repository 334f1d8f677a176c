import type { Stop } from '../../contract/stop';
import { type Attempt, bestOf } from '../attempt';
import { repeats } from '../convergence';

/** How a run ends where no move is worth its cost. */
export function stopConverged(attempts: readonly Attempt[], chance: string): Stop {
  const cameBack = isBackAfterOthers(attempts);
  const what = cameBack ? 'An earlier state came back' : 'The attempts bring nothing new';
  return {
    reason: cameBack ? 'oscillating' : 'stalled',
    message: `${what}: ${chance}, so more calls would hardly help.`,
  };
}

/** Whether the last attempt is in the state of an earlier one, with another state between them. */
function isBackAfterOthers(attempts: readonly Attempt[]): boolean {
  const last = attempts.at(-1);
  if (!last) return false;
  const same = attempts.map((attempt) => repeats(last, attempt));
  return same.lastIndexOf(false) > same.indexOf(true);
}

/** How a run ends where its iterations are used up. */
export function stopAtLimit(maxIterations: number): Stop {
  return {
    reason: 'iterations-exhausted',
    message: `None of the ${maxIterations} allowed iterations was green.`,
  };
}

/**
 * A candidate that leaves nothing red but what was so before gets one more try. After that it is offered as
 * it is: what was red before may be no part of the task, which only the person knows. Where the person accepted
 * the same earlier, it needs no other try.
 */
export function stopAsBefore(attempts: readonly Attempt[], maxIterations: number): Stop | 'one more try' | undefined {
  const first = attempts.find(({ verdict }) => verdict.asBefore !== undefined);
  if (!first) return undefined;
  const { asBefore } = bestOf(attempts).verdict;
  const isLast = first !== attempts.at(-1) || attempts.length >= maxIterations;
  return asBefore && (isLast || asBefore.acceptedEarlier) ? asBefore : 'one more try';
}
