import type { StopReason } from '../../engine/contract/stop';
import { l10n } from '../l10n';
import { shorten } from '../views/format';
import type { Review } from './reviews';

/** Characters of the task that a diff's tab shows. */
const TITLE_LENGTH = 40;

/** Whether the changes of a run that ended for this reason can be accepted, not only looked at. */
export function isAcceptable(reason: StopReason | undefined): boolean {
  return reason === 'verified' || reason === 'red-as-before';
}

/** The review of a run's changes, or of the candidate that `id` names. */
export function reviewOf(id: string, task: string, parts: Omit<Review, 'id' | 'title'>): Review {
  const what = shorten(task, TITLE_LENGTH) || l10n.t('fix');
  return {
    folder: parts.folder,
    changes: parts.changes,
    acceptable: parts.acceptable,
    untitled: parts.untitled,
    runAgain: parts.runAgain,
    goOn: parts.goOn,
    left: parts.left,
    id,
    title: parts.acceptable ? l10n.t('Loopcraft: {0}', what) : l10n.t('Loopcraft candidate: {0}', what),
  };
}
