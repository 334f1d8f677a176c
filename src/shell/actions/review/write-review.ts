/*
 * What accepting a review does: reviews.ts loads it when something is accepted. Files that the person left out lead to
 * accept-only.ts, files that changed meanwhile to accept-merged.ts.
 */
import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import type { Engines } from '../../engines';
import { tellQuietly } from '../../messages/tell-quietly';
import { acceptChanges } from '../accept/accept';
import { afterSavingText, lookAfterSaving, savedTexts } from '../accept/after-saving';
import { mergedChanges, offerMerged } from './accept-merged';
import { acceptOnly } from './accept-only';
import type { Review, Settled } from './review';
import { showChanged } from './review-tabs';
import type { Reviews } from './reviewing';
import type { VerifyAgainDeps } from './verify-again';

export interface WriteDeps extends VerifyAgainDeps {
  readonly engines: Pick<Engines, 'of'>;
  readonly log: vscode.LogOutputChannel;
  readonly reviews: Reviews;
  readonly accept: (review: Review) => Promise<void>;
  /** Told of the files of an edit that was just written. */
  readonly follow: (folder: vscode.WorkspaceFolder, changes: readonly Change[]) => void;
  readonly settle: (end: Settled) => Promise<void>;
}

/** Writes a review's changes: those that were `chosen`, after they were verified again, where that is not all. */
export async function writeReview(deps: WriteDeps, review: Review, chosen: readonly Change[]): Promise<void> {
  const { folder, changes } = review;
  const { log, engines } = deps;
  if (chosen.length < changes.length) return acceptOnly(deps, review, chosen);
  const result = await acceptChanges(folder, changes, review.untitled);
  if (!result.ok) {
    log.warn(result.message);
    void explainRefusal(deps, review, result);
    return;
  }
  deps.follow(folder, changes);
  if (result.unsaved.length > 0) warnOfUnsaved(result.unsaved);
  const saved = await textsOf(review);
  await deps.settle({ review, how: 'accepted', files: [...result.files], ...(saved.length > 0 ? { saved } : {}) });
  await showChanged(review);
  tellOfSaving(review, engines, log).catch((error: unknown) => log.error(`After saving: ${error}`));
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

/** The texts on disk where they are others than the run's; of merged files also what they were before. */
async function textsOf({ folder, changes, mergedFrom }: Review): Promise<NonNullable<Settled['saved']>> {
  const saved = await savedTexts(folder, changes);
  if (mergedFrom === undefined) return saved;
  return changes.flatMap(({ path, before, after }) => {
    const text = saved.find((file) => file.path === path)?.text ?? after;
    return text === null ? [] : [{ path, text, ...(before === null ? {} : { before }) }];
  });
}

/** Where files changed since the run started, and the change still fits: offers to merge and verify the two. */
async function explainRefusal(
  deps: WriteDeps,
  review: Review,
  { message, conflicts }: { readonly message: string; readonly conflicts: readonly string[] },
): Promise<void> {
  const again = vscode.l10n.t('Run Again');
  const merge = vscode.l10n.t('Merge and Verify');
  const isConflict = conflicts.length > 0;
  const merged = isConflict ? await mergedChanges(review) : undefined;
  const choices = [...(merged ? [merge] : []), ...(isConflict ? [again] : [])];
  const chosen = await vscode.window.showErrorMessage(`Loopcraft: ${message}`, ...choices);
  if (chosen === again) review.runAgain();
  if (chosen !== merge) return;
  // The files may have changed again since the message came.
  const now = await mergedChanges(review);
  if (now) await offerMerged(deps, review, now);
  else tellQuietly(vscode.l10n.t('Your edits and the change no longer go together'));
}
