import * as vscode from 'vscode';
import type { RunRecord } from '../../../engine/journal/record';
import type { Reviews } from '../../actions/review/reviewing';
import { isAcceptable, redIn, reviewOf } from '../../actions/review-of';
import { folderOf, goOnFrom, runAgain } from '../../actions/run-recorded';
import type { RunTask } from '../../actions/run-task';
import type { CommandId } from '../../contributions';
import type { History } from '../../history';
import type { RunPanels } from '../../panel/run-panels';
import { titleOf } from '../../run-title';
import { formatDate, shorten } from '../../views/format';
import { type RunNode, textOf } from '../../views/history-nodes';
import { filterHistory } from './filter-history';

export interface HistoryCommandDeps {
  readonly panels: Pick<RunPanels, 'open'>;
  readonly history: History;
  readonly reviews: Reviews;
  readonly runTask: RunTask;
}

/** The commands of the history's items; each is called with its item. */
export function createHistoryCommands({ history, reviews, runTask, panels }: HistoryCommandDeps) {
  return {
    'loopcraft.openRun': async (node: RunNode | undefined) => {
      const run = node?.run ?? (await pickRun(history));
      if (run) panels.open(run.runId);
    },
    'loopcraft.openDiff': onRow(async (node) => {
      const folder = folderOf(node.run.workspace);
      if (folder === undefined) return;
      const step = node.kind === 'step' ? node.step : undefined;
      const acceptable = step === undefined && isAcceptable(node.run.reason);
      const parts = {
        folder,
        runId: node.run.runId,
        red: step === undefined ? redIn(node.run, node.run) : undefined,
        changes: step?.changes ?? node.run.changes,
        acceptable,
        left: acceptable ? node.run.left : undefined,
        untitled: new Map(),
        runAgain: () => void runAgain(runTask, node.run),
        goOn: (words: string) => void goOnFrom(runTask, node.run, words),
      };
      await reviews.open(reviewOf(textOf(node).id, node.run.task, parts));
    }),
    'loopcraft.runAgain': onRow(async (node) => {
      await runAgain(runTask, node.run);
    }),
    'loopcraft.deleteRun': onRow(async ({ run }) => {
      if (!(await confirmDeletion(run))) return;
      if (await history.remove(run.runId)) return reviews.forget(run.runId);
      const message = vscode.l10n.t(
        "Loopcraft couldn't delete the run: it is still in progress, perhaps in another window, or its journal is " +
          'not writable. Cancel the run, refresh the history and try again.',
      );
      void vscode.window.showErrorMessage(message);
    }),
    'loopcraft.refreshHistory': () => history.refresh(),
    'loopcraft.filterHistory': () => filterHistory(history),
    'loopcraft.clearHistoryFilter': () => history.setFilter({}),
    'loopcraft.showOlderRuns': () => history.showOlder(),
    'loopcraft.clearHistory': async () => {
      const ended = (await history.all()).filter(({ state }) => state !== 'running');
      if (!(await confirmClearing(ended.length))) return;
      for (const { runId } of ended) if (await history.remove(runId)) await reviews.forget(runId);
    },
  } satisfies Partial<Record<CommandId, unknown>>;
}

/** VS Code passes no row where the list was replaced in the moment of the click. */
function onRow(act: (node: RunNode) => Promise<void>): (node: RunNode | undefined) => Promise<void> {
  return async (node) => {
    if (node) return act(node);
    const again = vscode.l10n.t('The list was refreshed in that moment: click again');
    vscode.window.setStatusBarMessage(`$(info) Loopcraft: ${again}`, 8000);
  };
}

/** Asks for one of the runs, newest first; undefined when the person dismisses it, or there is none. */
async function pickRun(history: History): Promise<RunRecord | undefined> {
  const runs = history.runs();
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Loopcraft: There are no runs yet. Start one with "Generate with Loopcraft".'),
    );
    return undefined;
  }
  const items = runs.map((run) => ({
    label: shorten(titleOf(run), 80),
    description: textOf({ kind: 'run', run }).description,
    detail: formatDate(new Date(run.startedAt), 'both'),
    run,
  }));
  const title = vscode.l10n.t('Open Run Panel');
  const placeHolder = vscode.l10n.t('Which run?');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.run;
}

async function confirmDeletion(run: RunRecord): Promise<boolean> {
  const remove = vscode.l10n.t('Delete');
  const detail = vscode.l10n.t(
    'Its steps and its diff are lost. The files of your workspace are not changed, and what was learned from the ' +
      'run is kept.',
  );
  const message = vscode.l10n.t('Delete the run "{0}"?', shorten(titleOf(run), 80));
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) === remove;
}

async function confirmClearing(runs: number): Promise<boolean> {
  if (runs === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Loopcraft: There is no ended run to delete.'));
    return false;
  }
  const remove = vscode.l10n.t('Delete All');
  const detail = vscode.l10n.t(
    'Their steps and diffs are lost, also of changes that still wait for you. The files of your workspace are not ' +
      'changed, and what was learned from the runs is kept.',
  );
  const message =
    runs === 1 ? vscode.l10n.t('Delete the only ended run?') : vscode.l10n.t('Delete all {0} ended runs?', runs);
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) === remove;
}
