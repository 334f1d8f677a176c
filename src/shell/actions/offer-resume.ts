import * as vscode from 'vscode';
import type { RunRecord } from '../../engine/journal/record';
import { SHOW_HISTORY } from '../contributions';
import type { History } from '../history';
import { titleOf } from '../run-title';
import { shorten } from '../views/format';
import { goOnFrom, runAgain } from './run-recorded';
import type { RunTask } from './run-task';

const OFFERED = 'resume/offered';
/** A run interrupted longer ago than this stays in the history, but is not offered. */
const MAX_AGE_MS = 24 * 3_600_000;

/** Offers once to go on with a run that the end of its window or process interrupted. */
export async function offerResume(history: History, runTask: RunTask, state: vscode.Memento): Promise<void> {
  const run = history.runs().find(({ workspace }) => isOpen(workspace));
  if (run === undefined || !wasInterrupted(run) || state.get(OFFERED) === run.runId) return;
  if (Date.now() - Date.parse(run.startedAt) > MAX_AGE_MS) return;
  await state.update(OFFERED, run.runId);
  const goOn = vscode.l10n.t('Go On');
  const show = vscode.l10n.t('Show Runs');
  const task = shorten(titleOf(run), 60);
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Loopcraft: The run "{0}" was interrupted when its window closed. Nothing was changed.', task),
    goOn,
    show,
  );
  if (chosen === show) await vscode.commands.executeCommand(SHOW_HISTORY);
  if (chosen === goOn) await (run.changes.length > 0 ? goOnFrom(runTask, run, '') : runAgain(runTask, run));
}

function wasInterrupted({ state, reason }: RunRecord): boolean {
  return state === 'interrupted' || reason === 'interrupted';
}

function isOpen(workspace: string): boolean {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(workspace)) !== undefined;
}
