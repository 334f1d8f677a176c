import type { Clock } from '../../platform/clock';

export interface Deadline {
  /** Aborted by the person's signal or when the run's time is over. */
  readonly signal: AbortSignal;
  passed(): boolean;
  clear(): void;
}

/** Combines the person's signal with the run's wall time (milliseconds). */
export function createDeadline(signal: AbortSignal, ms: number, clock: Clock): Deadline {
  const timer = new AbortController();
  const stop = new AbortController();
  clock.sleep(ms, stop.signal).then(
    () => timer.abort(new Error('the run reached its time limit')),
    () => undefined,
  );
  return {
    signal: AbortSignal.any([signal, timer.signal]),
    passed: () => timer.signal.aborted,
    clear: () => stop.abort(),
  };
}
