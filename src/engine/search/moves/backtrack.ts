import { compareVerdicts } from '../../verify/verdict';
import { isApplied } from '../attempt';
import { circleOf } from '../convergence';
import { expectCorrectionOf } from './correct';
import type { Move } from './move';

/** Goes back to the best candidate and its findings, and asks for another correction of it. */
export const backtrack: Move = {
  action: 'backtrack',
  effect: { base: 'best', shows: 'last-reply' },
  applies: ({ last, best }) =>
    best !== last &&
    isApplied(last) &&
    isApplied(best) &&
    (compareVerdicts(last.verdict, best.verdict) < 0 || circleOf(last) === 'oscillating'),
  expect(situation) {
    const { gain, cost } = expectCorrectionOf(situation.best, situation);
    const { best } = situation;
    return { gain, cost, because: `iteration ${best.iteration} got further (${best.verdict.summary})` };
  },
};
