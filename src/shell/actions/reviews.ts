import * as vscode from 'vscode';
import type { Change, Settlement } from '../../engine/contract/events';
import type { Engines } from '../engines';
import type { History } from '../history';
import { hidePassed } from '../messages/passing-messages';
import { tellQuietly } from '../messages/tell-quietly';
import type { Documents } from '../views/documents';
import { acceptChanges } from './accept/accept';
import { afterSavingText, lookAfterSaving, savedTexts } from './accept/after-saving';
import { createSaveAfterUndo } from './accept/save-after-undo';
import { mergedChanges, offerMerged } from './review/accept-merged';
import { acceptOnly } from './review/accept-only';
import type { Review, Settled } from './review/review';
import { createReviewTabs, showChanged } from './review/review-tabs';
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
    settlements.set(end.review.id, end.how);
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
      const { folder, changes } = review;
      const chosen = waiting.chosen(review);
      if (chosen.length < changes.length)
        return acceptOnly({ history, engines, accept: reviews.accept }, review, chosen);
      const result = await acceptChanges(folder, changes, review.untitled);
      if (!result.ok) {
        log.warn(result.message);
        return void explainRefusal(review, result.message, result.conflicts.length > 0, (merged) =>
          offerMerged({ history, engines, accept: reviews.accept }, review, merged),
        );
      }
      saving.follow(folder, changes);
      if (result.unsaved.length > 0) warnOfUnsaved(result.unsaved);
      const saved = await savedTexts(folder, changes);
      await settle({ review, how: 'accepted', files: [...result.files], ...(saved.length > 0 ? { saved } : {}) });
      await showChanged(review);
      tellOfSaving(review, engines, log).catch((error: unknown) => log.error(`After saving: ${error}`));
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

async function tellOfSaving(review: Review, engines: Pick<Engines, 'of'>, log: vscode.LogOutputChannel): Promise<void> {
  const saved = await lookAfterSaving(review, engines.of(review.folder).types);
  if (saved === undefined) return;
  const text = afterSavingText(saved);
  log.warn(text);
  if (saved.errors?.length === 0) void vscode.window.showInformationMessage(`Loopcraft: ${text}`);
  else void vscode.window.showWarningMessage(`Loopcraft: ${text}`);
}

function warnOfUnsaved(paths: readonly string[]): void {
  const message = vscode.l10n.t(
    "Loopcraft changed {0}, but VS Code couldn't save the changes. Look at the open editors and save them yourself.",
    paths.join(', '),
  );
  void vscode.window.showWarningMessage(message);
}

/** Where files changed since the run started, and the change still fits: offers to merge and verify the two. */
async function explainRefusal(
  review: Review,
  message: string,
  conflict: boolean,
  offer: (merged: readonly Change[]) => Promise<void>,
): Promise<void> {
  const again = vscode.l10n.t('Run Again');
  const merge = vscode.l10n.t('Merge and Verify');
  const merged = conflict ? await mergedChanges(review) : undefined;
  const choices = [...(merged ? [merge] : []), ...(conflict ? [again] : [])];
  const chosen = await vscode.window.showErrorMessage(`Loopcraft: ${message}`, ...choices);
  if (chosen === again) review.runAgain();
  if (chosen !== merge) return;
  // The files may have changed again since the message came.
  const now = await mergedChanges(review);
  if (now) await offer(now);
  else tellQuietly(vscode.l10n.t('Your edits and the change no longer go together'));
}
