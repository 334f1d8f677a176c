import * as vscode from 'vscode';
import type { RunRecord } from '../../engine/journal/record';
import { askForHint } from '../actions/ask-for-words';
import { goOnFrom } from '../actions/run-recorded';
import type { RunTask } from '../actions/run-task';
import type { ActiveRun, Runs } from '../actions/runs';
import type { CommandId } from '../contributions';
import type { RunNode } from '../views/history-nodes';

export interface SteeringDeps {
  readonly runs: Runs;
  readonly runTask: RunTask;
}

/** The commands with which a person steers a run in progress, or goes on from an ended one. */
export function createSteeringCommands({ runs, runTask }: SteeringDeps) {
  const chosen = (node: RunNode | undefined): readonly ActiveRun[] =>
    runs.active().filter(({ runId }) => node === undefined || node.run.runId === runId);
  return {
    'loopcraft.pauseRun': (node: RunNode | undefined) => {
      for (const run of chosen(node)) runs.pause(run);
    },
    'loopcraft.resumeRun': (node: RunNode | undefined) => {
      for (const run of chosen(node)) runs.resume(run);
    },
    'loopcraft.addHint': async (node: RunNode | undefined) => {
      const [run] = chosen(node);
      if (run) await hintTo(runs, run);
      else if (node) await continueRun(runTask, node.run);
      else
        void vscode.window.showInformationMessage(
          vscode.l10n.t(
            'Loopcraft: No run is in progress. To go on from an ended run, add a hint to it in the history.',
          ),
        );
    },
  } satisfies Partial<Record<CommandId, unknown>>;
}

async function hintTo(runs: Runs, run: ActiveRun): Promise<void> {
  const hint = await askForHint(vscode.l10n.t('What should the model know? It is told with the next call.'));
  if (hint === undefined) return;
  const isOver = !runs.active().includes(run);
  if (!isOver) runs.hint(run, hint);
  const text = isOver
    ? vscode.l10n.t('The run had ended before your hint. To go on with it, add the hint to the run in the history.')
    : vscode.l10n.t('The next call of this run will know your hint.');
  void vscode.window.showInformationMessage(`Loopcraft: ${text}`);
}

async function continueRun(runTask: RunTask, run: RunRecord): Promise<void> {
  const hint = await askForHint(
    vscode.l10n.t('What should the next try know? It starts from the best candidate, with new limits.'),
  );
  if (hint !== undefined) await goOnFrom(runTask, run, hint);
}
