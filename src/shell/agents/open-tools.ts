import * as vscode from 'vscode';
import type { RunResult } from '../../engine/engine';
import type { RunTask } from '../actions/run-task';
import type { Engines } from '../engines';
import { settingsOf } from '../read-settings';
import { currentText, unsavedText } from '../workspace-folder';
import { createAgentTools } from './agent-tools';

export interface OpenToolsDeps {
  readonly engines: Engines;
  readonly runTask: RunTask;
  /** How a run ended, as the person reads it. */
  readonly endOf: (result: RunResult) => string;
}

/** The tools for the folders and editors of this window. */
export function openTools({ engines, runTask, endOf }: OpenToolsDeps): ReturnType<typeof createAgentTools> {
  return createAgentTools({
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
}
