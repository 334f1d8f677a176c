// LOOP 2, its control: decides after each verdict whether to accept, correct, go back to the best candidate,
// start afresh or stop. It sees the attempts only as verdicts; run/ carries the decision out.
import type { Action } from '../contract/events';
import type { Stop } from '../contract/stop';
import type { Verdict } from '../contract/verdict';
import { compareVerdicts } from '../verify/verdict';

/** One judged iteration. */
export interface Attempt {
  readonly iteration: number;
  /** Content hash of the candidate, or of the reply's text when it could not be applied. */
  readonly hash: string;
  readonly verdict: Verdict;
}

export type Decision =
  | { readonly action: Extract<Action, 'accept' | 'correct' | 'fresh-start' | 'backtrack'>; readonly why: string }
  | { readonly action: 'stop'; readonly why: string; readonly stop: Stop };

/** How often a run that repeats itself is pushed in a new direction before it ends. */
const CIRCLES_ALLOWED = 1;

/**
 * Decides what follows the last attempt.
 * - Quality: a green candidate is accepted.
 * - Convergence: the same findings as last time (a stall) or an earlier state again (an oscillation) lead
 *   once to a fresh start or back to the best candidate, the second time to the end of the run. A
 *   candidate that is worse than the best one leads back to the best one.
 * - What was red before in the same way, and nothing else: one more try, then the end of the run.
 * - Less of what was red before: where the run would end, it ends with the best of these.
 * - Resource: the iteration limit. The other limits end a run before a call is made.
 */
export function decide(attempts: readonly Attempt[], maxIterations: number): Decision {
  const last = attempts.at(-1);
  if (!last) throw new Error('there is nothing to decide before the first attempt');
  if (last.verdict.ok) return { action: 'accept', why: last.verdict.summary };
  if (last.verdict.impossible) return stopFor(last.verdict.impossible);
  const offer = decideAsBefore(attempts, maxIterations);
  if (offer) return offer;

  const circle = circleOf(attempts);
  const isCircling = circle !== undefined && circlesIn(attempts) > CIRCLES_ALLOWED;
  const isExhausted = attempts.length >= maxIterations;
  const { progress } = bestOf(attempts).verdict;
  if (progress && (isCircling || isExhausted)) return stopFor(progress);
  if (isCircling) {
    return stopFor({ reason: circle, message: `${CIRCLE_WORDS[circle]}, again: more calls would not help.` });
  }
  if (isExhausted) {
    return stopFor({
      reason: 'iterations-exhausted',
      message: `None of the ${maxIterations} allowed iterations was green.`,
    });
  }
  if (circle === 'stalled') {
    return { action: 'fresh-start', why: `${CIRCLE_WORDS.stalled}: asking again without the last reply.` };
  }
  if (circle === 'oscillating') {
    return { action: 'backtrack', why: `${CIRCLE_WORDS.oscillating}: going back to the best candidate.` };
  }
  const best = bestOf(attempts);
  if (best !== last && last.verdict.stage !== 'reply' && compareVerdicts(last.verdict, best.verdict) < 0) {
    return {
      action: 'backtrack',
      why: `Worse than iteration ${best.iteration} (${best.verdict.summary}): going back to it.`,
    };
  }
  return { action: 'correct', why: last.verdict.summary };
}

function stopFor(stop: Stop): Decision {
  return { action: 'stop', why: stop.message, stop };
}

/**
 * A candidate that leaves nothing red but what was so before gets one more try. After that it is offered as
 * it is: what was red before may be no part of the task, which only the person knows. Where the person accepted
 * the same earlier, it needs no other try.
 */
function decideAsBefore(attempts: readonly Attempt[], maxIterations: number): Decision | undefined {
  const first = attempts.find(({ verdict }) => verdict.asBefore !== undefined);
  if (!first) return undefined;
  const { asBefore } = bestOf(attempts).verdict;
  const isLast = first !== attempts.at(-1) || attempts.length >= maxIterations;
  if (asBefore && (isLast || asBefore.acceptedEarlier)) return stopFor(asBefore);
  return { action: 'correct', why: `${first.verdict.summary} One more try.` };
}

/** The attempt that got furthest; of equal ones the latest, because it answers the newest findings. */
export function bestOf(attempts: readonly Attempt[]): Attempt {
  const [first, ...rest] = attempts;
  if (!first) throw new Error('there is no best of no attempts');
  return rest.reduce((best, attempt) => (compareVerdicts(attempt.verdict, best.verdict) >= 0 ? attempt : best), first);
}

const CIRCLE_WORDS = {
  stalled: 'The findings are the same as before',
  oscillating: 'An earlier state came back',
} as const;

/** Whether the last attempt repeats the one before it (stalled) or an older one (oscillating). */
function circleOf(attempts: readonly Attempt[]): 'stalled' | 'oscillating' | undefined {
  const last = attempts.at(-1);
  const previous = attempts.at(-2);
  if (!last || !previous) return undefined;
  if (repeats(last, previous)) return 'stalled';
  return attempts.slice(0, -2).some((earlier) => repeats(last, earlier)) ? 'oscillating' : undefined;
}

function circlesIn(attempts: readonly Attempt[]): number {
  return attempts.filter((_, index) => circleOf(attempts.slice(0, index + 1)) !== undefined).length;
}

function repeats(a: Attempt, b: Attempt): boolean {
  return a.hash === b.hash || fingerprintsOf(a.verdict) === fingerprintsOf(b.verdict);
}

function fingerprintsOf(verdict: Verdict): string {
  return JSON.stringify([verdict.stage, verdict.evidence.map((item) => item.fingerprint).sort()]);
}
