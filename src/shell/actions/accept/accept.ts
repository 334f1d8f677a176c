import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import { findConflicts } from '../../../engine/workspace/accept/accept';
import { currentText, findDocument, type UntitledDocuments } from '../../workspace-folder';
import { differingLines } from './differing-lines';
import { saveDocument } from './save-document';

export type AcceptResult =
  /** `unsaved` names the files that were changed in an editor but could not be saved. */
  | { readonly ok: true; readonly files: readonly string[]; readonly unsaved: readonly string[] }
  | { readonly ok: false; readonly conflicts: readonly string[]; readonly message: string };

/**
 * Writes a run's changes as one undoable edit and saves the files. Writes nothing if any of the
 * files was changed since the run started.
 */
export async function acceptChanges(
  folder: vscode.WorkspaceFolder,
  changes: readonly Change[],
  untitled: UntitledDocuments,
): Promise<AcceptResult> {
  const current = new Map<string, string | null>();
  for (const { path, before } of changes) {
    const text = await currentText(folder, path, untitled);
    current.set(path, alignByteOrderMark(text, before));
  }
  const conflicts = await findConflicts(changes, async (path) => current.get(path) ?? null);
  if (conflicts.length > 0 && changes.every(({ path, after }) => current.get(path) === after))
    return refused([], vscode.l10n.t('Nothing was written: your files already have these changes.'));
  if (conflicts.length > 0) {
    const message = vscode.l10n.t(
      'Nothing was written: {0} changed after the run started. ' +
        'Run the task again to build on your edits, or undo them and accept again.',
      conflicts.join(', '),
    );
    return refused(conflicts, message);
  }
  const edit = await editOf(folder, changes);
  if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) {
    const message = vscode.l10n.t(
      'Nothing was written: VS Code refused the edit. A file may be read-only; look at the log, then accept again.',
    );
    return refused([], message);
  }
  return { ok: true, files: changes.map(({ path }) => path), unsaved: await saveAll(folder, changes) };
}

function refused(conflicts: readonly string[], message: string): AcceptResult {
  return { ok: false, conflicts, message };
}

/** Adds or removes a byte order mark as in `before`: editor text never has one, which isn't a difference. */
function alignByteOrderMark(text: string | null, before: string | null): string | null {
  if (text === null || before === null) return text;
  const bare = text.replace(/^\uFEFF/, '');
  return before.startsWith('\uFEFF') ? `\uFEFF${bare}` : bare;
}

async function editOf(folder: vscode.WorkspaceFolder, changes: readonly Change[]): Promise<vscode.WorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  for (const { path, after } of changes) {
    const uri = vscode.Uri.joinPath(folder.uri, path);
    if (after === null) edit.deleteFile(uri, { ignoreIfNotExists: true });
    else if (await exists(uri)) replaceDifference(edit, await vscode.workspace.openTextDocument(uri), after);
    else edit.createFile(uri, { contents: new TextEncoder().encode(after) });
  }
  return edit;
}

/** Replaces only the lines that differ, so that cursors and folded regions elsewhere stay. */
function replaceDifference(edit: vscode.WorkspaceEdit, document: vscode.TextDocument, after: string): void {
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const next = after.replace(/^\uFEFF/, '').replace(/\r\n|\n/g, eol);
  const old = document.getText();
  const { start, end } = differingLines(old, next);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(old.length - end));
  edit.replace(document.uri, range, next.slice(start, next.length - end));
}

/** Saves the changed files and returns those that could not be saved. */
async function saveAll(folder: vscode.WorkspaceFolder, changes: readonly Change[]): Promise<string[]> {
  const unsaved: string[] = [];
  for (const { path, after } of changes) {
    const document = after === null ? undefined : findDocument(vscode.Uri.joinPath(folder.uri, path));
    if (document !== undefined && !(await saveDocument(document))) unsaved.push(path);
  }
  return unsaved;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
