import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import type { Review } from './review';
import { type VerifyAgainDeps, verifyAndAccept } from './verify-again';

/**
 * Accepts some files of a change. They are verified again before they are written, without a model: a part of a green
 * change need not be green.
 */
export async function acceptOnly(
  deps: VerifyAgainDeps & { accept(review: Review): Promise<void> },
  review: Review,
  some: readonly Change[],
): Promise<void> {
  if (some.length === 0) {
    const text = vscode.l10n.t('Loopcraft: All files of the change are left out. Mark those that you want.');
    void vscode.window.showInformationMessage(text);
    return;
  }
  const left = review.changes.filter((change) => !some.includes(change)).map(({ path }) => path);
  const title = vscode.l10n.t('Loopcraft: Verifying the files that you chose');
  const ask = (isGreen: boolean) =>
    isGreen
      ? undefined
      : {
          question: vscode.l10n.t('Apply the change without {0} although it is not green then?', left.join(', ')),
          details: [vscode.l10n.t('Undo or "Revert Run" takes it back.')],
        };
  await verifyAndAccept(deps, review, some, { title, ask });
}
