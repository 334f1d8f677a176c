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
import { createTyping, createWaiting, type Waiting } from './review/waiting';

export interface Reviews extends vscode.Disposable {
  /** Fires after changes were written or discarded. */
  readonly onDidSettle: vscode.Event<Settled>;
  /** The finished changes that wait for the person. */
  readonly waiting: Pick<Waiting, 'all' | 'onDidChange' | 'choose' | 'chosen'>;
  /** Shows the diff now. */
  open(review: Review): Promise<void>;
  /**
   * Shows the diff at once if the person typed nothing since `since` (milliseconds since the epoch), else when they ask
   * for it: finished work takes no focus. Says whether it is shown.
   */
  offer(review: Review, since: number): Promise<boolean>;
  /** Lets a change wait for the person, without showing it. */
  wait(review: Review): void;
  /** The review to decide on: that of the active tab, else the newest one that waits. */
  current(): Review | undefined;
  /** The candidate in the active tab that can only be applied after a question. */
  currentCandidate(): Review | undefined;
  /** Writes the change; where the person left files out, the rest, after it was verified again. */
  accept(review: Review): Promise<void>;
  discard(review: Review): Promise<void>;
  /** Takes back what is shown of a run that was deleted, or whose change is not offered any more. */
  forget(runId: string): Promise<void>;
}

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
