import type { Patterns } from '../patterns';
import { TRIES } from '../tries';
import { casesOf, pooled, type Sources } from './weigh';

/** Recorded successes that are needed before a limit is derived from them. */
const MIN_SUCCESSES = 5;
/** How often a try must have come up before it is said that it is not worth it. */
const MIN_CASES = 6;
/** A run may always correct its change once. */
const MIN_LIMIT = 2;
/**
 * A further try is worth paying for as long as a task that it solves costs at most so many times what a solved task
 * usually costs here: the person who has to solve it alone pays more than that.
 */
const MOST_TIMES = 6;
/** Before anything is known, each try is expected to solve half as often as the one before, as if seen in 4 cases. */
const EXPECTED = { first: 0.6, decline: 0.5, cases: 4 };

export interface TryLimit {
  readonly maxIterations: number;
  /** A sentence for the person, where the limit is lower than that of the settings. */
  readonly why?: string | undefined;
}

/** How many tries a run may have, by what each try of the recorded runs solved for its cost. */
export function tryLimit(
  sources: Sources,
  situation: string,
  settingsLimit: number,
  pinned: string | undefined,
): TryLimit {
  const fixed = TRIES.find((name) => name === pinned);
  if (fixed !== undefined) return pinnedLimit(Number(fixed), settingsLimit);
  const tries = TRIES.map((name) => pooled(name, 'tries', sources));
  const solved = tries.reduce((sum, { successes }) => sum + successes, 0);
  if (solved < MIN_SUCCESSES) return { maxIterations: settingsLimit };
  const usual = tries.reduce((sum, { cost }) => sum + cost, 0) / solved;
  let expected = EXPECTED.first;
  for (const [at, { successes, failures, cost }] of tries.entries()) {
    const cases = casesOf({ successes, failures });
    if (cases < MIN_CASES || at >= settingsLimit) break;
    const later = tries.slice(at);
    const prior = at === 0 ? expected : expected * EXPECTED.decline;
    const paid = later.reduce((sum, each) => sum + each.cost, EXPECTED.cases * (cost / cases));
    const brings = later.reduce((sum, each) => sum + each.successes, EXPECTED.cases * prior);
    if (at >= MIN_LIMIT && paid / brings > MOST_TIMES * usual)
      return { maxIterations: at, why: whyNot(sources.own, situation, at) };
    expected = (EXPECTED.cases * prior + successes) / (EXPECTED.cases + cases);
  }
  return { maxIterations: settingsLimit };
}

/** As many as a person pinned, as far as the settings allow; what is recorded has no say then. */
function pinnedLimit(pinned: number, settingsLimit: number): TryLimit {
  if (pinned > settingsLimit) return { maxIterations: settingsLimit };
  return { maxIterations: pinned, why: `At most ${triesText(pinned)}: pinned by you.` };
}

function whyNot({ choices }: Patterns, situation: string, limit: number): string {
  const next = choices.tries[situation]?.options[TRIES[limit] ?? ''];
  const known = next
    ? `the ${ORDINALS[limit]} one solved ${next.solved} of ${next.tried} here`
    : 'in similar runs more of them brought little';
  return `At most ${triesText(limit)}: ${known}, which is not worth its tokens.`;
}

export const triesText = (count: number): string => (count === 1 ? 'one try' : `${count} tries`);

export const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'] as const;
