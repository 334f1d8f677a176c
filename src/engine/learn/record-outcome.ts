import { STRATEGIES, type Strategy } from '../contract/events';
import type { StopReason } from '../contract/stop';
import { type Arm, MAX_ITERATION, type Patterns, type TaskKind } from './patterns';

/** The part of a run that patterns are learned from. */
export interface RecordedRun {
  readonly kind: TaskKind;
  readonly strategy: Strategy;
  readonly reason: StopReason;
  readonly iterations: number;
  /** 0 if the model's price is not known. */
  readonly costUsd: number;
}

/**
 * The factor by which each run reduces the weight of all earlier runs of the same kind. A weight halves after 23 runs,
 * so that the choice adapts to a new model or a changed code base within a few dozen runs.
 */
const DECAY = 0.97;

/** What each stop reason says about the strategy. A missing key or a cancelled run says nothing. */
const OUTCOME_OF: Readonly<Record<StopReason, 'success' | 'failure' | 'neither'>> = {
  verified: 'success',
  stalled: 'failure',
  oscillating: 'failure',
  'iterations-exhausted': 'failure',
  'token-budget': 'failure',
  'cost-budget': 'failure',
  'time-budget': 'failure',
  'call-budget': 'failure',
  'already-green': 'neither',
  // Only the person knows whether what was red before is part of the task.
  'red-as-before': 'neither',
  'model-unavailable': 'neither',
  'model-refused': 'neither',
  authentication: 'neither',
  configuration: 'neither',
  unverifiable: 'neither',
  conflict: 'neither',
  cancelled: 'neither',
  'internal-error': 'neither',
};

/** Returns the patterns after one more run; the same object if the run does not count. */
export function recordOutcome(patterns: Patterns, run: RecordedRun): Patterns {
  const result = OUTCOME_OF[run.reason];
  if (result === 'neither') return patterns;
  const before = patterns.kinds[run.kind];
  const arms = { ...before.arms };
  for (const strategy of STRATEGIES) arms[strategy] = decay(arms[strategy]);
  arms[run.strategy] = addRun(arms[run.strategy], result === 'success', run.costUsd);
  const solvedAfter = countRun(before.solvedAfter, result === 'success' ? run.iterations : undefined);
  const cutOffAfter = countRun(before.cutOffAfter, run.reason === 'iterations-exhausted' ? run.iterations : undefined);
  return { ...patterns, kinds: { ...patterns.kinds, [run.kind]: { arms, solvedAfter, cutOffAfter } } };
}

function decay(arm: Arm): Arm {
  return { ...arm, successes: arm.successes * DECAY, failures: arm.failures * DECAY, costUsd: arm.costUsd * DECAY };
}

function addRun(arm: Arm, isSuccess: boolean, costUsd: number): Arm {
  return {
    runs: arm.runs + 1,
    solved: arm.solved + (isSuccess ? 1 : 0),
    successes: arm.successes + (isSuccess ? 1 : 0),
    failures: arm.failures + (isSuccess ? 0 : 1),
    // The bound keeps an absurd price from exceeding what the schema accepts.
    costUsd: arm.costUsd + Math.min(Math.max(0, costUsd), 1000),
  };
}

/** Decays the counts and, if `iterations` is given, adds a run with that many iterations. */
function countRun(counts: readonly number[], iterations: number | undefined): number[] {
  const decayedCounts = counts.map((weight) => weight * DECAY);
  if (iterations === undefined) return decayedCounts;
  const index = Math.min(Math.max(1, Math.round(iterations)), MAX_ITERATION) - 1;
  return Array.from(
    { length: Math.max(decayedCounts.length, index + 1) },
    (_, at) => (decayedCounts[at] ?? 0) + (at === index ? 1 : 0),
  );
}
