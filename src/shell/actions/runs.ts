import * as vscode from 'vscode';
import type { EmbeddingModel } from '../../engine/call/embeddings/embedding-model';
import type { ChatModel } from '../../engine/call/ports';
import type { Change, RunEvent } from '../../engine/contract/events';
import { Interrupted } from '../../engine/contract/plain/interrupted';
import type { Task } from '../../engine/contract/task';
import type { TestCounts } from '../../engine/contract/test-run';
import type { RunResult } from '../../engine/engine';
import { createSteering, type Steering } from '../../engine/run/person/steering';
import type { Engines } from '../engines';
import type { Settings } from '../settings';
import { advance, countTests, notStarted, type ProgressState } from '../views/progress-state';
import { currentText, type UntitledDocuments, unsavedText } from '../workspace-folder';
import { askPerson } from './ask-person';

/** Everything that one run needs. */
export interface RunRequest {
  readonly folder: vscode.WorkspaceFolder;
  readonly task: Task;
  readonly settings: Settings;
  readonly model: ChatModel;
  /** Models that take over, in this order, when the previous one isn't available. */
  readonly fallbacks: readonly ChatModel[];
  /** The models that plan and review, where they are not `model`. */
  readonly planner: ChatModel | undefined;
  readonly stronger: ChatModel | undefined;
  readonly reviewer: ChatModel | undefined;
  readonly embeddings: EmbeddingModel | undefined;
  readonly untitled: UntitledDocuments;
  /** The best candidate of the run that this one goes on from. */
  readonly earlier?: readonly Change[] | undefined;
  /** Nobody waits for it: it gives way to what the person starts. */
  readonly isBackground?: boolean | undefined;
}

/** A run in this window that has not ended. */
export interface ActiveRun {
  readonly folder: vscode.WorkspaceFolder;
  /** Undefined until the run's first event. */
  readonly runId: string | undefined;
  readonly progress: ProgressState;
  readonly isBackground: boolean;
  /** Whether the person has paused it: it waits before its next call of a model. */
  isPaused(): boolean;
}

export interface Runs {
  /**
   * Fires at the start of a run, at each of its events, when more of its tests have run, at its end, and every second
   * while a retry waits.
   */
  readonly onDidChange: vscode.Event<void>;
  active(): readonly ActiveRun[];
  activeIn(folder: vscode.WorkspaceFolder): ActiveRun | undefined;
  /** Resolves when the run has ended. A folder can only have one run at a time. */
  start(request: RunRequest): Promise<RunResult>;
  cancel(run: ActiveRun): void;
  /** Cancels a run and resolves when it has ended. */
  stop(run: ActiveRun): Promise<void>;
  pause(run: ActiveRun): void;
  resume(run: ActiveRun): void;
  /** Adds words that the next call of a model is to know. */
  hint(run: ActiveRun, words: string): void;
  /** Starts the next attempt of every call that is backing off. */
  retryNow(): void;
  /** Cancels all runs and resolves when they have ended. */
  dispose(): Promise<void>;
}

/** The mutable side of an `ActiveRun`. */
interface RunState extends ActiveRun {
  runId: string | undefined;
  progress: ProgressState;
  readonly abort: AbortController;
  readonly steering: Steering;
  ended: Promise<unknown> | undefined;
}

/** Milliseconds between two updates of a waiting retry's countdown. */
const COUNTDOWN_MS = 1000;

/** What is told of all runs. */
export interface RunListener {
  readonly onEvent: (event: RunEvent) => void;
  /** How many tests of a run have ended so far while they run. */
  readonly onTestCounts: (runId: string, counts: TestCounts) => void;
}

