import { STRATEGIES, type Strategy } from '../../contract/events';
import type { Clock } from '../../platform/clock';
import { type Arm, type Patterns, runsOf, type TaskKind } from '../patterns';
import { drawBeta } from './beta';
import { iterationLimit } from './iteration-limit';
import { experimentText, recordText, TOO_FEW_RUNS } from './reasons';

export interface Choice {
  readonly strategy: Strategy;
  readonly maxIterations: number;
  /** For the user: what is recorded, and why this strategy and limit follow from it. */
  readonly why: string;
  /** Number of this workspace's recorded runs that the choice is based on. */
  readonly recordedRuns: number;
}

/** What a strategy is chosen for. */
export interface ChoiceRequest {
  readonly kind: TaskKind;
  /** The settings' limit, which the choice never exceeds. */
  readonly maxIterations: number;
  /** Whether the model gets tools to look at the workspace. */
  readonly canLook: boolean;
  /** Whether some runs may try what is not expected to be best, to learn how it works here. */
  readonly explore: boolean;
}

/** The shipped default, from which a run departs only where enough is recorded that speaks for it. */
const DEFAULT: Strategy = 'direct';
/**
 * Runs before which nothing is tried for the sake of learning: whoever meets Loopcraft in a workspace sees its usual
 * behaviour first.
 */
const RUNS_BEFORE_EXPLORING = 3;
/** Runs, as counted with decay, before which the default is kept: they outweigh the priors. */
const RUNS_BEFORE_CHOOSING = 8;
/** Share of runs that try what is known least. */
const EXPLORED_SHARE = 0.1;

/**
 * The prior of each strategy, as pseudo-counts of solved and unsolved runs. About 57 % of strong models' first attempts
 * pass (HumanEval-TS) and repair increases that, so `direct` starts at 3 : 2. A plan costs one more call, looking at
 * the workspace some, and both have yet to show that they help, so they start at 2 : 2. Four or five real runs
 * outweigh each prior.
 */
const PRIOR: Readonly<Record<Strategy, { readonly successes: number; readonly failures: number }>> = {
  direct: { successes: 3, failures: 2 },
  'plan-first': { successes: 2, failures: 2 },
  'look-first': { successes: 2, failures: 2 },
};

/** A run of the other kind of task counts half as much, because it says less about this kind. */
const OTHER_KIND_WEIGHT = 0.5;
/**
 * How much the value of a success is reduced for the most expensive strategy, and for the others in proportion to their
 * cost. A strategy at half the cost may solve 11 % fewer runs (0.8 / 0.9) and still be equally good.
 */
const COST_DISCOUNT = 0.2;

/** The posterior of one strategy's success rate for one kind of task: a Beta distribution with shapes `a` and `b`. */
export interface Posterior {
  readonly strategy: Strategy;
  readonly a: number;
  readonly b: number;
  /** Runs that it rests on besides the prior, as counted with decay. */
  readonly evidence: number;
  /** The value of a success after the discount for cost, in (0, 1]. */
  readonly valueAfterCost: number;
}

/**
 * With too few runs the shipped default. After that by Thompson sampling: draws a success rate from each strategy's
 * posterior, multiplies it by the value of a success after cost, and takes the highest, so that each strategy is tried
 * as often as it is likely to be the best. A fixed share of runs tries the one that is known least. Without exploring,
 * the one with the highest expected value is taken, and nothing is drawn.
 */
export function chooseStrategy(patterns: Patterns, request: ChoiceRequest, clock: Pick<Clock, 'random'>): Choice {
  const { kind, explore, maxIterations, canLook } = request;
  const possible = posteriorsFor(patterns, kind).filter(({ strategy }) => canLook || strategy !== 'look-first');
  const { solvedAfter, cutOffAfter, arms } = patterns.kinds[kind];
  const solved = STRATEGIES.reduce((sum, strategy) => sum + arms[strategy].solved, 0);
  const limit = iterationLimit({ solvedAfter, cutOffAfter }, solved, maxIterations);
  const recordedRuns = STRATEGIES.reduce((sum, strategy) => sum + runsOf(patterns, strategy).runs, 0);
  const taken = (strategy: Strategy, reason: string): Choice => {
    const why = limit.why === undefined ? reason : `${reason} ${limit.why}`;
    return { strategy, maxIterations: limit.maxIterations, why, recordedRuns };
  };

  if (explore && recordedRuns >= RUNS_BEFORE_EXPLORING && clock.random() < EXPLORED_SHARE) {
    const unknown = leastKnown(possible);
    if (unknown) return taken(unknown.strategy, experimentText(patterns, unknown.strategy, recordedRuns));
  }
  if (possible.reduce((sum, { evidence }) => sum + evidence, 0) < RUNS_BEFORE_CHOOSING)
    return taken(DEFAULT, TOO_FEW_RUNS);
  const value = ({ a, b, valueAfterCost }: Posterior): number =>
    (explore ? drawBeta(a, b, clock.random) : a / (a + b)) * valueAfterCost;
  const ranked = possible
    .map((posterior) => ({ ...posterior, value: value(posterior) }))
    .sort((x, y) => y.value - x.value)
    .map(({ strategy }) => strategy);
  return taken(ranked[0] ?? DEFAULT, recordText(patterns, ranked));
}

/** Of the strategies other than the default the one with the fewest runs. */
function leastKnown(possible: readonly Posterior[]): Posterior | undefined {
  const [first] = possible.filter(({ strategy }) => strategy !== DEFAULT).sort((a, b) => a.evidence - b.evidence);
  return first;
}

/** The posterior of every strategy for this kind of task. */
export function posteriorsFor(patterns: Patterns, kind: TaskKind): Posterior[] {
  const own = patterns.kinds[kind].arms;
  const other = patterns.kinds[kind === 'fix' ? 'generate' : 'fix'].arms;
  const pooled = STRATEGIES.map((strategy) => ({ strategy, arm: pool(own[strategy], other[strategy]) }));
  const costs = meanCosts(pooled.map(({ arm }) => arm));
  const highestCost = Math.max(...costs);
  return pooled.map(({ strategy, arm }, index) => ({
    strategy,
    a: PRIOR[strategy].successes + arm.successes,
    b: PRIOR[strategy].failures + arm.failures,
    evidence: arm.successes + arm.failures,
    valueAfterCost: highestCost > 0 ? 1 - COST_DISCOUNT * ((costs[index] ?? 0) / highestCost) : 1,
  }));
}

function pool(own: Arm, other: Arm): Pick<Arm, 'successes' | 'failures' | 'costUsd'> {
  return {
    successes: own.successes + other.successes * OTHER_KIND_WEIGHT,
    failures: own.failures + other.failures * OTHER_KIND_WEIGHT,
    costUsd: own.costUsd + other.costUsd * OTHER_KIND_WEIGHT,
  };
}

/** Mean cost of a run per strategy, shrunk towards the overall mean by one pseudo-run, because few runs are noisy. */
function meanCosts(arms: readonly Pick<Arm, 'successes' | 'failures' | 'costUsd'>[]): number[] {
  const weight = arms.reduce((sum, arm) => sum + arm.successes + arm.failures, 0);
  const mean = weight > 0 ? arms.reduce((sum, arm) => sum + arm.costUsd, 0) / weight : 0;
  return arms.map((arm) => (arm.costUsd + mean) / (arm.successes + arm.failures + 1));
}
