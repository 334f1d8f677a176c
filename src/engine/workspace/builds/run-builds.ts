import { rm, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { TestProblem, TestReport } from '../../contract/test-run';
import { plural } from '../../platform/plural';
import type { RunProcess } from '../../process/run-process';
import { withPrograms } from '../../process/script-path';
import type { BuildStep } from './build-plan';

export interface RunBuildsDeps {
  /** Absolute path of the copy. */
  readonly dir: string;
  readonly runProcess: RunProcess;
  /** The environment of the builds, without secrets. */
  readonly env: Readonly<Record<string, string>>;
  /** The line for a workspace-relative folder as it runs without package managers that are not installed. */
  readonly withoutManagers: (line: string, dir: string) => Promise<string>;
  readonly log: (line: string) => void;
}

/** Why a package has no new output. */
export interface BuildFailure {
  readonly step: BuildStep;
  /** A clause. */
  readonly why: string;
  readonly output: string;
  /** Whether the build ran to its end, so that the files in the copy may be the cause. */
  readonly isBroken: boolean;
}

/** Characters of a build's output in a message: its end says what went wrong. */
const TAIL_CHARS = 2_000;

/** Builds into empty places, so that no older output is left. Returns the first failure. */
export async function runBuilds(
  deps: RunBuildsDeps,
  steps: readonly BuildStep[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<BuildFailure | undefined> {
  const { dir } = deps;
  const unbuildable = steps.find(({ command }) => command === undefined);
  if (unbuildable) return { step: unbuildable, why: 'it has no build script', output: '', isBroken: false };
  for (const {
    package: { built },
  } of steps)
    for (const place of built.places) await rm(join(dir, place), { recursive: true, force: true });
  const startedAt = performance.now();
  const done = new Set<string>();
  for (const step of steps) {
    const key = JSON.stringify(step.command);
    // The root's script builds several packages at once.
    if (done.has(key)) continue;
    done.add(key);
    const failure = await runBuild(deps, step, timeoutMs - (performance.now() - startedAt), signal);
    if (failure) return failure;
  }
  for (const step of steps) {
    for (const entry of step.package.built.entries.filter((path) => !/\.d\.[cm]?ts$/.test(path))) {
      if (await stat(join(dir, entry)).catch(() => undefined)) continue;
      return { step, why: `\`${step.command?.line}\` did not write ${entry}`, output: '', isBroken: true };
    }
  }
  return undefined;
}

async function runBuild(
  { dir, runProcess, env, withoutManagers, log }: RunBuildsDeps,
  step: BuildStep,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<BuildFailure | undefined> {
  const { line, dir: folder } = step.command ?? { line: '', dir: '' };
  const cwd = join(dir, folder);
  log(`Building ${nameOf(step)} in the copy: ${line}`);
  const command = { shell: await withoutManagers(line, folder) };
  const left = Math.max(1, Math.round(timeoutMs));
  const ended = await runProcess({ command, cwd, env: withPrograms(env, cwd), timeoutMs: left }, signal);
  const failure = { step, output: ended.output.replaceAll(dir + sep, '').trim() };
  if (ended.kind === 'timeout') return { ...failure, why: `\`${line}\` did not end in time`, isBroken: false };
  if (ended.kind === 'not-found')
    return { ...failure, why: `\`${line}\` needs a program that was not found`, isBroken: false };
  if (ended.exitCode === 0) return undefined;
  const how = ended.exitCode === null ? 'a signal' : `exit code ${ended.exitCode}`;
  return { ...failure, why: `\`${line}\` ended with ${how}`, isBroken: true };
}

function nameOf({ package: { dir, manifest } }: BuildStep): string {
  return manifest.name ?? (dir === '' ? 'the package' : dir);
}

/** A sentence, and the end of the build's output. */
export function describeFailure({ step, why, output }: BuildFailure): string {
  const tail = output.length > TAIL_CHARS ? `…${output.slice(-TAIL_CHARS)}` : output;
  return `${nameOf(step)} could not be built: ${why}.${tail === '' ? '' : `\n${tail}`}`;
}

/** The report of tests that a candidate's build did not get to. */
export function brokenBuild(failure: BuildFailure): TestReport {
  const message = `The tests were not run, because with this change ${describeFailure(failure)}`;
  return {
    command: failure.step.command?.line ?? '',
    runner: 'command',
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

/** The packages of the steps that have no new output without this one: those of the same command, and dependents. */
export function builtWith(step: BuildStep, steps: readonly BuildStep[]): readonly BuildStep['package'][] {
  const command = JSON.stringify(step.command);
  const found = new Map([[step.package.dir, step.package]]);
  // A loop over a map also visits what is added to it meanwhile.
  for (const dir of found.keys())
    for (const { package: other, command: own } of steps)
      if (other.dependsOn.includes(dir) || (own !== undefined && JSON.stringify(own) === command))
        found.set(other.dir, other);
  return [...found.values()];
}

/** A sentence about tests and types that are judged against an older build; `others`: how many more such builds. */
export function staleBuild(failure: BuildFailure, others: number): string {
  const { places } = failure.step.package.built;
  return (
    `Not exercised: ${nameOf(failure.step)} is loaded from ${places.join(' and ')}, which is older than its sources ` +
    `and could not be rebuilt in the copy: ${failure.why}. Build it yourself, or fix its \`build\` script.` +
    (others > 0 ? ` So it is with ${plural(others, 'other package')}.` : '')
  );
}

export function notExercised(failure: BuildFailure): { readonly problem: TestProblem } {
  const { places } = failure.step.package.built;
  const message =
    `Not exercised: ${nameOf(failure.step)} is loaded from ${places.join(' and ')}, which was not rebuilt, so the ` +
    `tests would run against an older build. ${describeFailure(failure)}\n` +
    "Give the package a `build` script that works on a copy of the workspace's files, " +
    'or let the tests load its sources.';
  return { problem: { kind: 'runner-failed', message } };
}
