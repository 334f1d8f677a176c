// What is expected of each option: its success rate as a Beta distribution, and its cost.
import type { ChoiceName, Patterns, Tally } from '../patterns';
import { NOTHING } from '../record-outcome';

/** Something that can be chosen, before anything is known. */
export interface Option<T extends string> {
  readonly name: T;
  /** What it is expected to cost, as a multiple of the default's cost. */
  readonly cost: number;
  /** How often it is expected to succeed, as a multiple of the others' rate. Absent: as often. */
  readonly success?: number;
}

/** What is expected of an option in a situation. */
export interface Weighed<T extends string> {
  readonly name: T;
  /** Shapes of the Beta distribution of its success rate. */
  readonly a: number;
  readonly b: number;
  /** Expected cost, as a multiple of the default's. */
  readonly cost: number;
  /** Recorded cases that it rests on, as counted with decay; those in similar situations count less. */
  readonly evidence: number;
}

/** How much a case in another situation counts; 0: nothing, 1: as much as one in the same. */
export type Likeness = (situation: string) => number;

/** A case of another workspace counts that much of one in a similar situation here. */
const OTHER_WORKSPACE = 0.2;
/** Cases in other situations count for at most so many, so that own ones soon outweigh them. */
const MAX_POOLED = 6;
/**
 * Before anything is known, 60 % are expected to succeed: 57 % of strong models' first attempts pass (HumanEval-TS),
 * and repair increases that. It counts as much as four cases.
 */
const USUAL = { rate: 0.6, cases: 4 };
/**
 * An option is expected to do as the others do here, as if that had been seen in so many cases: the first number at
 * least, and up to so many more for each recorded one where the options differ no more than by chance.
 */
const PRIOR_CASES = { least: 8, more: 0.1, most: 40 };
/** The same for its cost, which varies less. */
const PRIOR_COSTS = 2;

/** Where cases come from, and how much each counts. */
export interface Sources {
  readonly own: Patterns;
  /** Other workspaces. */
  readonly others: readonly Patterns[];
  readonly likeness: Likeness;
}

/** What is expected of each option, from this workspace's situations and those of others. */
export function weigh<T extends string>(
  choice: ChoiceName,
  options: readonly Option<T>[],
  sources: Sources,
): Weighed<T>[] {
  const tallies = options.map(({ name }) => pooled(name, choice, sources));
  const cases = tallies.reduce((sum, tally) => sum + casesOf(tally), 0);
  const successes = tallies.reduce((sum, tally) => sum + tally.successes, 0);
  const rate = (USUAL.rate * USUAL.cases + successes) / (USUAL.cases + cases);
  // Each option's cost in multiples of its expected one, so that all of them tell what a usual case costs.
  const expected = options.reduce((sum, { cost }, at) => sum + cost * casesOf(tallies[at] ?? NOTHING), 0);
  const spent = tallies.reduce((sum, tally) => sum + tally.cost, 0);
  const usualCost = expected > 0 && spent > 0 ? spent / expected : 1;
  const prior = priorCases(tallies, rate);
  return options.map(({ name, cost, success = 1 }, at) => {
    const tally = tallies[at] ?? NOTHING;
    const meanCost = (tally.cost + PRIOR_COSTS * cost * usualCost) / (casesOf(tally) + PRIOR_COSTS);
    return {
      name,
      a: prior * rate * success + tally.successes,
      b: prior * (1 - rate * success) + tally.failures,
      cost: meanCost / usualCost,
      evidence: casesOf(tally),
    };
  });
}

/**
 * How many cases the common rate stands for: the fewer, the more the options' own rates differ. Source: the moments of
 * the beta-binomial distribution, by Pearson's statistic (Kleinman, JASA 68, 1973).
 */
function priorCases(tallies: readonly Weights[], rate: number): number {
  const cases = tallies.map(casesOf);
  const all = cases.reduce((sum, each) => sum + each, 0);
  const most = Math.min(PRIOR_CASES.most, PRIOR_CASES.least + PRIOR_CASES.more * all);
  const statistic = tallies.reduce((sum, { successes }, at) => {
    const tried = cases[at] ?? 0;
    return tried > 0 ? sum + (tried * (successes / tried - rate) ** 2) / (rate * (1 - rate)) : sum;
  }, 0);
  const byChance = cases.filter((each) => each >= 1).length - 1;
  if (statistic <= byChance || all === 0) return most;
  const spread = all - cases.reduce((sum, each) => sum + each ** 2, 0) / all;
  return Math.min(most, Math.max(PRIOR_CASES.least, spread / (statistic - byChance) - 1));
}

type Weights = Pick<Tally, 'successes' | 'failures' | 'cost'>;

export const casesOf = ({ successes, failures }: Pick<Weights, 'successes' | 'failures'>): number =>
  successes + failures;

/** The cases of the situation itself, and those of similar ones as far as they count. */
export function pooled(option: string, choice: ChoiceName, { own, others, likeness }: Sources): Weights {
  let [same, similar]: [Weights, Weights] = [NOTHING, NOTHING];
  for (const [patterns, factor] of [[own, 1] as const, ...others.map((each) => [each, OTHER_WORKSPACE] as const)])
    for (const [situation, { options }] of Object.entries(patterns.choices[choice])) {
      const weight = likeness(situation) * factor;
      const tally = options[option];
      if (!tally || weight === 0) continue;
      if (weight === 1) same = plus(same, steady(tally), 1);
      else similar = plus(similar, tally, weight);
    }
  return plus(same, similar, Math.min(1, MAX_POOLED / Math.max(MAX_POOLED, casesOf(similar))));
}

/** How many standard errors newer cases must differ from all of them, so that something is taken to have changed. */
const CHANGED = 1.5;
/** How much more than newer cases all of them may count where nothing has changed. */
const MOST_TIMES = 4;

/**
 * The weights of a tally. They forget, so that they follow a change; but of a few dozen cases the luck alone can look
 * like a difference. Where newer cases agree with all that were ever counted, these say more.
 */
function steady({ tried, solved, successes, failures, cost }: Tally): Weights {
  const cases = successes + failures;
  const newer = { successes, failures, cost };
  if (cases <= 0 || tried <= cases) return newer;
  const rate = solved / tried;
  const error = Math.sqrt((rate * (1 - rate) + LEAST_VARIANCE) / cases);
  if (Math.abs(successes / cases - rate) > CHANGED * error) return newer;
  const all = Math.min(tried, MOST_TIMES * cases);
  return { successes: rate * all, failures: (1 - rate) * all, cost: (cost / cases) * all };
}

/** So that one failure after many successes is no change. */
const LEAST_VARIANCE = 0.02;

function plus(a: Weights, b: Weights, weight: number): Weights {
  return {
    successes: a.successes + b.successes * weight,
    failures: a.failures + b.failures * weight,
    cost: a.cost + b.cost * weight,
  };
}
