import * as vscode from 'vscode';
import { continuedTask } from '../../engine/journal/continued-task';
import type { RunRecord } from '../../engine/journal/record';
import { requireTrust } from '../workspace-folder';
import type { RunTask, TaskRequest } from './run-task';

/** Starts the task of a recorded run again. */
export async function runAgain(runTask: RunTask, run: RunRecord): Promise<void> {
  await start(runTask, run, { task: run.task });
}

/** Goes on from the changes of a recorded run with the person's words. */
export async function goOnFrom(runTask: RunTask, run: RunRecord, words: string): Promise<void> {
  await start(runTask, run, { task: continuedTask(run, words), earlier: run.changes });
}

async function start(
  runTask: RunTask,
  { workspace }: RunRecord,
  request: Pick<TaskRequest, 'task' | 'earlier'>,
): Promise<void> {
  const folder = (await requireTrust()) ? folderOf(workspace) : undefined;
  if (folder) await runTask({ folder, untitled: new Map(), ...request });
}

/** The folder that a run worked in; undefined when it isn't open here, after an error message. */
export function folderOf(workspace: string): vscode.WorkspaceFolder | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(workspace));
  if (folder === undefined)
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        "Loopcraft couldn't open the run: its folder {0} is not open in this window. Open the folder and try again.",
        workspace,
      ),
    );
  return folder;
}
