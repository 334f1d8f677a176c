import type { Clock } from '../../platform/clock';

/** Bounds the retries of all calls of a process to one model. */
export interface RetryBudgetLimits {
  /** Length of the sliding window in which attempts are counted, in milliseconds. */
  readonly windowMs: number;
  /** Retries after an outage failure that each other attempt in the window allows. */
  readonly retryRatio: number;
  /** Retries allowed in the window in addition to the ratio; without them, a single user's first retry is refused. */
  readonly retryReserve: number;
}

/**
 * The ratio is the client-wide retry budget of "Site Reliability Engineering" (O'Reilly 2016, chapter 21 "Handling
 * Overload", "Deciding to Retry": retried only below 10 %), so an outage is met with at most 1.1 times the load plus
 * the reserve. The window is that of the same chapter's throttle: two minutes.
 */
export const DEFAULT_RETRY_BUDGET: RetryBudgetLimits = { windowMs: 120_000, retryRatio: 0.1, retryReserve: 16 };

export interface RetryBudget {
  /** Counts an attempt. `isRetry`: it repeats an attempt that failed because of an outage. */
  record(isRetry: boolean): void;
  /** Milliseconds until the budget allows a retry; 0 if it does now. */
  msUntilRetry(): number;
}

/** A retry budget over a sliding window. */
export function createRetryBudget(
  clock: Pick<Clock, 'now'>,
  { windowMs, retryRatio, retryReserve }: RetryBudgetLimits,
): RetryBudget {
  /** Times of the attempts in the window, oldest first. */
  let otherAttempts: number[] = [];
  let retries: number[] = [];
  const dropExpired = (): void => {
    const isInWindow = (time: number) => time > clock.now() - windowMs;
    otherAttempts = otherAttempts.filter(isInWindow);
    retries = retries.filter(isInWindow);
  };
  return {
    record(isRetry) {
      dropExpired();
      (isRetry ? retries : otherAttempts).push(clock.now());
    },
    msUntilRetry() {
      dropExpired();
      const excess = retries.length - Math.floor(retryReserve + retryRatio * otherAttempts.length);
      // The budget has room again once this retry, and with it all older ones, has left the window.
      const blockingRetry = excess < 0 ? undefined : retries[excess];
      return blockingRetry === undefined ? 0 : blockingRetry + windowMs - clock.now();
    },
  };
}
