import type { Clock } from '../../platform/clock';
import { drawBeta } from './beta';
import type { Weighed } from './weigh';

/** An option, and why it was taken. */
export interface Taken<T extends string> {
  readonly name: T;
  /**
   * `pinned`: a person fixed it; `few-cases`: the default for want of evidence; `experiment`: to learn from it;
   * `record`: expected to be best.
   */
  readonly because: 'pinned' | 'few-cases' | 'experiment' | 'record';
  /** All options, the best first, as far as they were compared. */
  readonly ranked: readonly T[];
}

export interface HowToChoose<T extends string> {
  /** What is shipped, from which a run departs only where enough is recorded that speaks for it. */
  readonly usual: T;
  /** Whether options may be tried that are not expected to be best. */
  readonly explore: boolean;
  /** Whether a fixed share of the choices tries what is known least. */
  readonly experiments: boolean;
  /** Whether anything is known well enough to depart from the usual. */
  readonly knowsEnough: boolean;
  /** What a person fixed, which is taken if it is among the options. */
  readonly pinned?: string | undefined;
}

/** Share of choices that try what is known least. Thompson sampling explores as well, where it is in doubt. */
const EXPERIMENT_SHARE = 0.05;
/** Cases, as counted with decay, before which the usual option is kept: they outweigh what is expected beforehand. */
const CASES_BEFORE_CHOOSING = 8;
/**
 * What a case costs besides its tokens, in multiples of the usual option's tokens: the person waits for it and looks at
 * it. Without it half as many successes at half the tokens would be as good.
 */
const ATTENTION = 0.5;
/** How much better than the usual option another one must be: below that, differences are mostly chance. */
const MARGIN = 1.2;
/**
 * How many cases one counts for in a draw, once so many are known: counts forget, so that what is known would be drawn
 * as if it were hardly known, and what is worse would be taken in a quarter of the runs for ever (`npm run bench --
 * learn`). What is hardly known is drawn as it is, so that it is tried soon.
 */
const CONFIDENCE = { most: 3, from: 60 };

/**
 * Thompson sampling over success per cost: draws a success rate from what is expected of each option, divides it by
 * what the option costs, and takes the highest, so that each is tried as often as it is likely to be the best. Without
 * exploring the expected rate stands for the drawn one.
 */
export function chooseOption<T extends string>(
  options: readonly Weighed<T>[],
  { usual, explore, experiments, knowsEnough, pinned }: HowToChoose<T>,
  { random }: Pick<Clock, 'random'>,
): Taken<T> {
  const fixed = options.find(({ name }) => name === pinned);
  if (fixed) return { name: fixed.name, because: 'pinned', ranked: [] };
  if (explore && experiments && random() < EXPERIMENT_SHARE) {
    const unknown = leastKnown(options, usual);
    if (unknown !== undefined) return { name: unknown, because: 'experiment', ranked: [] };
  }
  const cases = options.reduce((sum, { evidence }) => sum + evidence, 0);
  if (!knowsEnough || cases < CASES_BEFORE_CHOOSING) return { name: usual, because: 'few-cases', ranked: [] };
  const worth = (option: Weighed<T>): number => {
    const { a, b, evidence } = option;
    const confidence = 1 + (CONFIDENCE.most - 1) * Math.min(1, evidence / CONFIDENCE.from);
    const rate = explore ? drawBeta(a * confidence, b * confidence, random) : meanOf(option);
    return worthOf(option, rate) * (option.name === usual ? MARGIN : 1);
  };
  const ranked = options
    .map((option) => ({ name: option.name, worth: worth(option) }))
    .sort((x, y) => y.worth - x.worth)
    .map(({ name }) => name);
  return { name: ranked[0] ?? usual, because: 'record', ranked };
}

const meanOf = ({ a, b }: Weighed<string>): number => a / (a + b);

const deviationOf = ({ a, b }: Weighed<string>): number => Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1)));

/** Successes per cost, with the attention that a case takes. */
function worthOf({ cost }: Weighed<string>, rate: number): number {
  return rate / (ATTENTION + cost);
}

/** Of the options that may well be better than the best one, the one with the least evidence. */
function leastKnown<T extends string>(options: readonly Weighed<T>[], usual: T): T | undefined {
  const best = Math.max(...options.map((option) => worthOf(option, meanOf(option))));
  // An option that was hardly tried may also cost half of what is expected.
  const atBest = (option: Weighed<T>): number =>
    worthOf(
      { ...option, cost: option.cost * (1 - 1 / (2 + option.evidence)) },
      Math.min(1, meanOf(option) + deviationOf(option)),
    );
  const [least] = options
    .filter((option) => option.name !== usual && atBest(option) > best)
    .sort((a, b) => a.evidence - b.evidence);
  return least?.name;
}
