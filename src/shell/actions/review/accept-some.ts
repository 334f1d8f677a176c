import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import type { Review } from './review';
import type { Reviews } from './reviewing';

/** Asks which files of a change to accept, and accepts them. */
export async function acceptSome(reviews: Pick<Reviews, 'waiting' | 'accept'>, review: Review): Promise<void> {
  const { waiting } = reviews;
  const some = await pickFiles(review, waiting.chosen(review));
  if (some === undefined || some.length === 0) return;
  for (const change of review.changes) waiting.choose(review, change.path, some.includes(change));
  await reviews.accept(review);
}

interface FileItem extends vscode.QuickPickItem {
  readonly change: Change;
}

async function pickFiles({ changes }: Review, chosen: readonly Change[]): Promise<readonly Change[] | undefined> {
  const items = changes.map((change): FileItem => {
    const { path, before, after } = change;
    const what = before === null ? vscode.l10n.t('new') : after === null ? vscode.l10n.t('deleted') : '';
    return { label: path, description: what, picked: chosen.includes(change), change };
  });
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('Loopcraft: Accept Some Files'),
    placeHolder: vscode.l10n.t('Take the mark off the files to leave out; the rest is verified again, without a model'),
  });
  return picked?.map(({ change }) => change);
}
