import type { RecordedRun } from '../../src/engine/learn/record-outcome';

/** A run that was solved with its first try. */
export const SOLVED_RUN: RecordedRun = {
  kind: 'fix',
  strategy: 'direct',
  reason: 'verified',
  iterations: 1,
  tokens: 0,
  model: 'scripted/m',
};
