import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
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

/** Waits until something holds, at most `ms` milliseconds: long enough for a busy machine. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  for (const deadline = Date.now() + ms; !(await holds()); await delay(20))
    assert.ok(Date.now() < deadline, `it does not hold after ${ms / 1000} s: ${holds}`);
}
