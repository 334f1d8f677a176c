import type { Emit } from '../contract/events';
import type { Evidence, Stage } from '../contract/evidence';
import type { Clock } from '../platform/clock';

export interface StageResult {
  /** Empty when the stage is green. */
  readonly evidence: readonly Evidence[];
  /** What was checked and how, for a person. */
  readonly checked: string;
  /** Findings that don't count against the candidate. */
  readonly told?: readonly Evidence[] | undefined;
}

/** Runs one stage, publishes its start and its end, and returns its result. */
export async function runStage<T extends StageResult>(
  stage: Stage,
  deps: { readonly clock: Clock; readonly emit: Emit },
  work: () => Promise<T>,
): Promise<T> {
  deps.emit({ type: 'stage-start', stage });
  const startedAt = deps.clock.now();
  let outcome: StageResult = { evidence: [], checked: 'stopped before it ended' };
  let ended = false;
  try {
    const result = await work();
    outcome = result;
    ended = true;
    return result;
  } finally {
    deps.emit({
      type: 'stage-end',
      stage,
      ok: ended && outcome.evidence.length === 0,
      ms: deps.clock.now() - startedAt,
      evidence: [...outcome.evidence],
      ...(outcome.told?.length ? { told: [...outcome.told] } : {}),
      checked: outcome.checked,
    });
  }
}
