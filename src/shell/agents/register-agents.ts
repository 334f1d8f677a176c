import * as vscode from 'vscode';
import type { RunResult } from '../../engine/engine';
import type { RunTask } from '../actions/run-task';
import type { Engines } from '../engines';
import type { History } from '../history';
import { settingsOf } from '../read-settings';
import { endedText } from '../views/ended-text';
import { sentences } from '../views/format';
import { currentText, unsavedText } from '../workspace-folder';
import { registerChat } from './register-chat';
import { registerTools } from './register-tools';

/** The chat participant and the tools for other agents. */
export function registerAgents(
  context: vscode.ExtensionContext,
  { engines, history, runTask }: { readonly engines: Engines; readonly history: History; readonly runTask: RunTask },
): vscode.Disposable {
  const endOf = (result: RunResult): string => {
    const record = history.find(result.runId);
    return record === undefined ? sentences(result.message, result.next) : endedText(record);
  };
  const tools = registerTools({
    isTrusted: () => vscode.workspace.isTrusted,
    folders: () => (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file'),
    activeFolder() {
      const uri = vscode.window.activeTextEditor?.document.uri;
      const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
      return folder?.uri.scheme === 'file' ? folder : undefined;
    },
    settingsOf,
    engineOf: engines.of,
    unsaved: (folder) => unsavedText(folder, new Map()),
    read: async (folder, path) => (await currentText(folder, path, new Map())) ?? undefined,
    run: runTask,
    endOf,
  });
  const icon = vscode.Uri.joinPath(context.extensionUri, 'media/icon.png');
  return vscode.Disposable.from(tools, registerChat({ run: runTask, endOf, runs: history.runs }, icon));
}
