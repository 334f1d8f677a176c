import type { Clock } from '../../platform/clock';
import { drawBeta } from './beta';
import type { Weighed } from './weigh';

/** An option, and why it was taken. */
export interface Taken<T extends string> {
  readonly name: T;
  /** `few-cases`: the default for want of evidence; `experiment`: to learn from it; `record`: expected to be best. */
  readonly because: 'few-cases' | 'experiment' | 'record';
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
}

/** Share of choices that try what is known least. */
export const EXPERIMENT_SHARE = 0.1;
/** Cases, as counted with decay, before which the usual option is kept: they outweigh what is expected beforehand. */
const CASES_BEFORE_CHOOSING = 8;
/**
 * What a case costs besides its tokens, in multiples of the usual option's tokens: the person waits for it and looks at
 * it. Without it half as many successes at half the tokens would be as good.
 */
const ATTENTION = 1;

/**
 * Thompson sampling over success per cost: draws a success rate from what is expected of each option, divides it by
 * what the option costs, and takes the highest, so that each is tried as often as it is likely to be the best. Without
 * exploring the expected rate stands for the drawn one.
 */
export function chooseOption<T extends string>(
  options: readonly Weighed<T>[],
  { usual, explore, experiments, knowsEnough }: HowToChoose<T>,
  { random }: Pick<Clock, 'random'>,
): Taken<T> {
  if (explore && experiments && random() < EXPERIMENT_SHARE) {
    const unknown = leastKnown(options, usual);
    if (unknown !== undefined) return { name: unknown, because: 'experiment', ranked: [] };
  }
  const cases = options.reduce((sum, { evidence }) => sum + evidence, 0);
  if (!knowsEnough || cases < CASES_BEFORE_CHOOSING) return { name: usual, because: 'few-cases', ranked: [] };
  const ranked = options
    .map((option) => ({
      name: option.name,
      value: worthOf(option, explore ? drawBeta(option.a, option.b, random) : meanOf(option)),
    }))
    .sort((x, y) => y.value - x.value)
    .map(({ name }) => name);
  return { name: ranked[0] ?? usual, because: 'record', ranked };
}

const meanOf = ({ a, b }: Weighed<string>): number => a / (a + b);

/** Successes per cost, with the attention that a case takes. */
function worthOf({ cost }: Weighed<string>, rate: number): number {
  return rate / (ATTENTION + cost);
}

/** Of the options that would be better than the best one if they always succeeded, the one with the least evidence. */
function leastKnown<T extends string>(options: readonly Weighed<T>[], usual: T): T | undefined {
  const best = Math.max(...options.map((option) => worthOf(option, meanOf(option))));
  const [least] = options
    .filter((option) => option.name !== usual && worthOf(option, 1) > best)
    .sort((a, b) => a.evidence - b.evidence);
  return least?.name;
}
