import { compareVerdicts } from '../../verify/verdict';
import { type Attempt, isApplied } from '../attempt';
import { closedBranch } from '../branches';
import { circleOf } from '../convergence';
import { expectCorrectionOf } from './correct';
import type { Move, Situation, Way } from './move';

/** Candidates of a branch that are worth corrections: the best one, and the next best when it gets nowhere. */
const EXPANDED = 2;

/** Goes back to the best candidate, or to one of the best of a branch, and asks for another correction of it. */
export const backtrack: Move = {
  action: 'backtrack',
  shows: 'last-reply',
  bounds: 'all-attempts',
  ways(situation) {
    const { last } = situation;
    if (!isApplied(last)) return [];
    const bases = new Set([...bestOne(situation), ...bestOfBranch(situation)]);
    bases.delete(last);
    return [...bases].map((base) => wayTo(base, situation));
  },
};

function bestOne({ last, best }: Situation): Attempt[] {
  if (!isApplied(best)) return [];
  return compareVerdicts(last.verdict, best.verdict) < 0 || circleOf(last) === 'oscillating' ? [best] : [];
}

function bestOfBranch({ attempts }: Situation): Attempt[] {
  const ranked = closedBranch(attempts).filter(isApplied);
  return ranked.slice(0, EXPANDED);
}

function wayTo(base: Attempt, situation: Situation): Way {
  const { gain, cost } = expectCorrectionOf(base, situation);
  const { iteration, verdict, branch } = base;
  const where = `iteration ${iteration}${branch ? `, candidate ${branch.place} of branch ${branch.id},` : ''}`;
  const isFurther = !branch || compareVerdicts(verdict, situation.last.verdict) > 0;
  const what = isFurther ? 'got further' : 'is one of the best';
  return { base, gain, cost, because: `${where} ${what} (${verdict.summary})` };
}
