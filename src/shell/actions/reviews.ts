import * as vscode from 'vscode';
import type { Settlement } from '../../engine/contract/events';
import type { Engines } from '../engines';
import type { History } from '../history';
import { hidePassed } from '../messages/passing-messages';
import { tellQuietly } from '../messages/tell-quietly';
import type { Documents } from '../views/documents';
import { createSaveAfterUndo } from './accept/save-after-undo';
import type { Review, Settled } from './review/review';
import { createReviewTabs } from './review/review-tabs';
import type { Reviews } from './review/reviewing';
import { createTyping, createWaiting, type Waiting } from './review/waiting';

export function createReviews(
  documents: Documents,
  log: vscode.LogOutputChannel,
  engines: Pick<Engines, 'of'>,
  history: Pick<History, 'find'>,
): Reviews {
  const settled = new vscode.EventEmitter<Settled>();
  const settlements = new Map<string, Settlement>();
  const tabs = createReviewTabs(documents);
  const waiting = createWaiting();
  const typing = createTyping();
  const saving = createSaveAfterUndo();
  const settle = async (end: Settled) => {
    for (const id of [end.review.id, end.review.mergedFrom]) if (id !== undefined) settlements.set(id, end.how);
    waiting.remove(end.review);
    await tabs.close(end.review);
    hidePassed();
    settled.fire(end);
  };
  const reviews: Reviews = {
    onDidSettle: settled.event,
    waiting,
    open: tabs.open,
    wait: waiting.add,
    async offer(review, since) {
      waiting.add(review);
      if (typing.since(since)) return false;
      await tabs.open(review);
      return true;
    },
    current: () => (tabs.current()?.acceptable === true ? tabs.current() : waiting.all().at(-1)),
    currentCandidate: () => (tabs.current()?.red === undefined ? undefined : tabs.current()),
    async accept(review) {
      if (isAccepted(review, settlements)) return;
      const { writeReview } = await import('./review/write-review');
      const deps = { log, engines, history, reviews, accept: reviews.accept, follow: saving.follow, settle };
      await writeReview(deps, review, waiting.chosen(review));
    },
    async discard(review) {
      if (!isAccepted(review, settlements)) await settle({ review, how: 'discarded', files: [] });
    },
    forget: (runId) => forgetRun(runId, waiting, tabs),
    dispose: () => vscode.Disposable.from(tabs, waiting, typing, saving, settled).dispose(),
  };
  return reviews;
}

/** A message that offers the choice stays where it was made elsewhere: that is no error. */
function isAccepted({ id }: Review, settlements: ReadonlyMap<string, Settlement>): boolean {
  const accepted = settlements.get(id) === 'accepted';
  if (accepted) tellQuietly(vscode.l10n.t('These changes are accepted already'));
  return accepted;
}

async function forgetRun(runId: string, waiting: Waiting, tabs: ReturnType<typeof createReviewTabs>): Promise<void> {
  for (const review of waiting.all().filter((each) => each.runId === runId)) {
    waiting.remove(review);
    await tabs.close(review);
  }
}
