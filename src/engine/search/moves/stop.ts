import type { Stop } from '../../contract/stop';
import { type Attempt, bestOf } from '../attempt';
import { repeats } from '../convergence';

/**
 * A next call with a smaller chance than this to end green is not worth its cost. A higher bar ends hopeless runs
 * earlier and gives up tasks for it that the next calls would have solved; `npm run bench -- loop` shows both.
 */
export const WORTHWHILE = 0.08;

/** How a run ends where no move is worth its cost. */
export function stopConverged(attempts: readonly Attempt[], chance: string): Stop {
  const last = attempts.at(-1);
  const earlier = attempts.slice(0, -2);
  const previous = attempts.at(-2);
  const cameBack =
    last !== undefined && !(previous && repeats(last, previous)) && earlier.some((attempt) => repeats(last, attempt));
  const what = cameBack ? 'An earlier state came back' : 'The attempts bring nothing new';
  return {
    reason: cameBack ? 'oscillating' : 'stalled',
    message: `${what}: ${chance}, so more calls would hardly help.`,
  };
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
