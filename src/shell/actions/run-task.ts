/*
 * What happens to a user's task, from the checks before a run to the user's choice after it; commands call
 * `RunTask`. runs.ts starts and cancels the engine's runs, next-steps.ts says what is offered when a run
 * ends without success, reviews.ts shows the diff, and accept.ts writes it.
 */
import * as vscode from 'vscode';
import type { Change } from '../../engine/contract/events';
import type { Task } from '../../engine/contract/task';
import type { RunResult } from '../../engine/engine';
import { continuedTask } from '../../engine/journal/continued-task';
import { SHOW_HISTORY } from '../contributions';
import type { History } from '../history';
import { openSetting } from '../messages/open-setting';
import { chooseModel } from '../models/choose-model';
import { askForKey } from '../models/key-prompt';
import { prepareModel } from '../models/open-model';
import type { Secrets } from '../secrets';
import { endedText } from '../views/ended-text';
import { sentences } from '../views/format';
import { progressText } from '../views/progress-state';
import { requireTrust, type UntitledDocuments } from '../workspace-folder';
import { noticeEdits } from './accept/notice-edits';
import { askForHint, askForTaskText, askForTestCommand } from './ask-for-words';
import { labelOf, type NextStep, stepsAfter } from './next-steps';
import { offerReview } from './review/offer-review';
import type { Review } from './review/review';
import type { Reviews } from './review/reviewing';
import { isAcceptable, redIn, reviewOf } from './review-of';
import type { ActiveRun, RunRequest, Runs } from './runs';
import { type Follower, runWithProgress } from './start/run-with-progress';

export interface TaskRequest extends Follower {
  readonly folder: vscode.WorkspaceFolder;
  readonly task: Task;
  readonly untitled: UntitledDocuments;
  /** The best candidate of the run that this one goes on from; the task names that run. */
  readonly earlier?: readonly Change[] | undefined;
}

/** A run that ended, and when it began, in milliseconds since the epoch. */
interface Ended {
  readonly result: RunResult;
  readonly startedAt: number;
}

/** Starts the same task again, or what is said instead. */
type RunNext = (next: Partial<Pick<TaskRequest, 'task' | 'earlier'>>) => void;

