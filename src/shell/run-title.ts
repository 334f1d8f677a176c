import { posix } from 'node:path';
import type { RunRecord } from '../engine/journal/record';
import { l10n } from './l10n';

/** The text of a run's task for labels; a description where the task has no text. */
export function titleOf({ task }: Pick<RunRecord, 'task'>): string {
  const files = task.files.map((path) => posix.basename(path)).join(', ');
  if (task.text.trim() !== '') return task.text.trim();
  if (task.kind !== 'fix') return l10n.t('Generate');
  return files === '' ? l10n.t('Fix all failures') : l10n.t('Fix {0}', files);
}
