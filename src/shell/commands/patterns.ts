import * as vscode from 'vscode';
import { describePatterns, resetPatterns } from '../../engine/learn/memory';
import type { PatternStore } from '../../engine/learn/ports';
import { systemClock } from '../../engine/platform/clock';
import type { Documents } from '../views/documents';
import { pickFolder } from '../workspace-folder';

/** Shows what earlier runs taught about a folder. */
export function createShowPatterns(store: PatternStore, documents: Documents): () => Promise<void> {
  return async () => {
    const folder = await pickFolder();
    if (folder === undefined) return;
    const { text } = await describePatterns(store, folder.uri.fsPath, systemClock);
    await documents.show(`Learned patterns of ${folder.name}.txt`, text);
  };
}

export function createResetPatterns(store: PatternStore): () => Promise<void> {
  return async () => {
    const folder = await pickFolder();
    if (folder === undefined) return;
    const reset = 'Reset';
    const chosen = await vscode.window.showWarningMessage(
      `Forget what Loopcraft learned in ${folder.name}?`,
      {
        modal: true,
        detail:
          'The next runs choose their strategy and iteration limit as in a new workspace, and know no flaky tests. The run history stays.',
      },
      reset,
    );
    if (chosen !== reset) return;
    await resetPatterns(store, folder.uri.fsPath);
    void vscode.window.showInformationMessage(`Loopcraft forgot what it learned in ${folder.name}.`);
  };
}
