import { join } from 'node:path';
import { withOwnPrices } from './call/pricing/own-prices';
import type { Emit } from './contract/events';
import type { Stop } from './contract/stop';
import type { Task } from './contract/task';
import type { Engine, EngineConfig, VerifyOptions } from './engine';
import { openJournal } from './journal/journal';
import { withOutcomes } from './journal/outcomes';
import { readRuns } from './journal/read';
import { spendingFolder } from './journal/state-folder';
import { createExperienceMemory, openExperienceStore } from './learn/experience/experience-memory';
import { gitIn } from './learn/history/git';
import { createHistory } from './learn/history/history';
import { createPatternMemory } from './learn/memory';
import { createNotes, notesOrNone } from './learn/notes/notes';
import { createFileStore } from './learn/store/file-store';
import { rememberTests } from './learn/tests/remembered-tests';
import { ACCEPTED_RED, FLAKY_TESTS } from './learn/tests/test-lists';
import { systemClock } from './platform/clock';
import { addedVariables } from './process/added-variables';
import { cleanEnv } from './process/clean-env';
import { allowanceFor, readAllowance } from './prompt/allowance';
import { gatherWithNotes } from './prompt/context/gather-with-notes';
import { previewContext } from './prompt/context/preview-context';
import { warmContext } from './prompt/context/warm-context';
import { widenContext } from './prompt/widening/widen-context';
import { openToolbox } from './run/ask/open-toolbox';
import {
  type CheckDeps,
  checkOnce,
  failuresOnce,
  type SnapshotOptions,
  testOnce,
  typesOnce,
} from './run/check/check-once';
import { testingIn } from './run/check/testing-in';
import { taskOf, verifyProposed } from './run/check/verify-once';
import { openDaySpending } from './run/limits/day-spending';
import { type RunEnd, run } from './run/run';
import { type RunOptions, runTask } from './run/run-task';
import { createCommandService } from './test-runner/command-service';
import { withGeneratedTypes } from './typecheck/own-checks/with-generated-types';
import { withOwnChecks } from './typecheck/own-checks/with-own-checks';
import { createTypeChecker } from './typecheck/type-checker';
import { applyCompilerFixes } from './verify/apply-quick-fixes';
import { createFlakyTests } from './verify/flaky/flaky-tests';
import { createJudge } from './verify/judge';
import { cleanScratch } from './workspace/scratch/clean-scratch';
import { copyEnv } from './workspace/scratch/copy-env';
import { scratchFolder } from './workspace/scratch/scratch-folder';
import { createSecondCopy } from './workspace/scratch/second-copy';
import { createWarmScratch } from './workspace/scratch/warm-scratch';
import type { Snapshot } from './workspace/snapshot';
import { takeSnapshot } from './workspace/take-snapshot';
import { textOnDisk } from './workspace/text-on-disk';

/** Milliseconds one run of the test command may take unless the settings say otherwise. */
const TEST_TIMEOUT_MS = 5 * 60_000;
/** Milliseconds that an unused scratch copy is kept for the next run: long enough to read a diff. */
const SCRATCH_IDLE_MS = 10 * 60_000;

/** Builds the engine for one workspace. It only composes: what happens in a run is in run/. */
export function createEngine(config: EngineConfig): Engine {
  const { workspace, stateDir, warn } = config;
  const shared = sharedParts(config);
  const { journal, clock } = shared;
  const keepAccepted = shared.acceptedRed.add;
  const start = (task: Task, options: RunOptions, emit: Emit) =>
    runInScratch(config, shared, task, options, withOutcomes(emit));
  return {
    run: (task, options) =>
      runTask(task, options, { workspace, stateDir, clock, warn, journal: journal.listener, keepAccepted, start }),
    check: (options) => checkOnce(shared, options),
    test: (options) => testOnce(shared, options),
    types: (options) => typesOnce(shared, options),
    verify: (change, options) =>
      verifyProposed(change, () => openJudging(shared, taskOf(change), options), options.signal),
    async context(task, options) {
      const snapshot = await shared.takeSnapshot(options, options.signal);
      const { checker, history, loadNotes } = shared;
      const tokens = options.models && allowanceFor(options.models).contextTokens;
      const gathering = { snapshot, checker, history, loadNotes, tokens };
      return previewContext(task, snapshot, {
        tokens,
        gather: (red) => gatherWithNotes(task, { ...gathering, ...red }, options.signal),
        failuresIn: options.runTests
          ? (files) => failuresOnce(shared, task, files, { ...options, snapshot })
          : undefined,
      });
    },
    async dispose() {
      await Promise.all([shared.checker.dispose(), shared.commands.dispose()]);
      await journal.close();
      await shared.scratches.dispose();
    },
  };
}

type SharedParts = ReturnType<typeof sharedParts>;

