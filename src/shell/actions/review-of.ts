import type { StopReason } from '../../engine/contract/stop';
import type { Task } from '../../engine/contract/task';
import type { RunRecord } from '../../engine/journal/record';
import { l10n } from '../l10n';
import { titleOf } from '../run-title';
import { shorten } from '../views/format';
import { remainingText } from '../views/remaining-text';
import type { Review } from './review/review';

/** Characters of the task that a diff's tab shows. */
const TITLE_LENGTH = 40;

/** Whether the changes of a run that ended for this reason can be accepted, not only looked at. */
export function isAcceptable(reason: StopReason | undefined): boolean {
  return reason === 'verified' || reason === 'red-as-before';
}

/** What is red in the best candidate of a run that did not end green; undefined where nothing says so. */
export function redIn(
  { reason, message }: { readonly reason?: StopReason | undefined; readonly message?: string | undefined },
  record: Pick<RunRecord, 'remaining'> | undefined,
): string | undefined {
  if (reason === undefined || isAcceptable(reason)) return undefined;
  return record?.remaining === undefined ? message : remainingText(record.remaining);
}

/** The review of a run's changes, or of the candidate that `id` names. */
export function reviewOf(id: string, task: Task, parts: Omit<Review, 'id' | 'title'>): Review {
  const what = shorten(titleOf({ task }), TITLE_LENGTH);
  return {
    folder: parts.folder,
    changes: parts.changes,
    acceptable: parts.acceptable,
    untitled: parts.untitled,
    runAgain: parts.runAgain,
    goOn: parts.goOn,
    left: parts.left,
    red: parts.acceptable ? undefined : parts.red,
    runId: parts.runId,
    id,
    title: parts.acceptable ? l10n.t('Loopcraft: {0}', what) : l10n.t('Loopcraft candidate: {0}', what),
  };
}
