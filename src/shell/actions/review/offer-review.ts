import * as vscode from 'vscode';
import type { RunResult } from '../../../engine/engine';
import { INFORMATION_TOAST_MS, passing } from '../../messages/passing-messages';
import { tellQuietly } from '../../messages/tell-quietly';
import { sentences } from '../../views/format';
import { rejectWithReason } from '../ask-for-words';
import { labelOf } from '../next-steps';
import type { Review } from './review';
import type { Reviews } from './reviewing';

/** Asks in a message what becomes of a change that a run ended with; `text` says how it ended. */
export async function offerReview(
  reviews: Reviews,
  review: Review,
  ended: { readonly result: Pick<RunResult, 'outcome'>; readonly startedAt: number; readonly text: string },
): Promise<void> {
  const { result, startedAt } = ended;
  const isShown = await reviews.offer(review, startedAt);
  const look = vscode.l10n.t('Review');
  const accept = vscode.l10n.t('Accept');
  const discard = vscode.l10n.t('Discard');
  const again = labelOf('again');
  const isAsked = result.outcome !== 'succeeded';
  const question = isAsked
    ? vscode.l10n.t('Accept it if these failures are no part of the task; otherwise say so and try again.')
    : '';
  const text = sentences(ended.text, question, vscode.l10n.t('Nothing is written before you accept.'));
  const reject = vscode.l10n.t('Reject with a Reason');
  const buttons = [...(isShown ? [] : [look]), accept, discard, reject, ...(isAsked ? [again] : [])];
  const message = vscode.window.showInformationMessage(`Loopcraft: ${text}`, ...buttons);
  const chosen = await passing(message, { ms: INFORMATION_TOAST_MS });
  if (chosen === look) return reviews.open(review);
  if (chosen === again) return review.runAgain();
  // A message can be clicked long after the person decided elsewhere.
  const isWaiting = reviews.waiting.all().some(({ id }) => id === review.id);
  if (chosen !== undefined && !isWaiting) tellQuietly(vscode.l10n.t('That change no longer waits for a decision'));
  if (!isWaiting) return;
  if (chosen === accept) await reviews.accept(review);
  if (chosen === discard) await reviews.discard(review);
  if (chosen === reject) await rejectWithReason(reviews, review);
}
