import { STRATEGIES, type Strategy } from '../contract/events';
import type { Clock } from '../platform/clock';
import { drawBeta } from './beta';
import { iterationLimit } from './iteration-limit';
import { type Arm, type Patterns, runsOf, type TaskKind } from './patterns';

export interface Choice {
  readonly strategy: Strategy;
  readonly maxIterations: number;
  /** One sentence for a person: what the record says and what was drawn. */
  readonly why: string;
  /** How many recorded runs of this workspace the choice rests on. */
  readonly recordedRuns: number;
}

/**
 * What is believed before anything is recorded, as imaginary solved and unsolved runs. Of the
 * strong models' first tries about 57 % pass (HumanEval-TS) and repair lifts that, so `direct` starts at 3 : 2;
 * a plan costs one more call and has yet to show that it helps, so `plan-first` starts at 2 : 2.
 * Four or five imaginary runs are outweighed by as many real ones.
 */
export const PRIOR: Readonly<Record<Strategy, { readonly successes: number; readonly failures: number }>> = {
  direct: { successes: 3, failures: 2 },
  'plan-first': { successes: 2, failures: 2 },
};

/** A run of the other kind of task tells half as much. */
const OTHER_KIND_WEIGHT = 0.5;
/**
 * Part of a success that is taken off the dearest strategy, and of the others in proportion: one
 * that costs half as much may solve 11 % fewer runs (0.8 / 0.9) and still be as good.
 */
const COST_DISCOUNT = 0.2;

/** What is believed of one strategy for one kind of task; `a` and `b` are the shapes of a Beta distribution. */
export interface Belief {
  readonly strategy: Strategy;
  readonly a: number;
  readonly b: number;
  /** A success's worth after its cost, in (0, 1]. */
  readonly worth: number;
}

/**
 * Thompson sampling: draws from what is believed of each strategy, takes the highest draw times
 * what a success is worth after cost, and so tries each as often as it may still be the best one.
 */
export function chooseStrategy(
  patterns: Patterns,
  context: { readonly kind: TaskKind; readonly maxIterations: number },
  clock: Pick<Clock, 'random'>,
): Choice {
  const draws = beliefs(patterns, context.kind).map((belief) => ({
    ...belief,
    draw: drawBeta(belief.a, belief.b, clock.random) * belief.worth,
  }));
  const ranked = [...draws].sort((x, y) => y.draw - x.draw);
  const [best] = ranked;
  if (!best) throw new Error('there are no strategies to choose from');
  const kind = patterns.kinds[context.kind];
  const solved = STRATEGIES.reduce((sum, strategy) => sum + kind.arms[strategy].solved, 0);
  const limit = iterationLimit(kind, solved, context.maxIterations);
  const recordedRuns = STRATEGIES.reduce((sum, strategy) => sum + runsOf(patterns, strategy).runs, 0);
  const drawn = drawsText(ranked.map(({ draw }) => draw));
  const isPriced = ranked.some(({ worth }) => worth < 1);
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
    why: `${record}; drew ${drawn} for ${best.strategy}${isPriced ? ', cost taken off' : ''}; ${limit.why}`,
    recordedRuns,
  };
}

export function beliefs(patterns: Patterns, kind: TaskKind): Belief[] {
  const own = patterns.kinds[kind].arms;
  const other = patterns.kinds[kind === 'fix' ? 'generate' : 'fix'].arms;
  const pooled = STRATEGIES.map((strategy) => ({ strategy, arm: pool(own[strategy], other[strategy]) }));
  const costs = meanCosts(pooled.map(({ arm }) => arm));
  const dearest = Math.max(...costs);
  return pooled.map(({ strategy, arm }, index) => ({
    strategy,
    a: PRIOR[strategy].successes + arm.successes,
    b: PRIOR[strategy].failures + arm.failures,
    worth: dearest > 0 ? 1 - COST_DISCOUNT * ((costs[index] ?? 0) / dearest) : 1,
  }));
}

function pool(own: Arm, other: Arm): Pick<Arm, 'successes' | 'failures' | 'costUsd'> {
  return {
    successes: own.successes + other.successes * OTHER_KIND_WEIGHT,
    failures: own.failures + other.failures * OTHER_KIND_WEIGHT,
    costUsd: own.costUsd + other.costUsd * OTHER_KIND_WEIGHT,
  };
}

/** Mean cost of a run by strategy, drawn towards the mean of all by one imaginary run: few runs say little of a price. */
function meanCosts(arms: readonly Pick<Arm, 'successes' | 'failures' | 'costUsd'>[]): number[] {
  const weight = arms.reduce((sum, arm) => sum + arm.successes + arm.failures, 0);
  const mean = weight > 0 ? arms.reduce((sum, arm) => sum + arm.costUsd, 0) / weight : 0;
  return arms.map((arm) => (arm.costUsd + mean) / (arm.successes + arm.failures + 1));
}

/** Two decimals, or four where two do not tell the best draws apart. */
function drawsText(draws: readonly number[]): string {
  const [best = 0, next = 0] = draws;
  const digits = best.toFixed(2) === next.toFixed(2) ? 4 : 2;
  return draws.map((draw) => draw.toFixed(digits)).join(' against ');
}

function recordText(patterns: Patterns, strategies: readonly Strategy[]): string {
  const [first, ...rest] = strategies.map((strategy) => ({ strategy, ...runsOf(patterns, strategy) }));
  if (!first) return '';
  const told = rest.map(({ strategy, solved, runs }) => `, ${strategy} ${solved} of ${runs}`).join('');
  return `${first.strategy} solved ${first.solved} of ${first.runs} recorded run${first.runs === 1 ? '' : 's'}${told}`;
}
