import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { priceOf } from './call/pricing/prices';
import { type Emit, EVENT_VERSION, type RunEvent, type StopReason } from './contract/events';
import type { Task } from './contract/task';
import type { TestProblem, TestReport, TestRunner } from './contract/test-run';
import type { CheckOptions, CheckResult, Engine, EngineConfig, RunOptions, RunResult } from './engine';
import { openJournal } from './journal/journal';
import { createFlakyMemory } from './learn/flaky-memory';
import { createPatternMemory } from './learn/memory';
import { type Clock, systemClock } from './platform/clock';
import { wordsOf } from './process/service-protocol';
import { gatherContext } from './prompt/context';
import { type Ending, run } from './run/run';
import { acquireRunLock } from './run/run-lock';
import { ENDINGS } from './run/stop-reasons';
import { createCommandService } from './test-runner/command-service';
import { createTypeChecker } from './typecheck/type-checker';
import { applyCompilerFixes } from './verify/apply-quick-fixes';
import { createFlakyTests } from './verify/flaky';
import { createJudge } from './verify/judge';
import { cleanScratch } from './workspace/scratch/clean-scratch';
import { copyEnv } from './workspace/scratch/copy-env';
import type { Scratch } from './workspace/scratch/scratch';
import { createWarmScratch, type WarmScratch } from './workspace/scratch/warm-scratch';
import { takeSnapshot } from './workspace/take-snapshot';

/** Milliseconds one run of the test command may take unless the settings say otherwise. */
const TEST_TIMEOUT_MS = 5 * 60_000;
/** Milliseconds for which a scratch copy waits for the next run: a pause to read a diff, not one for lunch. */
const SCRATCH_IDLE_MS = 10 * 60_000;

/** Builds the graph for one workspace and hands it out behind the engine's face. */
export function createEngine(config: EngineConfig): Engine {
  const { workspace, stateDir, env, log, warn, breakers: breakers } = config;
  const clock = config.clock ?? systemClock;
  const { types, commands: commandsPath, execArgv = [] } = config.services;
  const commands = createCommandService({ servicePath: commandsPath, env, log, execArgv });
  const checker = createTypeChecker({ servicePath: types, env, log, execArgv, runProcess: commands.runProcess });
  const runnerIn = (dir: string, root: string) => commands.testRunner(copyEnv(env, [workspace, root], dir));
  const runner = commands.testRunner(env);
  const flakyMemory = createFlakyMemory(config.patterns, workspace, clock, warn);
  const memory = createPatternMemory(config.patterns, workspace, clock, warn);
  const journal = openJournal(join(stateDir, 'runs'), warn);
  const scratchBase = join(stateDir, 'scratch');
  const cleaned = cleanScratch(scratchBase).catch((error: unknown) =>
    log(`Could not delete old scratch copies: ${String(error)}`),
  );
  const scratches = createWarmScratch({ baseDir: scratchBase, log }, SCRATCH_IDLE_MS);

  /** The run's graph over a fresh snapshot; ends with the run. */
  const runOnce = async (task: Task, options: RunOptions, emit: Emit): Promise<Ending | Stopped> => {
    const { model, limits, unsaved, signal, testCommand } = options;
    const command = await runner.detect(workspace, testCommand);
    if ('problem' in command) return { reason: 'configuration', message: command.problem.message };
    const snapshot = await takeSnapshot(workspace, unsaved, signal, stateDir);
    await cleaned;
    const flakyTests = createFlakyTests(await flakyMemory.load());
    const scratch = await scratches.open(snapshot, signal);
    try {
      const testTimeoutMs = options.testTimeoutMs ?? TEST_TIMEOUT_MS;
      const judge = createJudge({
        task,
        snapshot,
        checker,
        runner: runnerIn(scratch.dir, snapshot.root),
        command,
        testTimeoutMs,
        scratch,
        clock,
        emit,
        flakyTests,
      });
      return await run(
        {
          task,
          model,
          fallbacks: options.fallbacks,
          limits,
          snapshot,
          judge,
          memory,
          priceOf,
          clock,
          breakers,
          emit,
          gatherContext: (suspects, abort) => gatherContext(task, { snapshot, checker, suspects }, abort),
          quickFixed: (candidate, abort) => applyCompilerFixes(candidate, { fixer: checker, snapshot, emit }, abort),
          readCurrent: options.readCurrent ?? ((path) => readDisk(join(workspace, path))),
          ...(options.retryNow ? { retryNow: options.retryNow } : {}),
        },
        signal,
      );
    } finally {
      await scratch.dispose();
      await flakyMemory.keep(flakyTests.added());
    }
  };

  const test = async (options: CheckOptions): Promise<TestReport | { readonly problem: TestProblem }> => {
    await cleaned;
    return testOnce({ workspace, stateDir, scratches, runner, runnerIn }, options);
  };

  const checkTypes = async ({ unsaved, signal }: CheckOptions): Promise<CheckResult['types']> => {
    let scratch: Scratch | undefined;
    const copy = async (abort: AbortSignal): Promise<string> => {
      await cleaned;
      scratch = await scratches.open(await takeSnapshot(workspace, unsaved, abort, stateDir), abort);
      return scratch.dir;
    };
    try {
      return await checker.check({ root: workspace, overlay: unsaved, edited: [], scope: 'whole', copy }, signal);
    } finally {
      await scratch?.dispose();
    }
  };

  return {
    async run(task, options) {
      const runId = randomUUID();
      const startedAt = clock.now();
      const lock = await acquireRunLock(stateDir, workspace);
      if (lock.ok && lock.problem) warn(lock.problem);
      const tell = publisher(runId, clock, lock.ok ? [journal.listener, options.listener] : [options.listener]);
      const { model, limits } = options;
      tell({
        type: 'run-start',
        version: EVENT_VERSION,
        workspace,
        provider: model.provider,
        model: model.model,
        limits,
        task,
      });
      try {
        const ended = lock.ok
          ? await ending(() => runOnce(task, options, tell), options.signal, warn)
          : {
              reason: 'conflict' as const,
              message: `Another run (process ${lock.pid}, since ${lock.since}) is working in this workspace.`,
              next: 'Wait for it to end, or cancel it, then run again.',
            };
        return conclude(runId, ended, tell, clock.now() - startedAt);
      } finally {
        if (lock.ok) await lock.release();
      }
    },

    async check(options) {
      const startedAt = clock.now();
      const [types, tests] = await Promise.all([checkTypes(options), test(options)]);
      const typesOk = !('problem' in types) && types.diagnostics.every(({ category }) => category !== 'error');
      const testsOk =
        !('problem' in tests) &&
        tests.exitCode === 0 &&
        (tests.executed ?? 0) > 0 &&
        tests.failed.length + tests.errors.length === 0;
      return { ok: typesOk && testsOk, ms: clock.now() - startedAt, types, tests };
    },

    test,

    async dispose() {
      await Promise.all([checker.dispose(), commands.dispose()]);
      await journal.close();
      await scratches.dispose();
    },
  };
}

