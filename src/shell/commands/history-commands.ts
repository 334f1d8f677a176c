import * as vscode from 'vscode';
import type { RunRecord } from '../../engine/journal/record';
import { reviewOf } from '../actions/review-of';
import type { Reviews } from '../actions/reviews';
import type { RunTask } from '../actions/run-task';
import type { CommandId } from '../contributions';
import type { History } from '../history';
import { titleOf } from '../run-title';
import { shorten } from '../views/format';
import { type HistoryNode, textOf } from '../views/history-nodes';
import { requireTrust } from '../workspace-folder';

export interface HistoryCommandDeps {
  readonly history: History;
  readonly reviews: Reviews;
  readonly runTask: RunTask;
}

/** What the history's items offer; each gets the item it was called on. */
export function createHistoryCommands({ history, reviews, runTask }: HistoryCommandDeps) {
  return {
    'loopcraft.openDiff': async (node: HistoryNode) => {
      const folder = folderOf(node.run);
      if (folder === undefined) return;
      const step = node.kind === 'step' ? node.step : undefined;
      const acceptable = step === undefined && node.run.reason === 'verified';
      const parts = {
        folder,
        changes: step?.changes ?? node.run.changes,
        acceptable,
        drafts: new Map(),
        runAgain: () => void again(runTask, node.run),
      };
      await reviews.open(reviewOf(textOf(node).id, titleOf(node.run), parts));
    },
    'loopcraft.runAgain': async (node: HistoryNode) => {
      await again(runTask, node.run);
    },
    'loopcraft.deleteRun': async ({ run }: HistoryNode) => {
      const chosen = await vscode.window.showWarningMessage(
        `Delete the run "${shorten(titleOf(run), 80)}"?`,
        {
          modal: true,
          detail:
            'Its steps and its diff are lost. Files of your workspace are not touched, and what was learned from it stays.',
        },
        'Delete',
      );
      if (chosen !== 'Delete' || (await history.remove(run.runId))) return;
      void vscode.window.showErrorMessage(
        'Loopcraft: the run was not deleted. It is still going on, perhaps in another window, or its journal cannot be written; cancel it, refresh, and try again.',
      );
    },
    'loopcraft.refreshHistory': () => history.refresh(),
  } satisfies Partial<Record<CommandId, unknown>>;
}

/** The folder a run worked in, if it is open here; else the person is told. */
function folderOf(run: RunRecord): vscode.WorkspaceFolder | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.workspace));
  if (folder === undefined)
    void vscode.window.showErrorMessage(
      `Loopcraft: this run worked in ${run.workspace}, which is not open here. Open that folder and try again.`,
    );
  return folder;
}

async function again(runTask: RunTask, run: RunRecord): Promise<void> {
  const folder = (await requireTrust()) ? folderOf(run) : undefined;
  if (folder) await runTask({ folder, drafts: new Map(), task: run.task });
}
