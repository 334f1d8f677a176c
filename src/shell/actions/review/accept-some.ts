import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import { sentences } from '../../views/format';
import type { Reviews } from '../reviews';
import type { Review } from './review';
import { type VerifyAgainDeps, verifyAgain } from './verify-again';

export interface AcceptSomeDeps extends VerifyAgainDeps {
  readonly reviews: Pick<Reviews, 'accept'>;
}

/**
 * Asks which files of a change to accept. What is left of the change is verified again before it is written, without
 * a model: a part of a green change need not be green.
 */
export async function acceptSome(deps: AcceptSomeDeps, review: Review): Promise<void> {
  const some = await pickFiles(review);
  if (some === undefined || some.length === 0) return;
  if (some.length === review.changes.length) return deps.reviews.accept(review);
  const title = vscode.l10n.t('Loopcraft: Verifying the files that you chose');
  const result = await verifyAgain(deps, review, some, title);
  if (result === undefined) return;
  const part = { ...review, changes: some };
  if (result.verdict.ok || (await applyAnyway(review, some, result.verdict.summary)))
    await deps.reviews.accept(result.verdict.ok ? part : { ...part, red: result.verdict.summary });
}

interface FileItem extends vscode.QuickPickItem {
  readonly change: Change;
}

async function pickFiles({ changes }: Review): Promise<readonly Change[] | undefined> {
  const items = changes.map((change): FileItem => {
    const { path, before, after } = change;
    const what = before === null ? vscode.l10n.t('new') : after === null ? vscode.l10n.t('deleted') : '';
    return { label: path, description: what, picked: true, change };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('Loopcraft: Accept Some Files'),
    placeHolder: vscode.l10n.t('Take the mark off the files to leave out; the rest is verified again, without a model'),
  });
  return chosen?.map(({ change }) => change);
}

/** The rest is only written after the person was told what is red in it. */
async function applyAnyway({ changes }: Review, some: readonly Change[], summary: string): Promise<boolean> {
  const left = changes.filter((change) => !some.includes(change)).map(({ path }) => path);
  const apply = vscode.l10n.t('Apply Anyway');
  const question = vscode.l10n.t('Apply the change without {0} although it is not green then?', left.join(', '));
  const detail = sentences(summary, vscode.l10n.t('Undo or "Revert Run" takes it back.'));
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, apply)) === apply;
}
