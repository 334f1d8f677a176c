import { plural } from '../../platform/plural';
import { type Attempt, baseOf, isApplied } from '../attempt';
import { after, share } from '../beliefs';
import { ancestorsOf, isStep } from '../convergence';
import type { Move, Situation, Way } from './move';

/** A correction repeats the opening and adds the last reply, the findings and the current files. */
const COST = 1.1;

/** Shows the last reply and its findings, and asks for the next edits. */
export const correct: Move = {
  action: 'correct',
  shows: 'last-reply',
  bounds: 'all-attempts',
  ways: (situation) => [{ base: situation.last, ...expectCorrectionOf(situation.last, situation) }],
};

/** What a correction of this attempt is expected to gain. */
export function expectCorrectionOf(attempt: Attempt, situation: Situation): Omit<Way, 'base'> {
  if (!isApplied(attempt)) return expectAnotherForm(attempt, situation);
  const { comparable, beliefs } = situation;
  const corrections = comparable.filter((each) => isApplied(each) && baseOf(each));
  const count = after(beliefs.correction, corrections.length, corrections.filter(isStep).length * beliefs.step);
  const fruitless = fruitlessOf(attempt, corrections);
  const echoes = fruitless.filter((each) => each.hash === baseOf(each)?.hash).length;
  const without = fruitless.length;
  return {
    gain: share(count) * beliefs.left ** (without - echoes) * beliefs.echo ** echoes,
    cost: COST,
    because: without === 0 ? 'corrections of it have just begun' : `${plural(without, 'correction')} brought nothing`,
  };
}

/** A reply that could not be applied may hold the right change: it is asked for again in a form that can be. */
function expectAnotherForm(attempt: Attempt, situation: Situation): Omit<Way, 'base'> {
  const base = baseOf(attempt);
  const { gain } = base ? expectCorrectionOf(base, situation) : { gain: share(situation.beliefs.sample) };
  return { gain, cost: COST, because: 'the last reply could not be applied' };
}

/** Corrections on the way to this candidate, and of the same text, that brought nothing. */
function fruitlessOf(attempt: Attempt, corrections: readonly Attempt[]): Attempt[] {
  const way = new Set([attempt, ...ancestorsOf(attempt)]);
  return corrections.filter((each) => !isStep(each) && (way.has(each) || baseOf(each)?.hash === attempt.hash));
}
