// LOOP 2, its control: decides after each verdict what follows. What can follow a red verdict is in moves/, one file
// each: when it applies, what it is expected to gain and cost, and what it does. `decide` takes the one with the best
// expected gain for its cost; beliefs.ts holds what is expected, convergence.ts what counts as progress. The room sees
// the attempts only as verdicts; run/ carries the decision out.
import type { Stop } from '../contract/stop';
import { type Attempt, bestOf, isApplied } from './attempt';
import { type Beliefs, inWords, SHIPPED_BELIEFS } from './beliefs';
import { correct } from './moves/correct';
import { MOVES } from './moves/index';
import type { Expectation, Move, Situation } from './moves/move';
import { stopAsBefore, stopAtLimit, stopConverged, WORTHWHILE } from './moves/stop';
import { reachOf } from './reach';

export type Decision =
  | { readonly action: 'accept'; readonly why: string }
  | ({ readonly why: string } & Pick<Move, 'action' | 'effect'>)
  | { readonly action: 'stop'; readonly why: string; readonly stop: Stop };

/**
 * Decides what follows the last attempt.
 * - Quality: a green candidate is accepted.
 * - What was red before in the same way, and nothing else: one more try, then the end of the run.
 * - Less of what was red before: where the run would end, it ends with the best of these.
 * - Convergence: the move with the best expected gain for its cost; the end of the run when none is worth it.
 * - Resource: the iteration limit. The other limits end a run before a call is made.
 */
export function decide(
  attempts: readonly Attempt[],
  maxIterations: number,
  beliefs: Beliefs = SHIPPED_BELIEFS,
): Decision {
  const last = attempts.at(-1);
  if (!last) throw new Error('there is nothing to decide before the first attempt');
  if (last.verdict.ok) return { action: 'accept', why: last.verdict.summary };
  if (last.verdict.impossible) return stopFor(last.verdict.impossible);
  const asBefore = stopAsBefore(attempts, maxIterations);
  if (asBefore === 'one more try') return { ...carriedOut(correct), why: `${last.verdict.summary} One more try.` };
  if (asBefore) return stopFor(asBefore);

  const [best, ...others] = ranked({ attempts, last, best: bestOf(attempts), beliefs });
  if (!best) throw new Error('there is always something that can follow');
  const hasConverged = best.gain < WORTHWHILE;
  if (hasConverged || attempts.length >= maxIterations) {
    const partial = bestOf(attempts).verdict.progress;
    if (partial) return stopFor(partial);
    const chance = `the next call would end green with a chance of ${inWords(best.gain)} (${best.because})`;
    return stopFor(hasConverged ? stopConverged(attempts, chance) : stopAtLimit(maxIterations));
  }
  const against = others.map(
    ({ move, gain, cost, because }) => `, against ${inWords(gain)} at ${cost} for ${move.action} (${because})`,
  );
  return {
    ...carriedOut(best.move),
    why:
      `A chance of ${inWords(best.gain)} to end green at a cost of ${best.cost} (${best.because})` +
      `${against.join('')}.`,
  };
}

type Option = Expectation & { readonly move: Move };

/**
 * The moves that apply, best gain for its cost first. A malformed reply makes the next one less likely to be read, and
 * a task may be out of the model's reach, whatever it is asked.
 */
function ranked(situation: Situation): Option[] {
  const readable = (1 - situation.beliefs.malformedAgain) ** malformedInARow(situation.attempts);
  const within = reachOf(situation.attempts, situation.beliefs);
  return MOVES.filter((move) => move.applies(situation))
    .map((move): Option => {
      const expected = move.expect(situation);
      return { ...expected, move, gain: expected.gain * readable * within };
    })
    .sort((a, b) => b.gain / b.cost - a.gain / a.cost);
}

function malformedInARow(attempts: readonly Attempt[]): number {
  return attempts.length - 1 - attempts.findLastIndex(isApplied);
}

const carriedOut = ({ action, effect }: Move): Pick<Move, 'action' | 'effect'> => ({ action, effect });

function stopFor(stop: Stop): Decision {
  return { action: 'stop', why: stop.message, stop };
}