export function createRuns(engines: Engines, listener: RunListener): Runs {
  const changed = new vscode.EventEmitter<void>();
  const retrySignal = createRetrySignal();
  const active = new Set<RunState>();
  const countdown = setInterval(() => {
    if ([...active].some(({ progress }) => (progress.waitingUntil ?? progress.readingSince) !== undefined))
      changed.fire();
  }, COUNTDOWN_MS);

  const of = (run: ActiveRun): RunState | undefined => [...active].find((each) => each === run);
  const steer = (run: ActiveRun, act: (steering: Steering) => void): void => {
    const steering = of(run)?.steering;
    if (steering) act(steering);
    changed.fire();
  };
  return {
    onDidChange: changed.event,
    active: () => [...active],
    activeIn: (folder) => [...active].find((run) => run.folder.uri.toString() === folder.uri.toString()),
    start(request) {
      const { folder } = request;
      const fire = () => changed.fire();
      const run = newRun(request, fire);
      active.add(run);
      fire();
      const { signal } = run.abort;
      const { person } = run.steering;
      const retryNow = retrySignal.next;
      const options = { ...optionsOf(request), ...following(run, listener, fire), person, signal, retryNow };
      const ended = engines
        .of(folder)
        .run(request.task, options)
        .finally(() => {
          active.delete(run);
          changed.fire();
        });
      run.ended = ended;
      return ended;
    },
    cancel: (run) => of(run)?.abort.abort(),
    async stop(run) {
      of(run)?.abort.abort();
      await Promise.allSettled([of(run)?.ended]);
    },
    pause: (run) => steer(run, ({ pause }) => pause()),
    resume: (run) => steer(run, ({ resume }) => resume()),
    hint: (run, words) => steer(run, ({ hint }) => hint(words)),
    retryNow: retrySignal.fire,
    async dispose() {
      clearInterval(countdown);
      for (const { abort } of active) abort.abort(new Interrupted());
      await Promise.allSettled([...active].map(({ ended }) => ended));
      changed.dispose();
    },
  };
}

function newRun({ folder, settings, isBackground = false }: RunRequest, changed: () => void): RunState {
  const later = (): void => {
    steering.pause();
    changed();
  };
  const asks = settings.autonomy === 'ask-at-each-step' && !isBackground;
  const steering = createSteering(asks ? askPerson(later) : {});
  const { isPaused } = steering;
  const abort = new AbortController();
  const started = { runId: undefined, progress: notStarted(), ended: undefined };
  return { folder, ...started, isBackground, isPaused, abort, steering };
}

/** What is told of a run changes its state, and is told on. */
function following(run: RunState, { onEvent, onTestCounts }: RunListener, changed: () => void) {
  return {
    listener: (event: RunEvent) => {
      run.runId = event.runId;
      run.progress = advance(run.progress, event);
      onEvent(event);
      changed();
    },
    onTestCounts: (counts: TestCounts) => {
      run.progress = countTests(run.progress, counts);
      if (run.runId !== undefined) onTestCounts(run.runId, counts);
      changed();
    },
  };
}

function optionsOf(request: RunRequest) {
  const { folder, settings, model, planner, reviewer, stronger, fallbacks, embeddings } = request;
  const { untitled, earlier } = request;
  const { limits, prices, review, tools, explore, testCommand, testTimeoutMs, alsoCopy, environment, rules } = settings;
  const unsaved = unsavedText(folder, untitled);
  const readCurrent = (path: string) => currentText(folder, path, untitled);
  const tests = { tools, explore, testCommand, testTimeoutMs, alsoCopy, environment, rules };
  const models = { model, planner, reviewer, stronger, fallbacks, embeddings, review, branches: settings.branches };
  return { ...models, earlier, limits, prices, ...tests, unsaved, readCurrent };
}

/** `next` returns a promise that resolves at the next `fire`. */
function createRetrySignal(): { next(): Promise<void>; fire(): void } {
  const waiting = new Set<() => void>();
  return {
    next: () => new Promise((resolve) => waiting.add(resolve)),
    fire() {
      for (const resolve of waiting) resolve();
      waiting.clear();
    },
  };
}
