import { randomUUID } from 'node:crypto';
import type { EmbeddingModel } from '../call/embeddings/embedding-model';
import type { ChatModel } from '../call/ports';
import type { OwnPrices } from '../call/pricing/own-prices';
import { type Change, type Emit, EVENT_VERSION, type RunEvent } from '../contract/events';
import type { Person } from '../contract/person';
import type { RuleLevels } from '../contract/rule';
import type { RedTest, Stop } from '../contract/stop';
import type { Limits, Task } from '../contract/task';
import type { Clock } from '../platform/clock';
import { errorText } from '../process/service-protocol';
import type { ReviewMode } from '../verify/review/needs-review';
import type { TestingOptions } from './check/check-once';
import { type Accepted, conclude, type RunResult } from './conclude';
import { CANCELLED, cancelledOrInterrupted } from './endings';
import type { RunEnd } from './run';
import { acquireRunLock, type RunLock } from './run-lock';

export interface RunOptions extends TestingOptions {
  readonly model: ChatModel;
  /** Models that take over, in order, when the one before is not available; each change of model is a retry event. */
  readonly fallbacks?: readonly ChatModel[] | undefined;
  /** The model that plans; absent: `model`. */
  readonly planner?: ChatModel | undefined;
  /** A stronger model, to which the run can turn where the model gets nowhere; absent: there is none. */
  readonly stronger?: ChatModel | undefined;
  /** With how many candidates by different approaches the run begins; absent: with one. */
  readonly branches?: number | undefined;
  /** The model that reviews; absent: `model`. */
  readonly reviewer?: ChatModel | undefined;
  /** When a green change is shown to a reviewer; absent: when it is large or untested. */
  readonly review?: ReviewMode | undefined;
  /** The best candidate of the run that this one goes on from; the task names that run. */
  readonly earlier?: readonly Change[] | undefined;
  readonly limits: Limits;
  /** The person's own prices of models; others come from the list of known prices. */
  readonly prices?: OwnPrices | undefined;
  /** The test command from the settings; absent: detected. */
  readonly testCommand?: string | undefined;
  readonly testTimeoutMs?: number | undefined;
  /** Levels of rules that the person chose, see docs/rules.md. */
  readonly rules?: RuleLevels | undefined;
  /** The person accepts beforehand a change that ends with the reason `red-as-before`: the outcome is a success. */
  readonly acceptRedAsBefore?: boolean | undefined;
  /** Whether the model may look at the workspace with tools before it answers. Default: true. */
  readonly tools?: boolean | undefined;
  /** Whether some runs may try what is not expected to be best, to learn how it works here. Default: true. */
  readonly explore?: boolean | undefined;
  /** The model by which what earlier runs solved is also found by its meaning; absent: only by its words. */
  readonly embeddings?: EmbeddingModel | undefined;
  /** Lets the person steer the run while it works. If it is absent, the run takes no hints and asks no questions. */
  readonly person?: Person | undefined;
  readonly listener: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  /** The file as it is now, unsaved text included; null: no such file. Absent: as on disk. */
  readonly readCurrent?: ((path: string) => Promise<string | null>) | undefined;
  /** While a retry waits: resolves when the person asks for the retry now. */
  readonly retryNow?: (() => Promise<void>) | undefined;
}

export interface RunTaskDeps {
  readonly workspace: string;
  readonly stateDir: string;
  readonly clock: Clock;
  /** Shows the person a problem that does not end the run. */
  readonly warn: (line: string) => void;
  /** Receives the events of every run that has the lock. */
  readonly journal: (event: RunEvent) => void;
  /** Remembers failing tests of which the person accepted that they stay as they were. */
  readonly keepAccepted: (tests: readonly RedTest[]) => Promise<void>;
  /** Builds what this run needs and runs it; a `Stop` without a run end means that the loops were not entered. */
  readonly start: (task: Task, options: RunOptions, emit: Emit) => Promise<RunEnd | Stop>;
}

/** One run from its lock to its last event. Never rejects for an expected outcome. */
export async function runTask(task: Task, options: RunOptions, deps: RunTaskDeps): Promise<RunResult> {
  const { workspace, stateDir, clock, warn } = deps;
  const { model, limits, listener, signal } = options;
  const runId = randomUUID();
  const startedAt = clock.now();
  const lock = await acquireRunLock(stateDir, workspace);
  if (lock.ok && lock.problem) warn(lock.problem);
  // Without the lock the run is another process's neighbour: it must not write to the journals.
  const emit = publisher(runId, clock, lock.ok ? [deps.journal, listener] : [listener]);
  const { provider, model: modelId } = model;
  emit({ type: 'run-start', version: EVENT_VERSION, workspace, provider, model: modelId, limits, task });
  try {
    const end = lock.ok
      ? await endOrFailure(() => deps.start(task, options, emit), signal, warn)
      : alreadyRunning(lock);
    const accepted = acceptedBeforehand(cancelledOrInterrupted(end, signal), options);
    if (accepted.outcome === 'succeeded') await deps.keepAccepted(end.left ?? []);
    return conclude(runId, accepted, emit, clock.now() - startedAt);
  } finally {
    if (lock.ok) await lock.release();
  }
}

const ACCEPTED_NOW =
  'You accepted beforehand what was red before: look at the diff. Later runs accept the same failures by themselves, ' +
  'until you run "loopcraft patterns reset red-as-before".';
const ACCEPTED_EARLIER =
  'You accepted the same failures in this workspace before: look at the diff. To be asked again, run ' +
  '"loopcraft patterns reset red-as-before", or "Ask Again About Failing Tests" in VS Code.';

function acceptedBeforehand(end: RunEnd | Stop, { acceptRedAsBefore }: RunOptions): (RunEnd | Stop) & Accepted {
  if (end.reason !== 'red-as-before' || !(acceptRedAsBefore || end.acceptedEarlier)) return end;
  const next = end.acceptedEarlier ? ACCEPTED_EARLIER : ACCEPTED_NOW;
  return { ...end, outcome: 'succeeded', next };
}

/** Adds the run's id and the time to each event and hands it to the listeners, in order. */
function publisher(runId: string, clock: Clock, listeners: readonly ((event: RunEvent) => void)[]): Emit {
  return (body) => {
    const event: RunEvent = { ...body, runId, at: new Date(clock.now()).toISOString() };
    for (const listener of listeners) listener(event);
  };
}

/** Cancelling is an expected end wherever it happens; any other exception is a bug and is reported as one. */
async function endOrFailure(
  work: () => Promise<RunEnd | Stop>,
  signal: AbortSignal,
  warn: (line: string) => void,
): Promise<RunEnd | Stop> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) return CANCELLED;
    warn(errorText(error));
    return { reason: 'internal-error', message: error instanceof Error ? error.message : String(error) };
  }
}

function alreadyRunning({ pid, since }: Extract<RunLock, { readonly ok: false }>): Stop {
  return {
    reason: 'conflict',
    message: `Another run (process ${pid}, since ${since}) is working in this workspace.`,
    next: 'Wait for it to end, or cancel it, then run again.',
  };
}
