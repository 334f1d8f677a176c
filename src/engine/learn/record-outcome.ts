import { STRATEGIES, type Strategy } from '../contract/events';
import type { StopReason } from '../contract/stop';
import { type Arm, MAX_ITERATION, type Patterns, type TaskKind } from './patterns';

/** What of a run its workspace's patterns learn from. */
export interface RecordedRun {
  readonly kind: TaskKind;
  readonly strategy: Strategy;
  readonly reason: StopReason;
  readonly iterations: number;
  /** 0 when the model's price is not known. */
  readonly costUsd: number;
}

/**
 * What one more run of the same kind leaves of everything recorded before: half after 23 runs, so
 * that a change of model or of code base is followed within some dozens of runs.
 */
export const DECAY = 0.97;

/** Reasons that say something about the strategy. A missing key or a cancel says nothing. */
const COUNTS: Readonly<Record<StopReason, 'success' | 'failure' | 'neither'>> = {
  verified: 'success',
  stalled: 'failure',
  oscillating: 'failure',
  'iterations-exhausted': 'failure',
  'token-budget': 'failure',
  'cost-budget': 'failure',
  'time-budget': 'failure',
  'call-budget': 'failure',
  'already-green': 'neither',
  'model-unavailable': 'neither',
  'model-refused': 'neither',
  authentication: 'neither',
  configuration: 'neither',
  unverifiable: 'neither',
  conflict: 'neither',
  cancelled: 'neither',
  'internal-error': 'neither',
};

/** The patterns after one more run; the same object when the run does not count. */
export function recordOutcome(patterns: Patterns, run: RecordedRun): Patterns {
  const result = COUNTS[run.reason];
  if (result === 'neither') return patterns;
  const before = patterns.kinds[run.kind];
  const arms = { ...before.arms };
  for (const strategy of STRATEGIES) arms[strategy] = decayed(arms[strategy]);
  arms[run.strategy] = added(arms[run.strategy], result === 'success', run.costUsd);
  const solvedAfter = counted(before.solvedAfter, result === 'success' ? run.iterations : undefined);
  const cutOffAfter = counted(before.cutOffAfter, run.reason === 'iterations-exhausted' ? run.iterations : undefined);
  return { ...patterns, kinds: { ...patterns.kinds, [run.kind]: { arms, solvedAfter, cutOffAfter } } };
}

function decayed(arm: Arm): Arm {
  return { ...arm, successes: arm.successes * DECAY, failures: arm.failures * DECAY, costUsd: arm.costUsd * DECAY };
}

function added(arm: Arm, isSuccess: boolean, costUsd: number): Arm {
  return {
    runs: arm.runs + 1,
    solved: arm.solved + (isSuccess ? 1 : 0),
    successes: arm.successes + (isSuccess ? 1 : 0),
    failures: arm.failures + (isSuccess ? 0 : 1),
    // One absurd price must not make the record unreadable.
    costUsd: arm.costUsd + Math.min(Math.max(0, costUsd), 1000),
  };
}

/** The counts with decay, and one more run of so many iterations. */
function counted(counts: readonly number[], iterations: number | undefined): number[] {
  const older = counts.map((weight) => weight * DECAY);
  if (iterations === undefined) return older;
  const index = Math.min(Math.max(1, Math.round(iterations)), MAX_ITERATION) - 1;
  return Array.from(
    { length: Math.max(older.length, index + 1) },
    (_, at) => (older[at] ?? 0) + (at === index ? 1 : 0),
  );
}
