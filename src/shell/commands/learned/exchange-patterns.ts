import * as vscode from 'vscode';
import { exportPatterns, importPatterns } from '../../../engine/learn/exchange';
import { createPatternMemory } from '../../../engine/learn/memory';
import type { PatternStore } from '../../../engine/learn/store/ports';
import { systemClock } from '../../../engine/platform/clock';
import type { History } from '../../history';
import { pickFolder } from '../../workspace-folder';

const FILES = { JSON: ['json'] };

/** Learns again from the recorded runs, which are the truth where the counts disagree with them. */
export function createRebuildPatterns(store: PatternStore, history: History): () => Promise<void> {
  return async () => {
    const folder = await pickFolder();
    if (folder === undefined) return;
    await history.refresh();
    await createPatternMemory(store, folder.uri.fsPath, systemClock).rebuild(await history.all());
    tell(vscode.l10n.t('Loopcraft learned again from the recorded runs of {0}.', folder.name));
  };
}

export function createExportPatterns(store: PatternStore): () => Promise<void> {
  return async () => {
    const folder = await pickFolder();
    if (folder === undefined) return;
    const defaultUri = vscode.Uri.joinPath(folder.uri, '..', `${folder.name}-patterns.json`);
    const target = await vscode.window.showSaveDialog({ filters: FILES, defaultUri });
    if (target === undefined) return;
    const text = await exportPatterns(store, folder.uri.fsPath);
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(`${text}\n`));
    tell(vscode.l10n.t('Loopcraft exported what it learned in {0}.', folder.name));
  };
}

export function createImportPatterns(store: PatternStore): () => Promise<void> {
  return async () => {
    const folder = await pickFolder();
    const [source] = (folder && (await vscode.window.showOpenDialog({ filters: FILES }))) ?? [];
    if (folder === undefined || source === undefined) return;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
    const result = await importPatterns(text, createPatternMemory(store, folder.uri.fsPath, systemClock));
    if (result.ok) tell(vscode.l10n.t('Loopcraft added the patterns to those of {0}.', folder.name));
    else
      void vscode.window.showErrorMessage(
        vscode.l10n.t(
          'Nothing was taken from {0}. {1} Choose a file that "Export Learned Patterns" wrote.',
          source.fsPath,
          result.message,
        ),
      );
  };
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
