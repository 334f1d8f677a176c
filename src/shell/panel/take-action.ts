import * as vscode from 'vscode';
import type { RunRecord } from '../../engine/journal/record';
import { askForTaskText, askForTestCommand } from '../actions/ask-for-words';
import { folderOf, runAgain } from '../actions/run-recorded';
import type { RunTask } from '../actions/run-task';
import type { Runs } from '../actions/runs';
import { type CommandId, SHOW_HISTORY } from '../contributions';
import { openSetting } from '../messages/open-setting';
import type { RunNode } from '../views/history-nodes';
import { actionsFor, type PageAction } from './page/actions';

/** What a page's buttons do. */
export interface PanelActions {
  readonly onDidChange: vscode.Event<void>;
  isPaused(runId: string): boolean;
  /** Does what a button of the run's page stands for; nothing for what the page doesn't offer. */
  take(run: RunRecord, id: string): Promise<void>;
}

/** Buttons that do what a command of the history does. */
const COMMAND: Partial<Record<PageAction, CommandId | typeof SHOW_HISTORY>> = {
  best: 'loopcraft.openDiff',
  diff: 'loopcraft.openDiff',
  hint: 'loopcraft.addHint',
  again: 'loopcraft.runAgain',
  revert: 'loopcraft.revertRun',
  pause: 'loopcraft.pauseRun',
  resume: 'loopcraft.resumeRun',
  stop: 'loopcraft.cancelRun',
  key: 'loopcraft.setApiKey',
  model: 'loopcraft.chooseModel',
  log: 'loopcraft.showLog',
  history: SHOW_HISTORY,
};

export function createPanelActions(runs: Runs, runTask: RunTask): PanelActions {
  const isPaused = (id: string) => runs.active().some((run) => run.runId === id && run.isPaused());
  return {
    onDidChange: runs.onDidChange,
    isPaused,
    async take(run, id) {
      const action = actionsFor(run, isPaused(run.runId)).find((offered) => offered.id === id)?.id;
      if (action === undefined) return;
      const node: RunNode = { kind: 'run', run };
      const command = COMMAND[action];
      if (command !== undefined) await vscode.commands.executeCommand(command, node);
      else if (action === 'limits') await openSetting('limits');
      else if (action === 'tests') await setTestCommand(run);
      else await editAndRunAgain(run, runTask);
    },
  };
}

async function setTestCommand({ workspace }: RunRecord): Promise<void> {
  const folder = folderOf(workspace);
  if (folder) await askForTestCommand(folder);
}

/** The same task in other words, from the start. */
async function editAndRunAgain(run: RunRecord, runTask: RunTask): Promise<void> {
  const text = await askForTaskText(run.task.text);
  if (text !== undefined) await runAgain(runTask, { ...run, task: { ...run.task, text } });
}
