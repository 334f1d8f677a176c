import type { Emit } from '../contract/events';
import type { Evidence, Stage } from '../contract/evidence';
import type { Clock } from '../platform/clock';

export interface StageResult {
  readonly evidence: readonly Evidence[];
  /** What was checked and how, for a person. */
  readonly checked: string;
}

/** Runs one stage between its two events and hands its result through. */
export async function runStage<T extends StageResult>(
  stage: Stage,
  deps: { readonly clock: Clock; readonly emit: Emit },
  work: () => Promise<T>,
): Promise<T> {
  deps.emit({ type: 'stage-start', stage });
  const startedAt = deps.clock.now();
  let found: StageResult = { evidence: [], checked: 'stopped before it ended' };
  let ended = false;
  try {
    const result = await work();
    found = result;
    ended = true;
    return result;
  } finally {
    deps.emit({
      type: 'stage-end',
      stage,
      ok: ended && found.evidence.length === 0,
      ms: deps.clock.now() - startedAt,
      evidence: [...found.evidence],
      checked: found.checked,
    });
  }
}
