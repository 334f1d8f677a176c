import * as vscode from 'vscode';

/** Says in the status bar, for some seconds, why a click did nothing. */
export function tellQuietly(text: string): void {
  vscode.window.setStatusBarMessage(`$(info) Loopcraft: ${text}`, 8000);
}
