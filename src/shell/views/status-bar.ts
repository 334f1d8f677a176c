import * as vscode from 'vscode';
import type { Runs } from '../actions/runs';
import { CONTEXT, SHOW_HISTORY } from '../contributions';
import { shorten } from './format';
import { iterationText, progressText, secondsUntil } from './progress-state';

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
    setContext(CONTEXT.waiting, first?.progress.waitingUntil !== undefined);
    if (first === undefined) {
      item.hide();
      return;
    }
    const { progress } = first;
    const { waitingUntil } = progress;
    const waits = waitingUntil !== undefined;
    const where = progress.iteration === 0 ? shorten(progress.step, 40) : iterationText(progress).toLowerCase();
    item.text = waits
      ? `$(watch) Loopcraft: trying again in ${secondsUntil(waitingUntil)} s, click to retry now`
      : `$(sync~spin) Loopcraft: ${where}`;
    const tooltip = new vscode.MarkdownString(
      `${progressText(progress)}\n\n[Show runs](command:${SHOW_HISTORY}) · [Stop](command:loopcraft.cancelRun)${waits ? ' · [Retry now](command:loopcraft.retryNow)' : ''}`,
    );
    tooltip.isTrusted = { enabledCommands: [SHOW_HISTORY, 'loopcraft.cancelRun', 'loopcraft.retryNow'] };
    item.tooltip = tooltip;
    item.command = waits ? 'loopcraft.retryNow' : SHOW_HISTORY;
    item.show();
  });
  return vscode.Disposable.from(item, listening);
}
