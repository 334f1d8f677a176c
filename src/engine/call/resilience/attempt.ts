import { backoffMs, type RetryLimits } from './backoff';
import type { AttemptOutcome } from './circuit-breaker';
import { ModelError, POLICIES } from './failure';

/** Makes one attempt and reports its outcome to the breaker. Rejects when aborted, and for bugs. */
export async function attempt<T>(
  send: () => Promise<T>,
  endAttempt: (outcome: AttemptOutcome) => void,
  signal: AbortSignal,
): Promise<{ readonly reply: T } | { readonly error: ModelError }> {
  let outcome: AttemptOutcome = 'aborted';
  try {
    const reply = await send();
    outcome = 'reply';
    return { reply };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    signal.throwIfAborted();
    outcome = error;
    return { error };
  } finally {
    endAttempt(outcome);
  }
}

/** What a call has behind it: all its attempts, and those that failed as the last one did. */
interface Failed {
  readonly attempts: number;
  readonly failures: number;
}

/** Milliseconds to wait before the next attempt; undefined where the policy of the failure or the limits allow none. */
export function waitAfter(
  { failureClass, details }: ModelError,
  { attempts, failures }: Failed,
  limits: RetryLimits,
  random: () => number,
): number | undefined {
  const { action, attempts: allowed, firstWaitFactor } = POLICIES[failureClass];
  if (action !== 'retry' || failures >= allowed || attempts >= limits.maxAttempts) return undefined;
  return backoffMs(attempts, limits, random, { retryAfterMs: details.retryAfterMs, firstWaitFactor });
}
