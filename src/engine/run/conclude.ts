import type { Change, Emit } from '../contract/events';
import type { Outcome, Stop } from '../contract/stop';
import type { Totals } from './limits/budget';
import type { RunEnd } from './run';
import { STOP_REASON_INFO } from './stop-reasons';

export interface RunResult extends Stop {
  readonly runId: string;
  readonly outcome: Outcome;
  /** The next step, for a person. */
  readonly next: string;
  /** The accepted candidate, or the best one so far; empty when there is none. */
  readonly changes: readonly Change[];
}

/** Another outcome than the reason's usual one, because the person said so beforehand. */
export interface Accepted {
  readonly outcome?: Outcome;
}

const NOTHING_SPENT: Totals = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, priced: true };

/** Publishes the last event of a run and gives the same facts as its result. `ms`: the run's wall time. */
export function conclude(runId: string, end: (RunEnd | Stop) & Accepted, emit: Emit, ms: number): RunResult {
  const { reason, message } = end;
  const { outcome: usualOutcome, next: usualNext } = STOP_REASON_INFO[reason];
  const outcome = end.outcome ?? usualOutcome;
  const next = end.next ?? usualNext;
  const ran = 'budget' in end ? end : undefined;
  const changes = ran?.changes ?? [];
  emit({
    type: 'run-end',
    outcome,
    reason,
    message,
    next,
    iterations: ran?.iterations ?? 0,
    ...(ran?.budget.totals() ?? NOTHING_SPENT),
    ms,
    files: changes.map(({ path }) => path),
    ...(ran?.hash === undefined ? {} : { hash: ran.hash }),
    ...(end.left === undefined ? {} : { left: [...end.left] }),
  });
  return { runId, outcome, reason, message, next, changes, left: end.left };
}
