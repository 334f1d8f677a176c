import { STRATEGIES, type Strategy } from '../contract/events';
import type { Clock } from '../platform/clock';
import { drawBeta } from './beta';
import { iterationLimit } from './iteration-limit';
import { type Arm, type Patterns, runsOf, type TaskKind } from './patterns';

export interface Choice {
  readonly strategy: Strategy;
  readonly maxIterations: number;
  /** One sentence for the user: what is recorded and what was drawn. */
  readonly why: string;
  /** Number of this workspace's recorded runs that the choice is based on. */
  readonly recordedRuns: number;
}

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
  /** The value of a success after the discount for cost, in (0, 1]. */
  readonly valueAfterCost: number;
}

/**
 * Chooses by Thompson sampling: draws a success rate from each strategy's posterior, multiplies it by the value of a
 * success after cost, and takes the highest. So each strategy is tried as often as it is likely to be the best.
 */
export function chooseStrategy(
  patterns: Patterns,
  context: {
    readonly kind: TaskKind;
    readonly maxIterations: number;
    /** Whether the model gets tools to look at the workspace. */
    readonly canLook: boolean;
  },
  clock: Pick<Clock, 'random'>,
): Choice {
  const possible = posteriorsFor(patterns, context.kind).filter(
    ({ strategy }) => context.canLook || strategy !== 'look-first',
  );
  const draws = possible.map((posterior) => ({
    ...posterior,
    draw: drawBeta(posterior.a, posterior.b, clock.random) * posterior.valueAfterCost,
  }));
  const ranked = [...draws].sort((x, y) => y.draw - x.draw);
  const [best] = ranked;
  if (!best) throw new Error('there are no strategies to choose from');
  const kind = patterns.kinds[context.kind];
  const solved = STRATEGIES.reduce((sum, strategy) => sum + kind.arms[strategy].solved, 0);
  const limit = iterationLimit(kind, solved, context.maxIterations);
  const recordedRuns = STRATEGIES.reduce((sum, strategy) => sum + runsOf(patterns, strategy).runs, 0);
  const drawText = drawsText(ranked.map(({ draw }) => draw));
  const hasCosts = ranked.some(({ valueAfterCost }) => valueAfterCost < 1);
  const discount = hasCosts ? ' after a discount for cost' : '';
  const record =
    recordedRuns === 0
      ? 'no runs of this workspace are recorded yet'
      : recordText(
          patterns,
          ranked.map(({ strategy }) => strategy),
        );
  return {
    strategy: best.strategy,
    maxIterations: limit.maxIterations,
    why: `${record}; drew ${drawText} for ${best.strategy}${discount}; ${limit.why}`,
    recordedRuns,
  };
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

/** Two decimals, or four if the two best draws are equal after rounding to two. */
function drawsText(draws: readonly number[]): string {
  const [best = 0, next = 0] = draws;
  const digits = best.toFixed(2) === next.toFixed(2) ? 4 : 2;
  return draws.map((draw) => draw.toFixed(digits)).join(' against ');
}

function recordText(patterns: Patterns, strategies: readonly Strategy[]): string {
  const [first, ...rest] = strategies.map((strategy) => ({ strategy, ...runsOf(patterns, strategy) }));
  if (!first) return '';
  const others = rest.map(({ strategy, solved, runs }) => `, ${strategy} ${solved} of ${runs}`).join('');
  const runs = `recorded run${first.runs === 1 ? '' : 's'}`;
  return `${first.strategy} solved ${first.solved} of ${first.runs} ${runs}${others}`;
}
