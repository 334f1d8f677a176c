import type { Clock } from '../../platform/clock';

/** How long one call may keep retrying. Which failures are retried at all is in `POLICIES`. */
export interface RetryLimits {
  /** Total attempts of one call. */
  readonly maxAttempts: number;
  /** Milliseconds after the call's start beyond which no wait may extend. */
  readonly maxElapsedMs: number;
  /** Upper bound of the first wait, in milliseconds; it doubles with each further wait. */
  readonly baseMs: number;
  /** Upper bound of the part of a wait that the server did not ask for, in milliseconds. */
  readonly capMs: number;
}

/** Overloads last tens of seconds. Eight attempts span about one minute on average, and five minutes at most. */
export const DEFAULT_RETRY: RetryLimits = { maxAttempts: 8, maxElapsedMs: 5 * 60_000, baseMs: 1000, capMs: 30_000 };

/**
 * Returns the milliseconds to wait after the `attempt`-th failure (1-based): exponential backoff with full jitter
 * ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015). The wait is never shorter than the server asked for;
 * the jitter is added to that, so that clients rejected at the same time don't all return at the same time.
 */
export function backoffMs(
  attempt: number,
  limits: RetryLimits,
  random: () => number,
  { retryAfterMs, firstWaitFactor }: { readonly retryAfterMs?: number | undefined; readonly firstWaitFactor: number },
): number {
  const base = retryAfterMs === undefined ? limits.baseMs * firstWaitFactor : limits.baseMs;
  return Math.ceil((retryAfterMs ?? 0) + random() * Math.min(limits.capMs, base * 2 ** (attempt - 1)));
}

/**
 * Waits until the time has elapsed or the user asks to retry immediately, and returns which. Rejects with the signal's
 * reason when aborted.
 */
export async function waitBeforeRetry(
  ms: number,
  clock: Clock,
  signal: AbortSignal,
  retryNow: (() => Promise<void>) | undefined,
): Promise<'elapsed' | 'woken'> {
  if (!retryNow) {
    await clock.sleep(ms, signal);
    return 'elapsed';
  }
  const sleepAbort = new AbortController();
  const sleep = clock.sleep(ms, AbortSignal.any([signal, sleepAbort.signal])).then(() => 'elapsed' as const);
  try {
    return await Promise.race([sleep, retryNow().then(() => 'woken' as const)]);
  } finally {
    sleepAbort.abort();
    await sleep.catch(() => undefined);
  }
}
