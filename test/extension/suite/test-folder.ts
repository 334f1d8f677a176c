import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** The only folder of the workspace that the host suites run in. */
export function theFolder(): vscode.WorkspaceFolder {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'the tests need a folder');
  return folder;
}

/** Files of these suites are in a folder of their own, which the tests delete. */
export const uriOf = (path: string) => vscode.Uri.joinPath(theFolder().uri, 'shell-tests', path);

export const write = async (path: string, text: string) =>
  vscode.workspace.fs.writeFile(uriOf(path), new TextEncoder().encode(text));

export const read = async (path: string) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uriOf(path)));
