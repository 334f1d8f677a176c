import * as vscode from 'vscode';

/** Says something in the status bar, for some seconds, that asks nothing of the person. */
export function tellQuietly(text: string): void {
  vscode.window.setStatusBarMessage(`$(info) Loopcraft: ${text}`, 8000);
}
