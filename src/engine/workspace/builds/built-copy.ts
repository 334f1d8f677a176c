import { cp, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { TestProblem, TestReport, TestRunner, TestRunRequest } from '../../contract/test-run';
import type { RunProcess } from '../../process/run-process';
import { withPrograms } from '../../process/script-path';
import type { Scratch } from '../scratch/scratch';
import type { Snapshot } from '../snapshot';
import { type BuildStep, createBuildPlan } from './build-plan';

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
type Failure = { readonly step: BuildStep; readonly why: string; readonly output: string; readonly isBroken: boolean };
type Answer = TestReport | { readonly problem: TestProblem };

/** Characters of a build's output in a message: its end says what went wrong. */
const TAIL_CHARS = 2_000;
const NONE: Files = new Map();

/**
 * Builds the packages that others load through built files before the tests run, where the files in the copy
 * differ from those that the output comes from: otherwise the tests would judge yesterday's build. A build that
 * fails because of a candidate is a red report; one that can't be made is a problem. The built output is
 * kept beside the copy for further runs over the same files.
 */
export function createBuiltCopy(deps: BuiltCopyDeps): BuiltCopy {
  const { snapshot, scratch, runner, log } = deps;
  const plan = createBuildPlan(snapshot);
  const { dir } = scratch;
  /** Deleted together with the copy, because it begins with the copy's name. */
  const store = `${dirname(dir)}.built`;
  let current: Files = NONE;
  let stored: string | undefined;

  const build = async (steps: readonly BuildStep[], timeoutMs: number, signal: AbortSignal) => {
    for (const step of steps)
      for (const place of step.package.built.places) await rm(join(dir, place), { recursive: true, force: true });
    return buildAll(deps, steps, timeoutMs, signal);
  };
  /** A package that can't be built before the change, either, shows nothing about the change. */
  const failsBefore = async (timeoutMs: number, signal: AbortSignal): Promise<boolean> => {
    const files = current;
    const steps = await plan(files, dir);
    await scratch.sync(NONE, signal);
    const failure = await build(steps, timeoutMs, signal);
    await scratch.sync(files, signal);
    return failure !== undefined;
  };
  /** Undefined when the output is as the files in the copy make it. */
  const bringUpToDate = async (
    steps: readonly BuildStep[],
    request: TestRunRequest,
    signal: AbortSignal,
  ): Promise<Answer | undefined> => {
    const key = JSON.stringify([...current].sort());
    if (stored === key) return restore(steps, dir, store);
    stored = undefined;
    const unbuildable = steps.find(({ command }) => command === undefined);
    const failure = unbuildable
      ? { step: unbuildable, why: 'it has no build script', output: '', isBroken: false }
      : await build(steps, request.timeoutMs, signal);
    if (failure && current.size === 0) {
      log(`The tests run against the last build, because ${describe(failure)}`);
      await scratch.sync(NONE, signal);
      return undefined;
    }
    if (failure) {
      const isTheChange = failure.isBroken && !(await failsBefore(request.timeoutMs, signal));
      return isTheChange ? brokenBuild(failure, request) : notExercised(failure);
    }
    await save(steps, dir, store);
    stored = key;
    return undefined;
  };

  return {
    scratch: {
      dir,
      async sync(files, signal) {
        await scratch.sync(files, signal);
        current = files;
      },
      dispose: scratch.dispose,
    },
    runner: {
      detect: runner.detect,
      async run(request, signal) {
        const startedAt = performance.now();
        const steps = await plan(current, dir);
        if (steps.length === 0) return runner.run(request, signal);
        const answer = await bringUpToDate(steps, request, signal);
        if (answer) return answer;
        const left = request.timeoutMs - (performance.now() - startedAt);
        return runner.run({ ...request, timeoutMs: Math.max(1_000, Math.round(left)) }, signal);
      },
    },
  };
}

/** The first failure. A command that builds several packages runs once. */
async function buildAll(
  { scratch: { dir }, runProcess, env, log }: BuiltCopyDeps,
  steps: readonly BuildStep[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const startedAt = performance.now();
  const done = new Set<string>();
  for (const step of steps) {
    if (!step.command || done.has(JSON.stringify(step.command))) continue;
    done.add(JSON.stringify(step.command));
    const { line, dir: folder } = step.command;
    const cwd = join(dir, folder);
    log(`Building ${nameOf(step)} in the copy: ${line}`);
    const left = Math.max(1, Math.round(timeoutMs - (performance.now() - startedAt)));
    const request = { command: { shell: line }, cwd, env: withPrograms(env, cwd), timeoutMs: left };
    const ended = await runProcess(request, signal);
    const output = ended.output.replaceAll(dir + sep, '').trim();
    if (ended.kind === 'timeout') return { step, why: `\`${line}\` did not end in time`, output, isBroken: false };
    if (ended.kind === 'not-found')
      return { step, why: `\`${line}\` needs a program that was not found`, output, isBroken: false };
    if (ended.exitCode !== 0) {
      const how = ended.exitCode === null ? 'a signal' : `exit code ${ended.exitCode}`;
      return { step, why: `\`${line}\` ended with ${how}`, output, isBroken: true };
    }
  }
  for (const step of steps) {
    for (const entry of step.package.built.entries.filter((path) => !/\.d\.[cm]?ts$/.test(path))) {
      if (await exists(join(dir, entry))) continue;
      return { step, why: `\`${step.command?.line}\` did not write ${entry}`, output: '', isBroken: true };
    }
  }
  return undefined;
}

function nameOf({ package: { dir, manifest } }: BuildStep): string {
  return manifest.name ?? (dir === '' ? 'the package' : dir);
}

function describe({ step, why, output }: Failure): string {
  const tail = output.length > TAIL_CHARS ? `…${output.slice(-TAIL_CHARS)}` : output;
  return `${nameOf(step)} could not be built: ${why}.${tail === '' ? '' : `\n${tail}`}`;
}

function brokenBuild(failure: Failure, { command }: TestRunRequest): TestReport {
  const message = `The tests were not run, because with this change ${describe(failure)}`;
  return {
    command: failure.step.command?.line ?? command.command,
    runner: command.runner,
    exitCode: 1,
    executed: 0,
    passed: 0,
    tests: [],
    failed: [],
    errors: [{ message }],
    output: failure.output,
    ms: 0,
  };
}

function notExercised(failure: Failure): { readonly problem: TestProblem } {
  const { places } = failure.step.package.built;
  const message =
    `Not exercised: ${nameOf(failure.step)} is loaded from ${places.join(' and ')}, which was not rebuilt, so the ` +
    `tests would run against an older build. ${describe(failure)}\n` +
    "Give the package a `build` script that works on a copy of the workspace's files, or let the tests load its sources.";
  return { problem: { kind: 'runner-failed', message } };
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
