import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import { mergeChanges } from '../../../engine/workspace/accept/merge-changes';
import { sentences } from '../../views/format';
import { currentText } from '../../workspace-folder';
import { reviewOf } from '../review-of';
import { offerReview } from './offer-review';
import type { Review } from './review';
import type { Reviews } from './reviewing';
import { type VerifyAgainDeps, verifyAgain } from './verify-again';

/** The change merged with what the person edited since; undefined where both touched the same lines. */
export async function mergedChanges({ folder, changes, untitled }: Review): Promise<readonly Change[] | undefined> {
  const merged = await mergeChanges(changes, (path) => currentText(folder, path, untitled));
  return merged?.length === 0 ? undefined : merged;
}

/** Counts the merged changes of this window, because VS Code keeps the text of a diff's document by its URI. */
let count = 0;

/**
 * Verifies the merged files, without a model, and shows them as any other change: in a diff from the person's files to
 * the merged ones, which waits in place of the change that no longer fitted.
 */
export async function offerMerged(
  deps: VerifyAgainDeps & { readonly reviews: Reviews },
  review: Review,
  merged: readonly Change[],
): Promise<void> {
  const startedAt = Date.now();
  const title = vscode.l10n.t('Loopcraft: Verifying the change with your edits');
  const result = await verifyAgain(deps, review, merged, title);
  if (result === undefined) return;
  const { ok, summary } = result.verdict;
  count += 1;
  const run = deps.history.find(review.runId);
  const id = `${review.runId}+merged${count}`;
  const parts = { ...review, id, changes: merged, acceptable: ok, red: ok ? undefined : summary };
  // A run that was deleted meanwhile names no task, and the title stays.
  const next = { ...(run ? reviewOf(id, run.task, parts) : parts), mergedFrom: review.id };
  if (ok) {
    const text = vscode.l10n.t('Your edits and the change go together, and the result is verified.');
    await offerReview(deps.reviews, next, { result: { outcome: 'succeeded' }, startedAt, text });
    return;
  }
  await deps.reviews.open(next);
  const red = vscode.l10n.t('Your edits and the change go together, but the result is not green');
  const apply = vscode.l10n.t('The diff shows it; "Apply Anyway" there writes it all the same.');
  void vscode.window.showWarningMessage(`Loopcraft: ${sentences(red, summary, apply)}`);
}
