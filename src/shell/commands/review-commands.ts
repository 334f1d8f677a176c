import * as vscode from 'vscode';
import { revertChanges } from '../actions/accept/revert';
import { rejectWithReason } from '../actions/ask-for-words';
import { acceptSome } from '../actions/review/accept-some';
import type { Reviews } from '../actions/review/reviewing';
import { askToApply } from '../actions/review/verify-again';
import { folderOf } from '../actions/run-recorded';
import type { CommandId } from '../contributions';
import type { History } from '../history';
import { sentences } from '../views/format';
import type { RunNode } from '../views/history-nodes';

export interface ReviewCommandDeps {
  readonly reviews: Reviews;
  readonly history: History;
  /** Called after files were written back. */
  readonly onDidRevert: (folder: vscode.WorkspaceFolder) => void;
}

/** The commands with which a person decides on a change, before it is written and after. */
export function createReviewCommands(deps: ReviewCommandDeps) {
  const { reviews } = deps;
  const onReview = (act: Reviews['accept']) => async () => {
    const review = reviews.current();
    if (review) await act(review);
    else
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Loopcraft: There are no changes to accept or discard. Open the diff of a verified run first.'),
      );
  };
  return {
    'loopcraft.acceptChanges': onReview(reviews.accept),
    'loopcraft.acceptSome': onReview((review) => acceptSome(reviews, review)),
    'loopcraft.discardChanges': onReview(reviews.discard),
    'loopcraft.rejectChanges': onReview((review) => rejectWithReason(reviews, review)),
    'loopcraft.reviewChanges': onReview(reviews.open),
    'loopcraft.applyAnyway': () => applyAnyway(reviews),
    'loopcraft.revertRun': (node: RunNode | undefined) => revertRun(deps, node),
  } satisfies Partial<Record<CommandId, unknown>>;
}

/** A candidate that is not green is only written after the person was told what is red in it. */
async function applyAnyway(reviews: Reviews): Promise<void> {
  const review = reviews.currentCandidate();
  if (review === undefined) {
    const message = vscode.l10n.t('Loopcraft: Open the diff of the candidate first: it is what would be applied.');
    void vscode.window.showInformationMessage(message);
    return;
  }
  const question = vscode.l10n.t('Apply this change although it is not green?');
  const details = [vscode.l10n.t('Undo or "Revert Run" takes it back.')];
  if (await askToApply(review.red ?? '', { question, details })) await reviews.accept(review);
}

/** Takes back the change of a run, by default of the one that was accepted last. */
async function revertRun({ history, onDidRevert }: ReviewCommandDeps, node: RunNode | undefined): Promise<void> {
  const run = node?.run ?? lastAccepted(history);
  if (run?.settled?.how !== 'accepted') {
    void vscode.window.showInformationMessage(vscode.l10n.t('Loopcraft: There is no accepted change to revert.'));
    return;
  }
  const folder = folderOf(run.workspace);
  if (folder === undefined) return;
  const { files } = run.settled;
  const accepted = run.changes.filter(({ path }) => files.includes(path));
  const result = await revertChanges(folder, accepted, run.settled);
  if (!result.ok) {
    void vscode.window.showErrorMessage(`Loopcraft: ${result.message}`);
    return;
  }
  await history.settle(run.runId, { how: 'reverted', files: [...result.files] });
  onDidRevert(folder);
  const reverted = vscode.l10n.t('Reverted: {0}', result.files.join(', '));
  if (result.kept.length === 0) {
    vscode.window.setStatusBarMessage(`$(discard) Loopcraft: ${reverted}`, 8000);
    return;
  }
  const kept = vscode.l10n.t('{0} was edited since and stays as it is', result.kept.join(', '));
  void vscode.window.showWarningMessage(`Loopcraft: ${sentences(reverted, kept)}`);
}

function lastAccepted(history: History) {
  const at = (time: string | undefined) => time ?? '';
  return history
    .runs()
    .filter(({ settled }) => settled?.how === 'accepted')
    .reduce<ReturnType<History['find']>>(
      (last, run) => (at(run.settled?.at) > at(last?.settled?.at) ? run : last),
      undefined,
    );
}
