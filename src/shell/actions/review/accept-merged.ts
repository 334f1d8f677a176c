import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import { mergeChanges } from '../../../engine/workspace/accept/merge-changes';
import { currentText } from '../../workspace-folder';
import type { Review } from './review';
import { type VerifyAgainDeps, verifyAndAccept } from './verify-again';

/** The change merged with what the person edited since; undefined where both touched the same lines. */
export async function mergedChanges({ folder, changes, untitled }: Review): Promise<readonly Change[] | undefined> {
  const merged = await mergeChanges(changes, (path) => currentText(folder, path, untitled));
  return merged?.length === 0 ? undefined : merged;
}

/** Verifies the merged files, without a model, and offers to write them. */
export async function offerMerged(
  deps: VerifyAgainDeps & { accept(review: Review): Promise<void> },
  review: Review,
  merged: readonly Change[],
): Promise<void> {
  const title = vscode.l10n.t('Loopcraft: Verifying the change with your edits');
  const files = merged.map(({ path }) => path).join(', ');
  const details = [files, vscode.l10n.t('Undo takes it back.')];
  const ask = (isGreen: boolean) => {
    if (!isGreen)
      return { question: vscode.l10n.t('Apply the change with your edits although the result is not green?'), details };
    const question = vscode.l10n.t('The change and your edits go together, and the result is verified. Accept it?');
    return { question, details, apply: vscode.l10n.t('Accept Merged Files') };
  };
  await verifyAndAccept(deps, review, merged, { title, ask });
}
