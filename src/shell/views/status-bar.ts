import * as vscode from 'vscode';
import type { ActiveRun, Runs } from '../actions/runs';
import { CONTEXT, type CommandId, SHOW_HISTORY } from '../contributions';
import { formatCost, shorten } from './format';
import { iterationText, type ProgressState, progressText, secondsUntil } from './progress-state';

/** What the tooltip offers beside the runs. */
const RUN_COMMANDS: readonly CommandId[] = [
  'loopcraft.pauseRun',
  'loopcraft.resumeRun',
  'loopcraft.addHint',
  'loopcraft.cancelRun',
  'loopcraft.retryNow',
];

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
    setContext(CONTEXT.paused, first?.isPaused() === true);
    if (first === undefined) {
      item.hide();
      return;
    }
    item.tooltip = tooltipFor(first);
    Object.assign(item, labelOf(first));
    item.show();
  });
  return vscode.Disposable.from(item, listening);
}

/** What the item says, and what a click does. */
function labelOf({ progress, isPaused }: ActiveRun): Pick<vscode.StatusBarItem, 'text' | 'command'> {
  const { waitingUntil, iteration, step } = progress;
  if (isPaused())
    return {
      text: `$(debug-pause) ${vscode.l10n.t('Loopcraft: Paused before the next call, click to go on')}`,
      command: 'loopcraft.resumeRun',
    };
  if (waitingUntil !== undefined)
    return {
      text: `$(watch) ${vscode.l10n.t('Loopcraft: Retrying in {0} s, click to retry now', secondsUntil(waitingUntil))}`,
      command: 'loopcraft.retryNow',
    };
  return {
    text: `$(sync~spin) Loopcraft: ${iteration === 0 ? shorten(step, 40) : withSpend(progress)}`,
    command: SHOW_HISTORY,
  };
}

/** "Iteration 2 of 6, $0.01"; without the money before the first call, and where the price is unknown. */
function withSpend(progress: ProgressState): string {
  const { tokens, costUsd, priced } = progress;
  const text = iterationText(progress);
  return tokens === 0 || !priced ? text : `${text}, ${formatCost(costUsd, priced)}`;
}

/** The progress, and what can be done about the run. */
function tooltipFor({ progress, isPaused }: ActiveRun): vscode.MarkdownString {
  const steering = isPaused()
    ? `[${vscode.l10n.t('Go On')}](command:loopcraft.resumeRun)`
    : `[${vscode.l10n.t('Pause')}](command:loopcraft.pauseRun)`;
  const links = [
    `[${vscode.l10n.t('Show Runs')}](command:${SHOW_HISTORY})`,
    steering,
    `[${vscode.l10n.t('Add a Hint')}](command:loopcraft.addHint)`,
    `[${vscode.l10n.t('Cancel Run')}](command:loopcraft.cancelRun)`,
    ...(progress.waitingUntil === undefined ? [] : [`[${vscode.l10n.t('Retry Now')}](command:loopcraft.retryNow)`]),
  ];
  const tooltip = new vscode.MarkdownString(`${progressText(progress)}\n\n${links.join(' · ')}`);
  tooltip.isTrusted = { enabledCommands: [SHOW_HISTORY, ...RUN_COMMANDS] };
  return tooltip;
}
