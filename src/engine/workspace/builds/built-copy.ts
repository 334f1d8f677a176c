import { cp, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestProblem, TestReport, TestRunner } from '../../contract/test-run';
import type { Scratch } from '../scratch/scratch';
import type { Snapshot } from '../snapshot';
import { type BuildPlan, type BuildStep, createBuildPlan } from './build-plan';
import { builtDeclarations, isDeclaration } from './declarations';
import {
  type BuildFailure,
  brokenBuild,
  builtWith,
  describeFailure,
  notExercised,
  type RunBuildsDeps,
  runBuilds,
  staleBuild,
} from './run-builds';

export interface BuiltCopyDeps extends Omit<RunBuildsDeps, 'dir'> {
  readonly snapshot: Snapshot;
  readonly scratch: Scratch;
  readonly runner: TestRunner;
}

type Files = ReadonlyMap<string, string | null>;
type Answer = TestReport | { readonly problem: TestProblem };

/** A scratch copy, and the runner of the tests in it. */
export interface BuiltCopy {
  readonly scratch: Scratch;
  readonly runner: TestRunner;
  /** What type checks over these files need. */
  readonly declarations: Declarations;
}

/** The declaration files that builds in the copy wrote. */
export interface Declarations {
  /**
   * Builds the packages that these files outdate and whose types others load. Returns why that is impossible, or
   * why the tests could not judge these files; a build that fails because of them is left to the tests, as the types
   * may say it better.
   */
  prepare(files: Files, timeoutMs: number, signal: AbortSignal): Promise<TestProblem | undefined>;
  /** Those that were built from these files, as far as they differ from the workspace's; null: no longer written. */
  of(files: Files): Files;
}

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
  const state: State = {
    current: NONE,
    stored: undefined,
    failed: undefined,
    unbuildable: new Map(),
    declarations: new Map(),
  };
  const building = { deps, plan: createBuildPlan(snapshot), state };
  const sync: Scratch['sync'] = async (files, signal) => {
    await scratch.sync(files, signal);
    state.current = files;
  };
  return {
    scratch: { dir, home: scratch.home, sync, dispose: scratch.dispose },
    declarations: {
      of: (files) => state.declarations.get(keyOf(files)) ?? NONE,
      async prepare(files, timeoutMs, signal) {
        const besideStale = await besideStaleOutput(building, files);
        if (besideStale) return besideStale.problem;
        const steps = await stepsFor(building, files);
        if (!steps.some(({ package: { built } }) => built.files.some(isDeclaration))) return undefined;
        await sync(files, signal);
        const answer = await bringUpToDate(building, await stepsFor(building, files), timeoutMs, signal);
        return answer && 'problem' in answer ? answer.problem : undefined;
      },
    },
    runner: {
      detect: runner.detect,
      async run(request, signal) {
        const startedAt = performance.now();
        const besideStale = await besideStaleOutput(building, state.current);
        if (besideStale) return besideStale;
        const steps = await stepsFor(building, state.current);
        const answer = steps.length === 0 ? undefined : await bringUpToDate(building, steps, request.timeoutMs, signal);
        if (answer) return 'problem' in answer ? answer : { ...answer, runner: request.command.runner };
        const left = request.timeoutMs - (performance.now() - startedAt);
        const timeoutMs = Math.max(1_000, Math.round(left));
        const report = await runner.run({ ...request, timeoutMs }, signal);
        return 'problem' in report ? report : { ...report, ...(await staleness(building)) };
      },
    },
  };
}

interface State {
  /** The files over the snapshot in the copy. */
  current: Files;
  /** The key of the files over the snapshot that the kept output comes from. */
  stored: string | undefined;
  /** What came of the last build that failed. */
  failed: { readonly key: string; readonly answer: Answer } | undefined;
  /** By folder, why a package that was outdated before any change could not be rebuilt; its old output is used. */
  readonly unbuildable: Map<string, BuildFailure>;
  /** By the key of the files: those of the snapshot and of the last candidate. */
  readonly declarations: Map<string, Files>;
}

interface Building {
  readonly deps: BuiltCopyDeps;
  readonly plan: BuildPlan;
  readonly state: State;
}

