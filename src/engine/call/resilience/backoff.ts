import type { Clock } from '../../platform/clock';

/** How one call may wait; what may be retried at all stands in `POLICIES`. */
export interface RetryLimits {
  /** Attempts of one call in all. */
  readonly maxAttempts: number;
  /** Milliseconds from the call's start after which nothing is begun any more; a wait past it is not begun either. */
  readonly maxElapsedMs: number;
  /** Upper end of the first wait, in milliseconds; doubles with each further one. */
  readonly baseMs: number;
  /** Upper end of any wait the server did not ask for. */
  readonly capMs: number;
}

/** Overloads last tens of seconds: eight attempts reach over about a minute on average and five at the most. */
export const DEFAULT_RETRY: RetryLimits = { maxAttempts: 8, maxElapsedMs: 5 * 60_000, baseMs: 1000, capMs: 30_000 };

/**
 * Milliseconds to wait after the `attempt`-th failure (1-based): exponential with full jitter ("Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015). What the server asked for is never undercut; the jitter comes on top
 * of it, so that clients sent away together do not come back together.
 */
export function backoffMs(
  attempt: number,
  limits: RetryLimits,
  random: () => number,
  asked: { readonly retryAfterMs?: number | undefined; readonly patience: number },
): number {
  const { retryAfterMs, patience } = asked;
  const base = retryAfterMs === undefined ? limits.baseMs * patience : limits.baseMs;
  return Math.ceil((retryAfterMs ?? 0) + random() * Math.min(limits.capMs, base * 2 ** (attempt - 1)));
}

/**
 * Sleeps until the time is over or the person wants it now, and says which; rejects with the signal's reason.
 */
export async function wait(
  ms: number,
  clock: Clock,
  signal: AbortSignal,
  now: (() => Promise<void>) | undefined,
): Promise<'over' | 'woken'> {
  if (!now) {
    await clock.sleep(ms, signal);
    return 'over';
  }
  const awake = new AbortController();
  const slept = clock.sleep(ms, AbortSignal.any([signal, awake.signal])).then(() => 'over' as const);
  try {
    return await Promise.race([slept, now().then(() => 'woken' as const)]);
  } finally {
    awake.abort();
    await slept.catch(() => undefined);
  }
}
