import type { Action } from '../contract/events';
import type { Stop } from '../contract/stop';
import type { Verdict } from '../contract/verdict';
import { compareVerdicts } from '../verify/verdict';

/** One judged iteration, as the decision sees it. */
export interface Attempt {
  readonly iteration: number;
  /** Content hash of the candidate; of the reply's text when no candidate came of it. */
  readonly hash: string;
  readonly verdict: Verdict;
}

export type Decision =
  | { readonly action: Extract<Action, 'accept' | 'correct' | 'restart' | 'backtrack'>; readonly why: string }
  | { readonly action: 'stop'; readonly why: string; readonly stop: Stop };

/** A run that goes in circles gets one push in a new direction; the second time it ends. */
const CIRCLES_ALLOWED = 1;

/**
 * Decides what follows the last attempt. By quality: green is accepted. By convergence: the same
 * findings again (stall) or an earlier state again (oscillation) are met once by starting afresh or
 * going back to the best, then end the run; worse than the best goes back to it. By resource: the
 * iteration limit. The other limits end a run before a call is made.
 */
export function decide(attempts: readonly Attempt[], maxIterations: number): Decision {
  const last = attempts.at(-1);
  if (!last) throw new Error('there is nothing to decide before the first attempt');
  if (last.verdict.ok) return { action: 'accept', why: last.verdict.summary };
  if (last.verdict.impossible) return stopFor(last.verdict.impossible);

  const circle = circleOf(attempts);
  if (circle && circlesIn(attempts) > CIRCLES_ALLOWED) {
    return stopFor({ reason: circle, message: `${CIRCLE_WORDS[circle]}, again: more calls would not help.` });
  }
  if (attempts.length >= maxIterations) {
    return stopFor({
      reason: 'iterations-exhausted',
      message: `${maxIterations} iterations were allowed, and none was green.`,
    });
  }
  if (circle === 'stalled') {
    return { action: 'restart', why: `${CIRCLE_WORDS.stalled}: asking afresh, without the last reply.` };
  }
  if (circle === 'oscillating') {
    return { action: 'backtrack', why: `${CIRCLE_WORDS.oscillating}: going back to the best candidate and saying so.` };
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

/** The attempt that got furthest; the later one of equals, because it answers the newer findings. */
export function bestOf(attempts: readonly Attempt[]): Attempt {
  const [first, ...rest] = attempts;
  if (!first) throw new Error('there is no best of no attempts');
  return rest.reduce((best, attempt) => (compareVerdicts(attempt.verdict, best.verdict) >= 0 ? attempt : best), first);
}

const CIRCLE_WORDS = {
  stalled: 'The same findings as before, nothing moved',
  oscillating: 'An earlier state came back',
} as const;

/** How the last of these attempts repeats an earlier one, if it does. */
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
  return a.hash === b.hash || printsOf(a.verdict) === printsOf(b.verdict);
}

function printsOf(verdict: Verdict): string {
  return JSON.stringify([verdict.stage, verdict.evidence.map((item) => item.fingerprint).sort()]);
}
