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

/** Share of choices that try something to learn from it. Thompson sampling explores as well, where it is in doubt. */
const EXPERIMENT_SHARE = 0.05;
/** Cases up to which such a choice takes what is known least; beyond, what may be the best. */
const HARDLY_KNOWN = 10;
/** Cases, as counted with decay, before which the usual option is kept: they outweigh what is expected beforehand. */
const CASES_BEFORE_CHOOSING = 8;
/**
 * What a case costs besides its tokens, in multiples of the usual option's tokens: the person waits for it and looks at
 * it. Without it half as many successes at half the tokens would be as good.
 */
const ATTENTION = 0.5;
/** How much better than the usual option another one must be. */
const MARGIN = 1.1;
/**
 * How many cases one counts for in a draw, once so many are known of all options together: there is less and less to
 * learn from another one, and counts forget, so that what is worse would be taken in a quarter of the runs for ever
 * (`npm run bench -- learn`). At first each is drawn as it is, so that it is tried soon.
 */
const CONFIDENCE = { most: 5, from: 150 };

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
  const cases = options.reduce((sum, { evidence }) => sum + evidence, 0);
  const isDecided = knowsEnough && cases >= CASES_BEFORE_CHOOSING;
  if (explore && experiments && random() < EXPERIMENT_SHARE) {
    const promising = worthTrying(options, isDecided ? leading(options, usual) : usual);
    if (promising !== undefined) return { name: promising, because: 'experiment', ranked: [] };
  }
  if (!isDecided) return { name: usual, because: 'few-cases', ranked: [] };
  const confidence = 1 + (CONFIDENCE.most - 1) * Math.min(1, cases / CONFIDENCE.from);
  const worth = (option: Weighed<T>): number => {
    const { a, b } = option;
    const rate = explore ? drawBeta(a * confidence, b * confidence, random) : meanOf(option);
    return worthOf(option, rate) * marginOf(option, usual);
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

const expected = (option: Weighed<string>): number => worthOf(option, meanOf(option));

const marginOf = ({ name }: Weighed<string>, usual: string): number => (name === usual ? MARGIN : 1);

/** The option that is taken without luck. */
function leading<T extends string>(options: readonly Weighed<T>[], usual: T): T | undefined {
  const worth = (option: Weighed<T>): number => expected(option) * marginOf(option, usual);
  return options.toSorted((x, y) => worth(y) - worth(x))[0]?.name;
}

/**
 * An option beside the leading one that may well be the best: the least known one as long as it is hardly known, then
 * the one that may be the best by most. That can be the usual one, where bad luck has put it aside.
 */
function worthTrying<T extends string>(options: readonly Weighed<T>[], lead: T | undefined): T | undefined {
  // An option that was hardly tried may also cost half of what is expected.
  const atBest = (option: Weighed<T>): number =>
    worthOf(
      { ...option, cost: option.cost * (1 - 1 / (2 + option.evidence)) },
      Math.min(1, meanOf(option) + deviationOf(option)),
    );
  const best = Math.max(...options.map(expected));
  const promising = options.filter((option) => option.name !== lead && atBest(option) > best);
  const [least] = promising.filter((one) => one.evidence < HARDLY_KNOWN).sort((x, y) => x.evidence - y.evidence);
  return (least ?? promising.sort((x, y) => atBest(y) - atBest(x))[0])?.name;
}
