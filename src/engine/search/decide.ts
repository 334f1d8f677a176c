// LOOP 2, its control: decides after each verdict what follows. What can follow a red verdict is in moves/, one file
// each: when it applies, what it is expected to gain and cost, and what it does. `decide` takes the one with the best
// expected gain for its cost; beliefs.ts holds what is expected, convergence.ts what counts as progress. The room sees
// the attempts only as verdicts; run/ carries the decision out.
import type { Stop } from '../contract/stop';
import type { MoveCount, MoveRecord } from '../learn/choosing/move-record';
import { type Attempt, bestOf, comparableTo, isAhead, isApplied } from './attempt';
import { type Beliefs, inWords, SHIPPED_BELIEFS } from './beliefs';
import { situationAfter } from './error-class';
import { branch } from './moves/branch';
import { correct } from './moves/correct';
import { MOVES } from './moves/index';
import { type Means, type Move, NO_OTHER_MEANS, type Shows, type Situation, type Way } from './moves/move';
import { stopAsBefore, stopAtLimit, stopConverged } from './moves/stop';
import { reachOf } from './reach';

/** What the run does next. */
export interface Step extends Pick<Way, 'base' | 'branch'> {
  readonly action: Move['action'];
  readonly shows: Shows;
}

export type Decision =
  | { readonly action: 'accept'; readonly why: string }
  | ({ readonly why: string } & Step)
  | { readonly action: 'stop'; readonly why: string; readonly stop: Stop };

/**
 * Decides what follows the last attempt.
 * - Quality: a green candidate is accepted.
 * - What was red before in the same way, and nothing else: one more try, then the end of the run.
 * - Less of what was red before: where the run would end, it ends with the best of these.
 * - A branch goes on to its last candidate, before one of them is corrected.
 * - Convergence: the move with the best expected gain for its cost; the end of the run when none is worth it. One that
 *   the person pinned is taken where it can follow, whatever is expected of it.
 * - Resource: the iteration limit. The other limits end a run before a call is made.
 */
export function decide(
  attempts: readonly Attempt[],
  maxIterations: number,
  by: {
    readonly beliefs?: Beliefs | undefined;
    readonly means?: Means | undefined;
    /** What this workspace's runs say of the moves; absent: nothing. */
    readonly record?: MoveRecord | undefined;
  } = {},
): Decision {
  const { beliefs = SHIPPED_BELIEFS, means = NO_OTHER_MEANS, record } = by;
  const last = attempts.at(-1);
  if (!last) throw new Error('there is nothing to decide before the first attempt');
  const green = attempts.find(({ verdict }) => verdict.ok);
  if (green) return { action: 'accept', why: green.verdict.summary };
  if (last.verdict.impossible) return stopFor(last.verdict.impossible);
  const asBefore = stopAsBefore(attempts, maxIterations);
  if (asBefore === 'one more try') return { ...stepOf(correct, last), why: `${last.verdict.summary} One more try.` };
  if (asBefore) return stopFor(asBefore);

  const left = maxIterations - attempts.length;
  const comparable = comparableTo(last, attempts);
  const situation: Situation = { attempts, comparable, last, best: bestOf(attempts), beliefs, means, left };
  const [best, ...others] = ranked(situation, record);
  if (!best) throw new Error('there is always something that can follow');
  const hasConverged = worthOf(best) < beliefs.worthwhile && !means.hasNewWords && !best.isPinned;
  if (hasConverged || left <= 0) {
    const partial = bestOf(attempts).verdict.progress;
    if (partial) return stopFor(partial);
    const chance = `the next call would end green with a chance of ${inWords(best.gain)} (${best.because})`;
    return stopFor(hasConverged ? stopConverged(attempts, chance) : stopAtLimit(maxIterations));
  }
  return { ...stepOf(best.move, best.base, best.branch), why: whyOf(best, others) };
}

type Option = Way & { readonly move: Move; readonly isPinned?: boolean };

/** Chance to end green for each call that it costs. */
const worthOf = ({ gain, cost }: Way): number => gain / cost;

/**
 * The ways to go on, best gain for its cost first; where a branch is open, only to go on with it. A malformed reply
 * makes the next one less likely to be read, and a task may be out of the model's reach, whatever it is asked.
 */
function ranked(situation: Situation, record: MoveRecord | undefined): Option[] {
  const { attempts, comparable, beliefs } = situation;
  const readable = (1 - beliefs.malformedAgain) ** malformedInARow(attempts);
  const withinFor = (move: Move): number =>
    move.bounds === 'none' ? 1 : readable * reachOf(comparable, beliefs, move.bounds);
  const options = MOVES.flatMap((move) =>
    move.ways(situation).map((way): Option => ({ ...way, move, gain: way.gain * withinFor(move) })),
  );
  const open = options.filter(({ move, branch: next }) => move === branch && next && next.place > 1);
  const here = situationAfter(situation.last.verdict, attempts.length);
  const known = options.map((option) => withRecord(option, record?.(here, option.move.action)));
  return (open.length > 0 ? open : known).sort(
    (a, b) => Number(b.isPinned ?? false) - Number(a.isPinned ?? false) || worthOf(b) - worthOf(a) || aheadFirst(a, b),
  );
}

/** As many cases as the expectation from beliefs counts for, beside those that are recorded. */
const EXPECTED_CASES = 6;

/** The gain that is expected, corrected by how such a move ended in this situation in earlier runs. */
function withRecord(option: Option, count: MoveCount | undefined): Option {
  if (!count || (count.tried === 0 && !count.isPinned)) return option;
  const gain = (option.gain * EXPECTED_CASES + count.solved) / (EXPECTED_CASES + count.tried);
  const { solved, tried } = count.here;
  const here = tried > 0 ? `, green in ${solved} of ${tried} such cases here` : '';
  return { ...option, gain, because: `${option.because}${here}`, isPinned: count.isPinned ?? false };
}

function aheadFirst({ base: a }: Option, { base: b }: Option): number {
  if (!a || !b) return 0;
  return Number(isAhead(b, a)) - Number(isAhead(a, b));
}

/** One sentence with the numbers of both sides. */
function whyOf(best: Option, others: readonly Option[]): string {
  const against = others.map(
    ({ move, gain, cost, because }) => `, against ${inWords(gain)} at ${inCalls(cost)} for ${move.action} (${because})`,
  );
  const pinned = best.isPinned ? `Pinned by you: ${best.move.action}. ` : '';
  return (
    `${pinned}A chance of ${inWords(best.gain)} to end green at a cost of ${inCalls(best.cost)} (${best.because})` +
    `${against.join('')}.`
  );
}

/** `1`, `1.1`, `2.9`. */
const inCalls = (cost: number): string => String(Math.round(cost * 10) / 10);

function malformedInARow(attempts: readonly Attempt[]): number {
  return attempts.length - 1 - attempts.findLastIndex(isApplied);
}

function stepOf({ action, shows }: Move, base: Attempt | undefined, next?: Way['branch']): Step {
  return { action, shows, base, branch: next };
}

function stopFor(stop: Stop): Decision {
  return { action: 'stop', why: stop.message, stop };
}
