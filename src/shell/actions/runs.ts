import * as vscode from 'vscode';
import type { ChatModel } from '../../engine/call/ports';
import type { RunEvent } from '../../engine/contract/events';
import type { Task } from '../../engine/contract/task';
import type { RunResult } from '../../engine/engine';
import type { Engines } from '../engines';
import type { Settings } from '../settings';
import { advance, NOT_STARTED, type ProgressState } from '../views/progress-state';
import { currentText, type Drafts, unsavedText } from '../workspace-folder';

/** Everything one run needs; settings and model are settled before it starts. */
export interface RunRequest {
  readonly folder: vscode.WorkspaceFolder;
  readonly task: Task;
  readonly settings: Settings;
  readonly model: ChatModel;
  /** Models that take over, in order, when the one before is not available. */
  readonly fallbacks: readonly ChatModel[];
  readonly drafts: Drafts;
}

/** A run of this window that has not ended. */
export interface ActiveRun {
  readonly folder: vscode.WorkspaceFolder;
  /** Undefined until its first event. */
  readonly runId: string | undefined;
  readonly progress: ProgressState;
}

export interface Runs {
  /** Fires at the start, at every event and at the end of a run, and every second while a retry waits. */
  readonly onDidChange: vscode.Event<void>;
  active(): readonly ActiveRun[];
  activeIn(folder: vscode.WorkspaceFolder): ActiveRun | undefined;
  /** Runs to the end; only one run in a folder at a time. */
  start(request: RunRequest): Promise<RunResult>;
  cancel(run: ActiveRun): void;
  /** Ends the waiting of a call that backs off. */
  retryNow(): void;
  /** Cancels all runs and resolves when they ended. */
  dispose(): Promise<void>;
}

interface Going extends ActiveRun {
  runId: string | undefined;
  progress: ProgressState;
  readonly abort: AbortController;
  ended: Promise<unknown> | undefined;
}

/** Milliseconds between two looks at a waiting retry. */
const COUNTDOWN_MS = 1000;

export function createRuns(engines: Engines, listener: (event: RunEvent) => void): Runs {
  const changed = new vscode.EventEmitter<void>();
  const waker = createWaker();
  const going = new Set<Going>();
  const ticking = setInterval(() => {
    if ([...going].some(({ progress }) => progress.waitingUntil !== undefined)) changed.fire();
  }, COUNTDOWN_MS);

  const run = (request: RunRequest, signal: AbortSignal, onEvent: (event: RunEvent) => void): Promise<RunResult> => {
    const { folder, drafts } = request;
    const unsaved = unsavedText(folder, drafts);
    const readCurrent = (path: string) => currentText(folder, path, drafts);
    const { limits, testCommand, testTimeoutMs } = request.settings;
    const { model, fallbacks } = request;
    const options = {
      model,
      fallbacks,
      limits,
      testCommand,
      testTimeoutMs,
      unsaved,
      listener: onEvent,
      signal,
      readCurrent,
      retryNow: waker.next,
    };
    return engines.of(folder).run(request.task, options);
  };

  return {
    onDidChange: changed.event,
    active: () => [...going],
    activeIn: (folder) => [...going].find((one) => one.folder.uri.toString() === folder.uri.toString()),
    start(request) {
      const abort = new AbortController();
      const one: Going = { folder: request.folder, runId: undefined, progress: NOT_STARTED, abort, ended: undefined };
      going.add(one);
      changed.fire();
      const ended = run(request, abort.signal, (event) => {
        one.runId = event.runId;
        one.progress = advance(one.progress, event);
        listener(event);
        changed.fire();
      }).finally(() => {
        going.delete(one);
        changed.fire();
      });
      one.ended = ended;
      return ended;
    },
    cancel(run) {
      for (const one of going) if (one === run) one.abort.abort();
    },
    retryNow: waker.wake,
    async dispose() {
      clearInterval(ticking);
      for (const one of going) one.abort.abort();
      await Promise.allSettled([...going].map(({ ended }) => ended));
      changed.dispose();
    },
  };
}

/** Hands out promises that all resolve at the next `wake`. */
function createWaker(): { next(): Promise<void>; wake(): void } {
  const sleepers = new Set<() => void>();
  return {
    next: () => new Promise((resolve) => sleepers.add(resolve)),
    wake() {
      for (const resolve of sleepers) resolve();
      sleepers.clear();
    },
  };
}