/** An end before the loops were entered. */
interface Stopped {
  readonly reason: StopReason;
  readonly message: string;
  readonly next?: string | undefined;
}

function publisher(runId: string, clock: Clock, listeners: readonly ((event: RunEvent) => void)[]): Emit {
  return (body) => {
    const event: RunEvent = { ...body, runId, at: new Date(clock.now()).toISOString() };
    for (const listener of listeners) listener(event);
  };
}

/** Cancelling is an expected end wherever it strikes; anything else thrown is a bug, and said to be one. */
async function ending(
  work: () => Promise<Ending | Stopped>,
  signal: AbortSignal,
  warn: (line: string) => void,
): Promise<Ending | Stopped> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) return { reason: 'cancelled', message: 'You cancelled the run.' };
    warn(wordsOf(error));
    return { reason: 'internal-error', message: error instanceof Error ? error.message : String(error) };
  }
}

function conclude(runId: string, ended: Ending | Stopped, tell: Emit, ms: number): RunResult {
  const { reason, message } = ended;
  const { outcome, next: usualNext } = ENDINGS[reason];
  const next = ended.next ?? usualNext;
  const spent =
    'budget' in ended ? ended.budget.totals() : { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, priced: true };
  const changes = 'budget' in ended ? ended.changes : [];
  const iterations = 'budget' in ended ? ended.iterations : 0;
  const hash = 'budget' in ended && ended.hash !== undefined ? { hash: ended.hash } : {};
  tell({
    type: 'run-end',
    outcome,
    reason,
    message,
    next,
    iterations,
    ...spent,
    ms,
    files: changes.map(({ path }) => path),
    ...hash,
  });
  return { runId, outcome, reason, message, next, changes };
}

async function testOnce(
  deps: {
    readonly workspace: string;
    readonly stateDir: string;
    readonly scratches: WarmScratch;
    readonly runner: TestRunner;
    readonly runnerIn: (dir: string, root: string) => TestRunner;
  },
  options: CheckOptions,
): Promise<TestReport | { readonly problem: TestProblem }> {
  const command = await deps.runner.detect(deps.workspace, options.testCommand);
  if ('problem' in command) return command;
  const snapshot = await takeSnapshot(deps.workspace, options.unsaved, options.signal, deps.stateDir);
  const scratch = await deps.scratches.open(snapshot, options.signal);
  try {
    return await deps
      .runnerIn(scratch.dir, snapshot.root)
      .run({ dir: scratch.dir, command, timeoutMs: options.testTimeoutMs ?? TEST_TIMEOUT_MS }, options.signal);
  } finally {
    await scratch.dispose();
  }
}

async function readDisk(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
