import * as vscode from 'vscode';
import type { Place } from '../../panel/contract';
import { folderOf } from '../actions/run-recorded';

/** Opens a file of the run's workspace folder, if that is open in this window; the path was checked to stay inside. */
export async function openPlace(workspace: string, { path, line = 1 }: Place): Promise<void> {
  const folder = folderOf(workspace);
  if (folder === undefined) return;
  const uri = vscode.Uri.joinPath(folder.uri, path);
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!exists) {
    const message = vscode.l10n.t('Loopcraft: {0} does not exist in the workspace (any more).', path);
    void vscode.window.showInformationMessage(message);
    return;
  }
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at), preview: true });
}
