import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import type { Reviews } from '../reviews';
import type { Review } from './review';
import { type VerifyAgainDeps, verifyAndAccept } from './verify-again';

export interface AcceptSomeDeps extends VerifyAgainDeps {
  readonly reviews: Pick<Reviews, 'accept'>;
}

/**
 * Asks which files of a change to accept. What is left of the change is verified again before it is written, without
 * a model: a part of a green change need not be green.
 */
export async function acceptSome(deps: AcceptSomeDeps, review: Review): Promise<void> {
  const some = await pickFiles(review);
  if (some !== undefined) await acceptOnly(deps, review, some);
}

async function acceptOnly(deps: AcceptSomeDeps, review: Review, some: readonly Change[]): Promise<void> {
  if (some.length === 0) return;
  if (some.length === review.changes.length) return deps.reviews.accept(review);
  const left = review.changes.filter((change) => !some.includes(change)).map(({ path }) => path);
  const title = vscode.l10n.t('Loopcraft: Verifying the files that you chose');
  const ask = (isGreen: boolean) =>
    isGreen
      ? undefined
      : {
          question: vscode.l10n.t('Apply the change without {0} although it is not green then?', left.join(', ')),
          details: [vscode.l10n.t('Undo or "Revert Run" takes it back.')],
        };
  await verifyAndAccept({ ...deps, accept: deps.reviews.accept }, review, some, { title, ask });
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
