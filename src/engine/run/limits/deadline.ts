import type { Clock } from '../../platform/clock';

export interface Deadline {
  /** Aborted by the person's signal or when the run's time is over. */
  readonly signal: AbortSignal;
  /** The run's own time: it stands still while the run is held. */
  readonly clock: Pick<Clock, 'now'>;
  passed(): boolean;
  /** From now on no time of the run passes, until the returned function is called. */
  hold(): () => void;
  clear(): void;
}

/** Combines the person's signal with the run's time (milliseconds), in which a pause of the person does not count. */
export function createDeadline(signal: AbortSignal, ms: number, clock: Clock): Deadline {
  const timer = new AbortController();
  const stop = new AbortController();
  const startedAt = clock.now();
  let heldMs = 0;
  let heldSince: number | undefined;
  const now = () => (heldSince ?? clock.now()) - heldMs;
  const wait = async (): Promise<void> => {
    for (let left = ms; left > 0; left = ms - (now() - startedAt)) await clock.sleep(left, stop.signal);
  };
  wait().then(
    () => timer.abort(new Error('the run reached its time limit')),
    () => undefined,
  );
  return {
    signal: AbortSignal.any([signal, timer.signal]),
    clock: { now },
    passed: () => timer.signal.aborted,
    hold() {
      const since = clock.now();
      heldSince = since;
      return () => {
        heldMs += clock.now() - since;
        heldSince = undefined;
      };
    },
    clear: () => stop.abort(),
  };
}
