import * as vscode from 'vscode';
import type { Runs } from '../actions/runs';
import { CONTEXT, SHOW_HISTORY } from '../contributions';
import { formatCost, shorten } from './format';
import { iterationText, type ProgressState, progressText, secondsUntil } from './progress-state';

/** One status bar item while a run is in progress; a click opens the runs, or retries a waiting call. */
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
    const waiting = waitingUntil !== undefined;
    item.text = waiting
      ? `$(watch) ${vscode.l10n.t('Loopcraft: Retrying in {0} s, click to retry now', secondsUntil(waitingUntil))}`
      : `$(sync~spin) Loopcraft: ${progress.iteration === 0 ? shorten(progress.step, 40) : withSpend(progress)}`;
    item.tooltip = tooltipFor(progress);
    item.command = waiting ? 'loopcraft.retryNow' : SHOW_HISTORY;
    item.show();
  });
  return vscode.Disposable.from(item, listening);
}

/** "Iteration 2 of 6, $0.01"; without the money before the first call, and where the price is unknown. */
function withSpend(progress: ProgressState): string {
  const { tokens, costUsd, priced } = progress;
  const text = iterationText(progress);
  return tokens === 0 || !priced ? text : `${text}, ${formatCost(costUsd, priced)}`;
}

/** The progress, and what can be done about the run. */
function tooltipFor(progress: ProgressState): vscode.MarkdownString {
  const links = [
    `[${vscode.l10n.t('Show Runs')}](command:${SHOW_HISTORY})`,
    `[${vscode.l10n.t('Cancel Run')}](command:loopcraft.cancelRun)`,
    ...(progress.waitingUntil === undefined ? [] : [`[${vscode.l10n.t('Retry Now')}](command:loopcraft.retryNow)`]),
  ];
  const tooltip = new vscode.MarkdownString(`${progressText(progress)}\n\n${links.join(' · ')}`);
  tooltip.isTrusted = { enabledCommands: [SHOW_HISTORY, 'loopcraft.cancelRun', 'loopcraft.retryNow'] };
  return tooltip;
}
