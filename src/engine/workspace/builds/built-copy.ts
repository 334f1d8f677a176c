import { cp, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestProblem, TestReport, TestRunner } from '../../contract/test-run';
import type { RunProcess } from '../../process/run-process';
import type { Scratch } from '../scratch/scratch';
import type { Snapshot } from '../snapshot';
import { type BuildStep, createBuildPlan, type PlanBuilds } from './build-plan';
import { brokenBuild, describeFailure, notExercised, runBuilds } from './run-builds';

export interface BuiltCopyDeps {
  readonly snapshot: Snapshot;
  readonly scratch: Scratch;
  readonly runner: TestRunner;
  readonly runProcess: RunProcess;
  /** The environment of the builds, without secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** A scratch copy, and the runner of the tests in it. */
export interface BuiltCopy {
  readonly scratch: Scratch;
  readonly runner: TestRunner;
}

type Files = ReadonlyMap<string, string | null>;
type Answer = TestReport | { readonly problem: TestProblem };

const NONE: Files = new Map();

/**
 * Builds the packages that others load through built files before the tests run, where the files in the copy
 * differ from those that the output comes from: otherwise the tests would judge yesterday's build. A build that
 * fails because of a candidate is a red report; one that can't be made is a problem. The built output is
 * kept beside the copy for further runs over the same files.
 */
export function createBuiltCopy(deps: BuiltCopyDeps): BuiltCopy {
  const { snapshot, scratch, runner } = deps;
  const { dir } = scratch;
  const plan = createBuildPlan(snapshot);
  const state: State = { current: NONE, stored: undefined };
  return {
    scratch: {
      dir,
      async sync(files, signal) {
        await scratch.sync(files, signal);
        state.current = files;
      },
      dispose: scratch.dispose,
    },
    runner: {
      detect: runner.detect,
      async run(request, signal) {
        const startedAt = performance.now();
        const steps = await plan(state.current, dir);
        if (steps.length === 0) return runner.run(request, signal);
        const answer = await bringUpToDate({ deps, plan, state }, steps, request.timeoutMs, signal);
        if (answer) return 'problem' in answer ? answer : { ...answer, runner: request.command.runner };
        const left = request.timeoutMs - (performance.now() - startedAt);
        return runner.run({ ...request, timeoutMs: Math.max(1_000, Math.round(left)) }, signal);
      },
    },
  };
}

interface State {
  /** The files over the snapshot in the copy. */
  current: Files;
  /** The files over the snapshot that the kept output comes from, as text. */
  stored: string | undefined;
}

interface Building {
  readonly deps: BuiltCopyDeps;
  readonly plan: PlanBuilds;
  readonly state: State;
}

/** Undefined when the tests can run. */
async function bringUpToDate(
  { deps, plan, state }: Building,
  steps: readonly BuildStep[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const { scratch, log } = deps;
  const { dir } = scratch;
  // Deleted together with the copy, because it begins with the copy's name.
  const store = `${dirname(dir)}.built`;
  const files = state.current;
  const key = JSON.stringify([...files].sort());
  if (state.stored === key) return restore(steps, dir, store);
  state.stored = undefined;
  const failure = await runBuilds({ ...deps, dir }, steps, timeoutMs, signal);
  if (failure && files.size === 0) {
    log(`The tests run against the last build, because ${describeFailure(failure)}`);
    await scratch.sync(NONE, signal);
    return undefined;
  }
  if (failure) {
    if (!failure.isBroken) return notExercised(failure);
    // A package that can't be built without the change, either, shows nothing about the change.
    await scratch.sync(NONE, signal);
    const before = await runBuilds({ ...deps, dir }, await plan(files, dir), timeoutMs, signal);
    await scratch.sync(files, signal);
    return before ? notExercised(failure) : brokenBuild(failure);
  }
  await save(steps, dir, store);
  state.stored = key;
  return undefined;
}

async function save(steps: readonly BuildStep[], dir: string, store: string): Promise<void> {
  await rm(store, { recursive: true, force: true });
  for (const place of placesOf(steps))
    if (await exists(join(dir, place))) await cp(join(dir, place), join(store, place), { recursive: true });
}

async function restore(steps: readonly BuildStep[], dir: string, store: string): Promise<undefined> {
  for (const place of placesOf(steps)) {
    await rm(join(dir, place), { recursive: true, force: true });
    if (await exists(join(store, place))) await cp(join(store, place), join(dir, place), { recursive: true });
  }
}

function placesOf(steps: readonly BuildStep[]): string[] {
  return steps.flatMap(({ package: { built } }) => built.places);
}

async function exists(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined)) !== undefined;
}