export interface RunTaskDeps {
  readonly runs: Runs;
  readonly reviews: Reviews;
  readonly history: History;
  readonly secrets: Secrets;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Runs a task: checks that it may run, prepares a model, shows the progress and shows the result.
 * Resolves when the run has ended, without waiting for what the user then chooses; undefined when
 * nothing was started.
 */
export type RunTask = (request: TaskRequest) => Promise<RunResult | undefined>;

export function createRunTask(deps: RunTaskDeps): RunTask {
  const runTask: RunTask = async (request) => {
    if (!(await requireTrust()) || (await isBusy(deps.runs, request.folder))) return undefined;
    const prepared = await prepareModel(request.folder, deps.secrets);
    await noticeEdits(deps.history, request.folder);
    // Preparing may have waited for the user, who may have started another run meanwhile.
    if (!prepared || (await isBusy(deps.runs, request.folder)) || request.signal?.aborted) return undefined;
    const runRequest: RunRequest = { ...request, ...prepared };
    const startedAt = Date.now();
    const result = await runWithProgress(deps.runs, runRequest, request);
    // Whoever started this run follows no later one.
    const run: RunNext = (next) => void runTask({ ...request, signal: undefined, onProgress: undefined, ...next });
    void showResult(deps, runRequest, { result, startedAt }, run);
    return result;
  };
  return runTask;
}

async function isBusy(runs: Runs, folder: vscode.WorkspaceFolder): Promise<boolean> {
  const active = runs.activeIn(folder);
  if (active?.isBackground) await runs.stop(active);
  if (active === undefined || active.isBackground) return false;
  void explainBusy(runs, active);
  return true;
}

async function explainBusy(runs: Runs, active: ActiveRun): Promise<void> {
  const show = vscode.l10n.t('Show Runs');
  const cancel = vscode.l10n.t('Cancel Run');
  const message = vscode.l10n.t(
    "Loopcraft couldn't start: a run is already in progress in {0} ({1}). Wait for it or cancel it first.",
    active.folder.name,
    progressText(active.progress),
  );
  const chosen = await vscode.window.showWarningMessage(message, show, cancel);
  if (chosen === show) await vscode.commands.executeCommand(SHOW_HISTORY);
  if (chosen === cancel) runs.cancel(active);
}

async function showResult(deps: RunTaskDeps, request: RunRequest, ended: Ended, run: RunNext): Promise<void> {
  const { result } = ended;
  const record = deps.history.find(result.runId);
  const text = record === undefined ? sentences(result.message, result.next) : endedText(record);
  const { runId, changes, left } = result;
  const red = redIn(result, record);
  const acceptable = isAcceptable(result.reason) && changes.length > 0;
  const runAgain = () => run({});
  const goOn = (words: string) => {
    const ended = record ?? { runId, task: request.task, hints: [], outcome: result.outcome };
    run({ task: continuedTask(ended, words), earlier: changes });
  };
  const review = reviewOf(runId, request.task, {
    ...request,
    runId,
    changes,
    acceptable,
    red,
    left,
    runAgain,
    goOn,
  });
  const appliesAlone = result.reason === 'verified' && request.settings.autonomy === 'apply-when-verified';
  if (acceptable && appliesAlone) await applyVerified(deps.reviews, review, text);
  else if (acceptable) await offerReview(deps.reviews, review, { ...ended, text });
  else await offerNextSteps(deps, request, { result, review, text, run });
}

/** Accepting says by itself how to undo it, and why it can't be done where a file changed meanwhile. */
async function applyVerified(reviews: Reviews, review: Review, text: string): Promise<void> {
  await reviews.accept(review);
  void vscode.window.showInformationMessage(`Loopcraft: ${text}`);
}

async function offerNextSteps(
  deps: RunTaskDeps,
  request: RunRequest,
  ended: { readonly result: RunResult; readonly review: Review; readonly text: string; readonly run: RunNext },
): Promise<void> {
  const { result, review, run } = ended;
  const { outcome, reason, changes } = result;
  const calls = deps.history.find(result.runId)?.calls ?? 0;
  const steps = stepsAfter(reason, { hasCandidate: changes.length > 0, calls });
  const labels = steps.map(labelOf);
  const text = `Loopcraft: ${ended.text}`;
  const chosen =
    outcome === 'succeeded' || outcome === 'cancelled'
      ? await vscode.window.showInformationMessage(text, ...labels)
      : await vscode.window.showWarningMessage(text, ...labels);
  const step = steps.find((one) => labelOf(one) === chosen);
  if (step === 'best') await deps.reviews.open(review);
  else if (step === 'again') review.runAgain();
  else if (step === 'hint') await continueWithHint(review);
  else if (step === 'edit') await editAndRunAgain(request, run);
  else if (step !== undefined) await takeStep(step, deps, request);
}

/** Asks for the person's words and goes on from the best candidate with them; nothing happens when they are empty. */
async function continueWithHint(review: Review): Promise<void> {
  const hint = await askForHint(
    vscode.l10n.t('What should the next try know? It starts from the best candidate, with new limits.'),
  );
  if (hint !== undefined) review.goOn(hint);
}

/** The same task in other words, from the start. */
async function editAndRunAgain({ task }: RunRequest, run: RunNext): Promise<void> {
  const text = await askForTaskText(task.text);
  if (text !== undefined) run({ task: { ...task, text } });
}

async function takeStep(
  step: Exclude<NextStep, 'best' | 'again' | 'hint' | 'edit'>,
  { secrets, log }: RunTaskDeps,
  { settings, folder }: RunRequest,
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
      await askForTestCommand(folder);
      break;
    case 'history':
      await vscode.commands.executeCommand(SHOW_HISTORY);
      break;
    case 'log':
      log.show();
      break;
  }
}
