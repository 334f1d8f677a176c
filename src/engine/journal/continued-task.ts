import type { Task } from '../contract/task';
import type { RunRecord } from './record';

/**
 * The task of a run that goes on from an earlier one, with the person's words; blank words add nothing. Words to a
 * change that was verified say why the person rejects it.
 */
export function continuedTask({ runId, task, hints, outcome }: ContinuedRun, words: string): Task {
  const { rejected: wasRejected, ...rest } = task;
  const added = words.trim() === '' ? [] : [words.trim()];
  // The candidate that an unsolved run returns may still be the one that was rejected before it.
  const isRejected = outcome === 'succeeded' ? added.length > 0 : wasRejected === true;
  return {
    ...rest,
    hints: [...(task.hints ?? []), ...hints, ...added],
    continues: runId,
    ...(isRejected ? { rejected: true } : {}),
  };
}

/** What of a run its continuation needs. */
export type ContinuedRun = Pick<RunRecord, 'runId' | 'task' | 'hints' | 'outcome'>;
