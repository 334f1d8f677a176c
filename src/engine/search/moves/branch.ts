import { plural } from '../../platform/plural';
import { type Attempt, type Branch, baseOf, isApplied } from '../attempt';
import { type Beliefs, share } from '../beliefs';
import { branchCount, nextInBranch } from '../branches';
import { isStep } from '../convergence';
import type { Move, Way } from './move';
import { samplesOf } from './samples';

/** Branches of one run: the first, and another one where its best candidates got nowhere. */
const MAX_BRANCHES = 2;
/** What naming the approaches costs: the opening, with a short answer. */
const NAMING_COST = 0.6;

/**
 * Several candidates from the unchanged workspace, each by another approach that the planner names. All of them are
 * judged before the best are corrected. A branch that is open goes on to its last candidate.
 */
export const branch: Move = {
  action: 'branch',
  shows: 'failed-approaches',
  bounds: 'corrections',
  ways({ attempts, comparable, beliefs, means, left }) {
    const next = nextInBranch(attempts);
    if (next) return [oneMore(comparable, beliefs, next)];
    const of = Math.min(means.breadth, left);
    const id = branchCount(attempts) + 1;
    if (of < 2 || id > MAX_BRANCHES || !hasStalled(comparable)) return [];
    return [{ base: undefined, ...expectOf(of, comparable, beliefs), branch: { id, place: 1, of } }];
  },
};

/** Nothing pays for a branch while corrections still bring something, or before one was tried. */
function hasStalled(attempts: readonly Attempt[]): boolean {
  const last = attempts.findLast((attempt) => isApplied(attempt) && baseOf(attempt));
  return last !== undefined && !isStep(last);
}

/** Candidates come one after the other, and a green one ends the run: later ones cost only if it comes to them. */
function expectOf(of: number, attempts: readonly Attempt[], beliefs: Beliefs): Omit<Way, 'base'> {
  let missed = 1;
  let cost = NAMING_COST;
  for (let place = 0; place < of; place++) {
    cost += missed;
    missed *= 1 - chanceOf(attempts, beliefs, place);
  }
  const failed = plural(samplesOf(attempts).length, 'sample');
  return { gain: 1 - missed, cost, because: `${of} other approaches, after ${failed} of the whole change failed` };
}

function oneMore(attempts: readonly Attempt[], beliefs: Beliefs, next: Branch): Way {
  const because = `candidate ${next.place} of ${next.of} of branch ${next.id}`;
  return { base: undefined, gain: chanceOf(attempts, beliefs, 0), cost: 1, because, branch: next };
}

/**
 * The chance of another approach after so many more: samples without one say less against it. A model that answered
 * findings, or another approach, with a text that it wrote before does not react to what it is told.
 */
function chanceOf(attempts: readonly Attempt[], { approach, alike, echo }: Beliefs, more: number): number {
  const samples = samplesOf(attempts);
  const approaches = samples.filter((sample) => sample.branch).length;
  const tried = approach.tried + approaches + more + (samples.length - approaches) * alike;
  const echoes = attempts.filter(
    (attempt, index) =>
      (attempt.branch || baseOf(attempt)) && attempts.slice(0, index).some(({ hash }) => hash === attempt.hash),
  ).length;
  return share({ solved: approach.solved, tried }) * echo ** echoes;
}
