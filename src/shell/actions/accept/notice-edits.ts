import * as vscode from 'vscode';
import type { History } from '../../history';
import { currentText } from '../../workspace-folder';

/** Edits of an older change are the code's further life rather than a judgement on the change. */
const MAX_AGE_MS = 24 * 3_600_000;

/**
 * Looks once at each change that was accepted in the folder within a day: how much of it the person has edited since.
 * It is called before the next run begins there, and when a window opens, because one that closes has no time.
 */
export async function noticeEdits(history: History, folder: vscode.WorkspaceFolder, now = Date.now()): Promise<void> {
  for (const run of history.runs()) {
    const { settled, workspace, runId, changes } = run;
    if (workspace !== folder.uri.fsPath || settled?.how !== 'accepted' || settled.edited !== undefined) continue;
    if (now - Date.parse(settled.at) > MAX_AGE_MS) continue;
    const accepted = changes.filter(({ path }) => settled.files.includes(path));
    const { editedShare } = await import('../../../engine/learn/edited-share');
    const edited = await editedShare(accepted, settled, (path) => currentText(folder, path, new Map()));
    if (edited === undefined) continue;
    const { how, files, saved } = settled;
    await history.settle(runId, { how, files, edited, ...(saved ? { saved } : {}) });
  }
}

/** The same in all open folders. */
export async function noticeAllEdits(history: History): Promise<void> {
  for (const folder of vscode.workspace.workspaceFolders ?? [])
    if (folder.uri.scheme === 'file') await noticeEdits(history, folder);
}
