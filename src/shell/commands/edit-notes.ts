import * as vscode from 'vscode';
import { createNotes } from '../../engine/learn/notes/notes';
import type { PatternStore } from '../../engine/learn/store/ports';
import { pickFolder } from '../workspace-folder';

/** Lists what every run in a folder is told, to remove a note or add one. */
export function createEditNotes(store: PatternStore): () => Promise<void> {
  return async () => {
    const folder = await pickFolder();
    if (folder === undefined) return;
    const notes = createNotes(store, folder.uri.fsPath, Date.now);
    const add = { label: `$(add) ${vscode.l10n.t('Add a Note')}`, note: undefined };
    const known = (await notes.load()).map((note) => ({ label: note, note }));
    const chosen = await vscode.window.showQuickPick<{ label: string; note: string | undefined }>([add, ...known], {
      title: vscode.l10n.t('Notes for every run in {0}', folder.name),
      placeHolder: vscode.l10n.t('Choose a note to remove it'),
    });
    if (chosen === undefined) return;
    if (chosen.note === undefined) return addNote(notes);
    await notes.remove(chosen.note);
    void vscode.window.showInformationMessage(vscode.l10n.t('Loopcraft: Later runs are no longer told so.'));
  };
}

async function addNote(notes: ReturnType<typeof createNotes>): Promise<void> {
  const words = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add a Note'),
    prompt: vscode.l10n.t('What should every run in this folder know?'),
    ignoreFocusOut: true,
  });
  if (words === undefined || words.trim() === '') return;
  const problem = await notes.add(words);
  if (problem === undefined)
    void vscode.window.showInformationMessage(vscode.l10n.t('Loopcraft: Every later run in this folder is told so.'));
  else void vscode.window.showWarningMessage(`Loopcraft: ${problem}`);
}
