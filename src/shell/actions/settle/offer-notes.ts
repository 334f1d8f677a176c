import * as vscode from 'vscode';
import type { RunRecord } from '../../../engine/journal/record';
import { createNotes } from '../../../engine/learn/notes/notes';
import type { PatternStore } from '../../../engine/learn/store/ports';

/** Offers once, when a change is accepted, to remember the person's words that led to it. */
export async function offerNotes(
  { task, hints }: Pick<RunRecord, 'task' | 'hints'>,
  folder: vscode.WorkspaceFolder,
  store: PatternStore,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const notes = createNotes(store, folder.uri.fsPath, Date.now);
  const offered = await notes.offer([...(task.hints ?? []), ...hints]).catch((error: unknown) => {
    log.warn(`Couldn't read the notes of this workspace: ${String(error)}`);
    return [];
  });
  for (const note of offered) {
    const remember = vscode.l10n.t('Remember');
    const write = vscode.l10n.t('Add to AGENTS.md');
    const question = vscode.l10n.t('Loopcraft: Tell every later run in {0} as well: "{1}"?', folder.name, note);
    const chosen = await vscode.window.showInformationMessage(question, remember, write);
    if (chosen === write) await addToAgentsFile(folder, note);
    const problem = chosen === remember ? await notes.add(note) : undefined;
    if (problem !== undefined) void vscode.window.showWarningMessage(`Loopcraft: ${problem}`);
  }
}

/** Adds a line to the folder's AGENTS.md, in one edit that can be undone, and saves it. */
async function addToAgentsFile(folder: vscode.WorkspaceFolder, note: string): Promise<void> {
  const uri = vscode.Uri.joinPath(folder.uri, 'AGENTS.md');
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  await vscode.workspace.applyEdit(edit);
  const document = await vscode.workspace.openTextDocument(uri);
  const end = document.lineAt(document.lineCount - 1).range.end;
  const line = `${document.getText() === '' || document.getText().endsWith('\n') ? '' : '\n'}- ${note}\n`;
  const adding = new vscode.WorkspaceEdit();
  adding.insert(uri, end, line);
  if ((await vscode.workspace.applyEdit(adding)) && (await document.save())) return;
  const message = vscode.l10n.t(
    "Loopcraft couldn't write AGENTS.md. Check that it is not read-only, and add: {0}",
    note,
  );
  void vscode.window.showErrorMessage(message);
}