function keyOf(files: Files): string {
  return JSON.stringify([...files].sort());
}

async function stepsFor({ deps, plan, state }: Building, files: Files): Promise<readonly BuildStep[]> {
  const steps = await plan.steps(files, deps.scratch.dir);
  return steps.filter((step) => !step.isStale || !state.unbuildable.has(step.package.dir));
}

/** What the report of tests says that may have loaded old output. */
async function staleness({ plan, state }: Building): Promise<Pick<TestReport, 'staleBuild' | 'staleFor'>> {
  const [failure] = state.unbuildable.values();
  if (!failure) return {};
  const others = new Set(state.unbuildable.values()).size - 1;
  return { staleBuild: staleBuild(failure, others), staleFor: await plan.testedWith([...state.unbuildable.keys()]) };
}

/** The problem of a change whose tests may load output that is outdated and can't be rebuilt. */
async function besideStaleOutput(
  { deps, plan, state }: Building,
  files: Files,
): Promise<{ readonly problem: TestProblem } | undefined> {
  if (files.size === 0 || state.unbuildable.size === 0) return undefined;
  const steps = await plan.steps(files, deps.scratch.dir);
  const [failure] = steps.flatMap(({ isStale, takesPart, package: { dir } }) =>
    isStale && takesPart ? (state.unbuildable.get(dir) ?? []) : [],
  );
  return failure && notExercised(failure);
}

/** Undefined when the tests can run. */
async function bringUpToDate(
  building: Building,
  steps: readonly BuildStep[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const { deps, state } = building;
  const { dir } = deps.scratch;
  const key = keyOf(state.current);
  if (state.failed?.key === key) return state.failed.answer;
  if (state.stored === key) return restore(steps, dir, storeOf(deps.scratch));
  state.stored = undefined;
  const answer = await build(building, steps, timeoutMs, signal);
  if (answer) state.failed = { key, answer };
  if (answer) return answer;
  const built = steps.filter((step) => !step.isStale || !state.unbuildable.has(step.package.dir));
  await save(built, dir, storeOf(deps.scratch));
  state.stored = key;
  const found = await builtDeclarations(deps.snapshot.root, dir, placesOf(built));
  for (const other of state.declarations.keys()) if (other !== keyOf(NONE)) state.declarations.delete(other);
  state.declarations.set(key, found);
  return undefined;
}

/** Undefined when the packages are built. */
async function build(
  building: Building,
  steps: readonly BuildStep[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const { deps, state } = building;
  const { scratch } = deps;
  const files = state.current;
  const how = { ...deps, dir: scratch.dir };
  if (files.size === 0) return buildWhatCanBe(building, steps, timeoutMs, signal);
  const failure = await runBuilds(how, steps, timeoutMs, signal);
  if (!failure) return undefined;
  if (!failure.isBroken) return notExercised(failure);
  // A package that can't be built without the change, either, shows nothing about the change.
  await scratch.sync(NONE, signal);
  const before = await runBuilds(how, await stepsFor(building, files), timeoutMs, signal);
  await scratch.sync(files, signal);
  return before ? notExercised(failure) : brokenBuild(failure);
}

/** Builds what is outdated before any change; a package that can't be built, and what depends on it, stays as it is. */
async function buildWhatCanBe(
  { deps, state }: Building,
  steps: readonly BuildStep[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<undefined> {
  const { scratch, log } = deps;
  const startedAt = performance.now();
  for (let left = steps; left.length > 0; ) {
    const time = timeoutMs - (performance.now() - startedAt);
    const failure = await runBuilds({ ...deps, dir: scratch.dir }, left, time, signal);
    if (!failure) return;
    log(`The tests run against the last build, because ${describeFailure(failure)}`);
    for (const { dir } of builtWith(failure.step, left)) state.unbuildable.set(dir, failure);
    left = left.filter((step) => !state.unbuildable.has(step.package.dir));
    await scratch.sync(NONE, signal);
  }
}

/** Deleted together with the copy, because it begins with the copy's name. */
function storeOf({ dir, home = dirname(dir) }: Scratch): string {
  return `${home}.built`;
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
