import * as vscode from 'vscode';
import type { Change } from '../../engine/contract/events';
import { findConflicts } from '../../engine/workspace/accept/accept';
import { currentText, type Drafts, findDocument } from '../workspace-folder';
import { differingLines } from './differing-lines';
import { saveDocument } from './save-document';

export type AcceptResult =
  /** `unsaved`: changed in the editor, but VS Code could not save them. */
  | { readonly ok: true; readonly files: readonly string[]; readonly unsaved: readonly string[] }
  | { readonly ok: false; readonly conflicts: readonly string[]; readonly message: string };

/**
 * Writes a run's changes as one undoable edit and saves the files, unless any of them is no
 * longer what the run started from: then nothing is written.
 */
export async function acceptChanges(
  folder: vscode.WorkspaceFolder,
  changes: readonly Change[],
  drafts: Drafts,
): Promise<AcceptResult> {
  const current = new Map<string, string | null>();
  for (const { path, before } of changes) current.set(path, alignMark(await currentText(folder, path, drafts), before));
  const conflicts = await findConflicts(changes, async (path) => current.get(path) ?? null);
  if (conflicts.length > 0) {
    if (changes.every(({ path, after }) => current.get(path) === after)) {
      return { ok: false, conflicts: [], message: 'Nothing was written: your files already have these changes.' };
    }
    return {
      ok: false,
      conflicts,
      message: `Nothing was written: ${conflicts.join(', ')} changed after the run began. Run it again to build on your changes, or undo them and accept again.`,
    };
  }
  const edit = await editOf(folder, changes);
  if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) {
    return {
      ok: false,
      conflicts: [],
      message:
        'Nothing was written: VS Code refused the edit. A file may be read-only; look at the log, then accept again.',
    };
  }
  return { ok: true, files: changes.map(({ path }) => path), unsaved: await saveAll(folder, changes) };
}

/** An editor's text has no byte order mark where the file has one: that is no difference. */
function alignMark(text: string | null, before: string | null): string | null {
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

/** Saves the changed files; the result are those that could not be saved. */
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
