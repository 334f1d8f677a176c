import type { Clock } from '../platform/clock';

export interface Deadline {
  /** Aborted by the person's signal or when the time is up. */
  readonly signal: AbortSignal;
  passed(): boolean;
  clear(): void;
}

/** The person's signal and the run's wall time in one. */
export function createDeadline(signal: AbortSignal, ms: number, clock: Clock): Deadline {
  const timer = new AbortController();
  const stop = new AbortController();
  clock.sleep(ms, stop.signal).then(
    () => timer.abort(new Error('the run took its whole time')),
    () => undefined,
  );
  return {
    signal: AbortSignal.any([signal, timer.signal]),
    passed: () => timer.signal.aborted,
    clear: () => stop.abort(),
  };
}
