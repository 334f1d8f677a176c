import { STRATEGIES } from '../contract/events';
import type { Arm, KindPatterns, Patterns } from './patterns';

/** The patterns of two stores together. */
export function addPatterns(a: Patterns, b: Patterns): Patterns {
  return {
    version: 1,
    kinds: { generate: addKinds(a.kinds.generate, b.kinds.generate), fix: addKinds(a.kinds.fix, b.kinds.fix) },
  };
}

function addKinds(a: KindPatterns, b: KindPatterns): KindPatterns {
  const arms = { ...a.arms };
  for (const strategy of STRATEGIES) arms[strategy] = addArms(a.arms[strategy], b.arms[strategy]);
  return {
    arms,
    solvedAfter: addCounts(a.solvedAfter, b.solvedAfter),
    cutOffAfter: addCounts(a.cutOffAfter, b.cutOffAfter),
  };
}

/** What the schema of stored patterns accepts at most. */
const MAX_WEIGHT = 1e6;
const bounded = (weight: number): number => Math.min(MAX_WEIGHT, weight);

function addArms(a: Arm, b: Arm): Arm {
  return {
    runs: a.runs + b.runs,
    solved: a.solved + b.solved,
    successes: bounded(a.successes + b.successes),
    failures: bounded(a.failures + b.failures),
    costUsd: bounded(a.costUsd + b.costUsd),
  };
}

function addCounts(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => bounded((a[at] ?? 0) + (b[at] ?? 0)));
}