/** What all runs and checks of the workspace share: services, scratch copies, journal and memory. */
function sharedParts(config: EngineConfig) {
  const { workspace, stateDir, patterns, services, env, log, warn, clock = systemClock } = config;
  const { types, commands: servicePath, execArgv = [] } = services;
  const commands = createCommandService({ servicePath, env, log, execArgv });
  const { runProcess } = commands;
  const checker = createTypeChecker({ servicePath: types, env, log, execArgv, runProcess });
  const runsDir = join(stateDir, 'runs');
  const scratchBase = scratchFolder(stateDir, workspace);
  const scratches = createWarmScratch({ baseDir: scratchBase, log }, SCRATCH_IDLE_MS);
  // Where the copies lie elsewhere, an older version may have left some in the state folder.
  const scratchFolders = new Set([scratchBase, join(stateDir, 'scratch')]);
  const cleaned = Promise.all([...scratchFolders].map(cleanScratch)).catch((error: unknown) =>
    log(`Couldn't delete old scratch copies: ${String(error)}`),
  );
  return {
    workspace,
    clock,
    commands,
    scratches,
    checker,
    checkerWith: ({ environment = {} }: SnapshotOptions) => {
      const variables = { ...cleanEnv(env), ...addedVariables(environment, env) };
      const envIn = (dir: string) => copyEnv(variables, [workspace], dir);
      const deps = { runProcess, envIn, log };
      return withOwnChecks(withGeneratedTypes(checker, deps), deps);
    },
    runner: commands.testRunner(env),
    testingIn: testingIn(config, commands),
    takeSnapshot: async ({ unsaved, alsoCopy }: SnapshotOptions, signal: AbortSignal) => ({
      ...(await takeSnapshot(workspace, unsaved, signal, stateDir)),
      alsoCopy,
    }),
    openScratch: async (snapshot: Snapshot, signal: AbortSignal) => {
      await cleaned;
      return scratches.open(snapshot, signal);
    },
    testTimeoutMs: TEST_TIMEOUT_MS,
    journal: openJournal(runsDir, warn, config.keptRuns),
    daySpending: openDaySpending(config.spendingDir ?? spendingFolder(stateDir), clock, warn),
    acceptedRed: rememberTests(ACCEPTED_RED, patterns, workspace, clock, warn),
    flakyMemory: rememberTests(FLAKY_TESTS, patterns, workspace, clock, warn),
    memory: createPatternMemory(patterns, workspace, clock, { log: warn, readRuns: () => readRuns(runsDir) }),
    loadNotes: () => notesOrNone(createNotes(patterns, workspace, clock.now), warn),
    experience: createExperienceMemory(openExperienceStore(stateDir), workspace, clock, log, warn),
    history: createHistory(workspace, {
      store: createFileStore(join(stateDir, 'history')),
      git: gitIn(workspace, cleanEnv(env)),
      clock,
      log,
    }),
  } satisfies CheckDeps & Record<string, unknown>;
}

/** Opens the copies of one run: that of its tests, and one for checks of types that run beside them. */
async function openCopies({ checker, ...shared }: SharedParts, snapshot: Snapshot, options: VerifyOptions) {
  const scratch = await shared.openScratch(snapshot, options.signal);
  const typesCopy = createSecondCopy((abort) => shared.openScratch(snapshot, abort));
  return {
    judging: {
      checker: { ...checker, check: shared.checkerWith(options).check },
      typesCopy,
      ...shared.testingIn(scratch, snapshot, options),
    },
    async close(): Promise<void> {
      await scratch.dispose();
      await typesCopy.dispose();
    },
  };
}

/** What judges the candidates of one task over a fresh snapshot, or why nothing can be judged here. `close` ends it. */
async function openJudging(shared: SharedParts, task: Task, options: VerifyOptions) {
  const { runner, flakyMemory, acceptedRed } = shared;
  const command = await runner.detect(shared.workspace, options.testCommand);
  if ('problem' in command) return command;
  const snapshot = await shared.takeSnapshot(options, options.signal);
  const flakyTests = createFlakyTests(await flakyMemory.load());
  const copies = await openCopies(shared, snapshot, options);
  return {
    ...copies.judging,
    task,
    snapshot,
    command,
    testTimeoutMs: options.testTimeoutMs ?? shared.testTimeoutMs,
    flakyTests,
    acceptedRed: await acceptedRed.load(),
    ruleLevels: options.rules,
    clock: shared.clock,
    async close(): Promise<void> {
      await copies.close();
      await flakyMemory.add(flakyTests.added());
    },
  };
}

/** Builds one run over a fresh snapshot and a scratch copy, which the run gives back at its end. */
async function runInScratch(
  { workspace, breakers }: EngineConfig,
  shared: SharedParts,
  task: Task,
  options: RunOptions,
  events: ReturnType<typeof withOutcomes>,
): Promise<RunEnd | Stop> {
  const { checker, clock, memory, experience, history, loadNotes } = shared;
  const { signal } = options;
  const opened = await openJudging(shared, task, options);
  if ('problem' in opened) return { reason: 'configuration', message: opened.problem.message };
  const { snapshot } = opened;
  const judging = { ...opened, checker: warmContext(opened.checker, { task, snapshot, history }, signal) };
  const { model, planner = model, stronger = model, fallbacks = [], review = 'auto' } = options;
  const allowance = await readAllowance([model, planner, stronger, ...fallbacks]);
  const gathering = { snapshot, checker, history, loadNotes, tokens: allowance.contextTokens };
  try {
    return await run(
      {
        ...options,
        task,
        review,
        snapshot,
        memory,
        experience,
        allowance,
        priceOf: withOwnPrices(options.prices),
        daySpending: shared.daySpending,
        clock,
        breakers,
        ...events,
        toolbox: options.tools === false ? undefined : await openToolbox(checker, judging),
        judge: createJudge({ ...judging, ...events }),
        gatherContext: (red, abort) => gatherWithNotes(task, { ...gathering, ...red }, abort),
        widenContext: (request, abort) => widenContext(request, { snapshot, checker }, abort),
        readTopLevels: checker.topLevels,
        applyQuickFixes: (candidate, abort) =>
          applyCompilerFixes(candidate, { ...events, fixer: checker, snapshot }, abort),
        readCurrent: options.readCurrent ?? (async (path) => (await textOnDisk(join(workspace, path))) ?? null),
      },
      signal,
    );
  } finally {
    await opened.close();
  }
}
