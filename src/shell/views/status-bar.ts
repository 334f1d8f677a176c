import * as vscode from 'vscode';
import type { Review, Settled } from '../actions/review/review';
import type { Reviews } from '../actions/review/reviewing';
import type { ActiveRun, Runs } from '../actions/runs';
import { CONTEXT, type CommandId, SHOW_HISTORY } from '../contributions';
import type { History } from '../history';
import { chosenModel } from '../models/chosen-model';
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

/** How long the item offers to revert a change after it was accepted, in milliseconds. */
const REVERT_MS = 30_000;

/**
 * One status bar item: the run in progress, what waits for the person, what was just accepted, or the model. A click
 * opens the runs, retries a waiting call, opens the diff, reverts, or chooses another model.
 */
export function createStatusBar(
  runs: Runs,
  { waiting, onDidSettle }: Pick<Reviews, 'waiting' | 'onDidSettle'>,
  history: Pick<History, 'find' | 'onDidChange'>,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('loopcraft.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Loopcraft';
  const known = new Map<string, boolean>();
  const setContext = (key: string, value: boolean) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  let accepted: Settled | undefined;
  let timer: NodeJS.Timeout | undefined;
  const update = () => {
    const [first] = runs.active();
    // Reverted since, perhaps from the history.
    if (accepted && history.find(accepted.review.runId)?.settled?.how === 'reverted') accepted = undefined;
    setContext(CONTEXT.running, first !== undefined);
    setContext(CONTEXT.waiting, first?.progress.waitingUntil !== undefined);
    setContext(CONTEXT.paused, first?.isPaused() === true);
    setContext(CONTEXT.ready, waiting.all().length > 0);
    setContext(CONTEXT.modelChosen, chosenModel() !== undefined);
    const shown = first ? labelOf(first) : (readyLabel(waiting.all()) ?? acceptedLabel(accepted) ?? modelLabel());
    if (shown === undefined) item.hide();
    else {
      item.tooltip = first ? tooltipFor(first) : undefined;
      Object.assign(item, shown);
      item.show();
    }
  };
  const settled = onDidSettle((end) => {
    accepted = end.how === 'accepted' ? end : undefined;
    clearTimeout(timer);
    timer = setTimeout(() => {
      accepted = undefined;
      update();
    }, REVERT_MS);
    update();
  });
  const stop = { dispose: () => clearTimeout(timer) };
  const listeners = [
    runs.onDidChange(update),
    waiting.onDidChange(update),
    history.onDidChange(update),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('loopcraft')) update();
    }),
  ];
  update();
  return vscode.Disposable.from(item, stop, settled, ...listeners);
}

type Label = Pick<vscode.StatusBarItem, 'text' | 'command'>;

type FullLabel = Label & Pick<vscode.StatusBarItem, 'tooltip'>;

/** The model that the next run uses; nothing before one is chosen. */
function modelLabel(): FullLabel | undefined {
  const model = chosenModel();
  if (model === undefined) return undefined;
  const tooltip = vscode.l10n.t('The model that Loopcraft uses. Click to choose another.');
  return { text: `$(sparkle) ${shorten(model, 30)}`, command: 'loopcraft.chooseModel', tooltip };
}

function readyLabel(ready: readonly Review[]): FullLabel | undefined {
  const last = ready.at(-1);
  if (last === undefined) return undefined;
  const more = ready.length > 1 ? ` (${ready.length})` : '';
  const text = `$(git-pull-request) ${vscode.l10n.t('Loopcraft: ready to review')}${more}`;
  return { text, command: 'loopcraft.reviewChanges', tooltip: last.title };
}

function acceptedLabel(accepted: Settled | undefined): FullLabel | undefined {
  if (accepted === undefined) return undefined;
  const { length } = accepted.files;
  const what = length === 1 ? vscode.l10n.t('changed 1 file') : vscode.l10n.t('changed {0} files', length);
  const tooltip = vscode.l10n.t('Click to revert: {0}', accepted.files.join(', '));
  return { text: `$(check) Loopcraft: ${what} $(discard)`, command: 'loopcraft.revertRun', tooltip };
}

/** What the item says, and what a click does. */
function labelOf({ progress, isPaused }: ActiveRun): Label {
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
