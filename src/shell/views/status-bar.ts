import * as vscode from 'vscode';
import type { Runs } from '../actions/runs';
import { CONTEXT, SHOW_HISTORY } from '../contributions';
import { shorten } from './format';
import { iterationText, progressText } from './progress-state';

/** One status bar item while anything runs; a click leads to the runs, or retries a waiting call. */
export function createStatusBar(runs: Runs): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('loopcraft.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Loopcraft';
  const known = new Map<string, boolean>();
  const setContext = (key: string, value: boolean) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const listening = runs.onDidChange(() => {
    const [first] = runs.active();
    setContext(CONTEXT.running, first !== undefined);
    setContext(CONTEXT.waiting, first?.progress.waiting === true);
    if (first === undefined) {
      item.hide();
      return;
    }
    const { progress } = first;
    item.text = `${progress.waiting ? '$(watch)' : '$(sync~spin)'} Loopcraft: ${progress.iteration === 0 ? shorten(progress.step, 40) : iterationText(progress).toLowerCase()}`;
    const tooltip = new vscode.MarkdownString(`${progressText(progress)}\n\n[Show runs](command:${SHOW_HISTORY}) · [Cancel](command:loopcraft.cancelRun)${progress.waiting ? ' · [Retry now](command:loopcraft.retryNow)' : ''}`);
    tooltip.isTrusted = { enabledCommands: [SHOW_HISTORY, 'loopcraft.cancelRun', 'loopcraft.retryNow'] };
    item.tooltip = tooltip;
    item.command = SHOW_HISTORY;
    item.show();
  });
  return vscode.Disposable.from(item, listening);
}
