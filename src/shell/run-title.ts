import { posix } from 'node:path';
import type { RunRecord } from '../engine/journal/record';

/** A run's request in words, for labels. */
export function titleOf({ task }: Pick<RunRecord, 'task'>): string {
  const files = task.files.map((path) => posix.basename(path)).join(', ');
  return task.text.trim() || (task.kind === 'fix' ? `Fix ${files || 'all failures'}` : 'Generate');
}
