// Why a strategy was chosen, in words for a person.
import type { Strategy } from '../../contract/events';
import { plural } from '../../platform/plural';
import { type Patterns, runsOf } from '../patterns';

/** What a run does in words that need no manual. */
const STRATEGY_NAMES: Readonly<Record<Strategy, string>> = {
  direct: 'straight away',
  'plan-first': 'plan first',
  'look-first': 'look first',
};

export const TOO_FEW_RUNS = 'Too few runs here to know better: tried straight away.';

/** `Plan first: solved 9 of 11 here, straight away 5 of 12.`, with the strategies that were tried, the best first. */
export function recordText(patterns: Patterns, [best, ...others]: readonly Strategy[]): string {
  if (best === undefined) return TOO_FEW_RUNS;
  const { solved, runs } = runsOf(patterns, best);
  const own = runs === 0 ? 'not tried here yet' : `solved ${solved} of ${runs} here`;
  const rest = others.flatMap((strategy) => {
    const { solved, runs } = runsOf(patterns, strategy);
    return runs === 0 ? [] : [`, ${STRATEGY_NAMES[strategy]} ${solved} of ${runs}`];
  });
  return `${capitalized(STRATEGY_NAMES[best])}: ${own}${rest.join('')}.`;
}

export function experimentText(patterns: Patterns, strategy: Strategy, recordedRuns: number): string {
  const { runs } = runsOf(patterns, strategy);
  const tried = runs === 0 ? 'it was never tried' : `it was tried in ${runs} of ${plural(recordedRuns, 'run')}`;
  return `${capitalized(STRATEGY_NAMES[strategy])}, to learn whether it helps here: ${tried}.`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
