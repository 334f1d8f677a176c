import { shorten } from '../views/format';
import type { Review } from './reviews';

/** Characters of the task that a diff's tab shows. */
const TITLE_LENGTH = 40;

/** The review of a run's changes, or of one of its candidates (`id` then says which). */
export function reviewOf(id: string, task: string, parts: Omit<Review, 'id' | 'title'>): Review {
  const what = parts.acceptable ? 'Loopcraft' : 'Loopcraft candidate';
  return {
    folder: parts.folder,
    changes: parts.changes,
    acceptable: parts.acceptable,
    drafts: parts.drafts,
    runAgain: parts.runAgain,
    id,
    title: `${what}: ${shorten(task, TITLE_LENGTH) || 'fix'}`,
  };
}
