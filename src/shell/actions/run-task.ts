import * as vscode from 'vscode';
import type { Task } from '../../engine/contract/task';
import type { RunResult } from '../../engine/engine';
import { SHOW_HISTORY } from '../contributions';
import type { History } from '../history';
import { chooseModel } from '../models/choose-model';
import { askForKey } from '../models/key-prompt';
import { prepareModel } from '../models/open-model';
import { openSetting } from '../read-settings';
import type { Secrets } from '../secrets';
import { formatCost, formatDuration, formatTokens, plural, sentences } from '../views/format';
import { progressText } from '../views/progress-state';
import { type Drafts, requireTrust } from '../workspace-folder';
import { STEPS, type Step, stepsAfter } from './next-steps';
import { reviewOf } from './review-of';
import type { Reviews } from './reviews';
import type { RunRequest, Runs } from './runs';

export interface TaskRequest {
  readonly folder: vscode.WorkspaceFolder;
  readonly task: Task;
  readonly drafts: Drafts;
}

export interface RunTaskDeps {
  readonly runs: Runs;
  readonly reviews: Reviews;
  readonly history: History;
  readonly secrets: Secrets;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Takes a task from wherever it was given to its end: checks that it may run, prepares a model,
 * shows progress, and shows the result. Resolves when the run ended, without waiting for what the
 * person then chooses; undefined when nothing was started.
 */
export type RunTask = (request: TaskRequest) => Promise<RunResult | undefined>;

export function createRunTask(deps: RunTaskDeps): RunTask {
  const runTask: RunTask = async (request) => {
    if (!(await requireTrust()) || isBusy(deps.runs, request.folder)) return undefined;
    const prepared = await prepareModel(request.folder, deps.secrets);
    // Preparing may have waited for the person, who may have started another run meanwhile.
    if (!prepared || isBusy(deps.runs, request.folder)) return undefined;
    const full: RunRequest = { ...request, ...prepared };
    const result = await runWithProgress(deps.runs, full);
    void presentEnd(deps, full, result, () => void runTask(request));
    return result;
  };
  return runTask;
}

function isBusy(runs: Runs, folder: vscode.WorkspaceFolder): boolean {
  const active = runs.activeIn(folder);
  if (active === undefined) return false;
  void explainBusy(runs, active);
  return true;
}

async function explainBusy(runs: Runs, active: NonNullable<ReturnType<Runs['activeIn']>>): Promise<void> {
  const show = 'Show Running';
  const cancel = 'Cancel It';
  const chosen = await vscode.window.showWarningMessage(
    `Loopcraft: a run is already going on in ${active.folder.name} (${progressText(active.progress)}). Nothing was started; wait for it, or cancel it first.`,
    show,
    cancel,
  );
  if (chosen === show) await vscode.commands.executeCommand(SHOW_HISTORY);
  if (chosen === cancel) runs.cancel(active);
}

async function runWithProgress(runs: Runs, request: RunRequest): Promise<RunResult> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Loopcraft', cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const ending = runs.start(request);
    const active = runs.activeIn(request.folder);
    const cancelling = token.onCancellationRequested(() => {
      if (active) runs.cancel(active);
      progress.report({ message: 'cancelling' });
    });
    const telling = runs.onDidChange(() => {
      if (active && !token.isCancellationRequested) progress.report({ message: progressText(active.progress) });
    });
    try {
      return await ending;
    } finally {
      cancelling.dispose();
      telling.dispose();
    }
  });
}

async function presentEnd(
  deps: RunTaskDeps,
  request: RunRequest,
  result: RunResult,
  runAgain: () => void,
): Promise<void> {
  const record = deps.history.find(result.runId);
  const spent =
    record === undefined
      ? ''
      : `${plural(record.iterations.filter(({ iteration }) => iteration > 0).length, 'iteration')}, ${formatTokens(record.inputTokens + record.outputTokens)}, ${formatCost(record.costUsd, record.priced)}, ${formatDuration(record.ms)}`;
  const review = reviewOf(result.runId, request.task.text, {
    ...request,
    changes: result.changes,
    acceptable: result.reason === 'verified',
    runAgain,
  });
  if (result.reason === 'verified' && result.changes.length > 0) {
    await deps.reviews.open(review);
    const chosen = await vscode.window.showInformationMessage(
      `Loopcraft (verified): ${sentences(result.message, spent, 'Nothing is written before you accept.')}`,
      'Accept',
      'Discard',
    );
    if (chosen === 'Accept') await deps.reviews.accept(review);
    if (chosen === 'Discard') await deps.reviews.discard(review);
    return;
  }
  const steps = stepsAfter(result.reason, result.changes.length > 0);
  const expected = result.outcome === 'succeeded' || result.outcome === 'cancelled';
  const show = expected ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const text = `Loopcraft${expected ? '' : ' stopped'} (${result.reason}): ${sentences(result.message, result.next, spent)}`;
  const chosen = await show(text, ...steps.map((step) => STEPS[step]));
  const step = steps.find((one) => STEPS[one] === chosen);
  if (step === 'best') await deps.reviews.open(review);
  else if (step === 'again') runAgain();
  else if (step !== undefined) await takeStep(step, deps, request);
}

async function takeStep(
  step: Exclude<Step, 'best' | 'again'>,
  { secrets, log }: RunTaskDeps,
  { settings }: RunRequest,
): Promise<void> {
  switch (step) {
    case 'key':
      await askForKey(settings, secrets);
      break;
    case 'model':
      await chooseModel(secrets);
      break;
    case 'limits':
      await openSetting('limits');
      break;
    case 'tests':
      await openSetting('testCommand');
      break;
    case 'history':
      await vscode.commands.executeCommand(SHOW_HISTORY);
      break;
    case 'log':
      log.show();
      break;
  }
}
