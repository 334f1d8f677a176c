import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { TestProblem, TestReport, TestRunner, TestRunRequest, TestTarget } from '../contract/test-run';
import { cleanEnv, type Environment } from '../process/clean-env';
import type { ProcessResult, RunProcess } from '../process/run-process';
import { detectCommand } from './command/detect';
import { type Plan, prepare, whole } from './command/plan';
import { collectTap } from './formats/collect-tap';
import { junitPlaces, type StandardResults, standardResults } from './formats/standard-results';
import { createPlaces, type Places } from './places';
import { crashFindings, type Findings, findingsOf, withoutForeignFrames } from './report';

export interface TestRunnerDeps {
  /** Environment of the host; keys, secrets and leftovers are taken out for the tests. */
  readonly env: Environment;
  readonly log: (line: string) => void;
  readonly runProcess: RunProcess;
}

/** Characters of output in a message: the end, where commands say what went wrong. */
const TAIL = 2_000;

/** Characters of a command in the log: the names of many tests may be in it. */
const LOGGED = 1_000;

/** Runs the workspace's own test command in a copy, and reads results that its runner wrote to a file. */
export function createTestRunner({ env, log, runProcess }: TestRunnerDeps): TestRunner {
  const clean = cleanEnv(env);
  const runOnce = async (
    request: TestRunRequest,
    signal: AbortSignal,
  ): Promise<TestReport | { problem: TestProblem }> => {
    const temp = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-tests-')));
    try {
      const plan = await prepare(request, temp);
      log(`Running ${plan.line.slice(0, LOGGED)} in ${request.dir}`);
      const childEnv = scriptEnv(clean, request.dir, plan.scripts);
      const tap = collectTap();
      const junit = await junitPlaces(plan.line, request.dir);
      const ended = await runProcess(
        {
          command: { shell: plan.line },
          cwd: request.dir,
          env: childEnv,
          timeoutMs: request.timeoutMs,
          onStdout: tap.add,
        },
        signal,
      );
      return await reportOf(request, plan, ended, () => standardResults(junit, request.dir, tap.text()));
    } finally {
      await rm(temp, { recursive: true, force: true });
    }
  };

  return {
    detect: detectCommand,
    async run(request, signal) {
      const report = await runOnce(request, signal);
      if (!request.targets?.length || 'problem' in report || !report.narrowed || ran(report, request.targets))
        return report;
      // The name did not select it (names are not unique, and Node selects differently by version).
      return runOnce(whole(request), signal);
    },
  };
}

/** What npm sets for a script, as far as scripts use it: the packages' programs first in PATH, and the script's name. */
function scriptEnv(
  clean: Readonly<Record<string, string>>,
  dir: string,
  scripts: readonly string[],
): Record<string, string> {
  const bins: string[] = [];
  for (let folder = dir; ; folder = dirname(folder)) {
    bins.push(join(folder, 'node_modules', '.bin'));
    if (folder === dirname(folder)) break;
  }
  const pathName = Object.keys(clean).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const path = [...bins, clean[pathName] ?? ''].join(delimiter);
  const [script] = scripts;
  return {
    ...clean,
    [pathName]: path,
    INIT_CWD: dir,
    ...(script === undefined ? {} : { npm_lifecycle_event: script }),
  };
}

async function reportOf(
  request: TestRunRequest,
  plan: Plan,
  ended: ProcessResult,
  readStandard: () => Promise<StandardResults | undefined>,
): Promise<TestReport | { problem: TestProblem }> {
  const { command, dir } = request;
  const places = createPlaces(dir);
  const output = places.text(ended.output);
  if (ended.kind === 'timeout') return { problem: timeout(command.command, request.timeoutMs, output) };
  const read = await Promise.all(
    plan.runs.map(({ adapter, results }) => adapter.read(results, { dir, output: ended.output })),
  );
  const written = read.filter((lines) => lines !== undefined);
  if (written.length === 0 && isMissing(ended)) return { problem: notFound(command.command, output) };
  const base = {
    command: command.command,
    runner: command.runner,
    exitCode: ended.exitCode,
    output,
    ms: ended.ms,
    ...(plan.narrowed ? { narrowed: true } : {}),
  };
  if (plan.runs.length === 0) {
    const standard = await readStandard();
    if (standard) return { ...base, runner: standard.runner, ...(await findingsOf(standard.lines, places, dir)) };
    return { ...base, runner: 'command', executed: null, passed: null, tests: [], failed: [], errors: [] };
  }
  const findings = await findingsOf(written.flat(), places, dir);
  const isWhole = written.length > 0 && written.every((part) => part.some(({ kind }) => kind === 'end'));
  const isTold = findings.failed.length > 0 || findings.errors.length > 0;
  return { ...base, ...(isWhole || isTold ? findings : withCrash(findings, request, ended, output, places)) };
}

/** The runner ended before it had reported: what it printed is all there is. */
function withCrash(
  findings: Findings,
  request: TestRunRequest,
  ended: ProcessResult,
  output: string,
  places: Places,
): Findings {
  const { command, runner } = request.command;
  const how = ended.exitCode === null ? 'by a signal' : `with exit code ${ended.exitCode}`;
  const why = ended.exitCode === 0 ? ' Something ended its process, such as process.exit.' : '';
  const message = `\`${command}\` ended ${how} before ${runner} had reported its results.${why}\n${tail(withoutForeignFrames(output))}`;
  const crash = crashFindings(message.trim(), ended.output, places);
  return { ...findings, failed: [...findings.failed, ...crash.failed], errors: [...findings.errors, ...crash.errors] };
}

function ran(report: TestReport, targets: readonly TestTarget[]): boolean {
  const isTarget = (name: string): boolean => targets.some((target) => target.name === name);
  return (
    report.tests.some(({ name, status }) => status !== 'skipped' && isTarget(name)) ||
    report.failed.some(({ name }) => isTarget(name))
  );
}

/** Also when npx would have to install the program first, which it does not do unasked. */
function isMissing(ended: ProcessResult): boolean {
  return (
    ended.kind === 'not-found' ||
    (ended.exitCode !== 0 &&
      /npx canceled due to missing packages|could not determine executable to run|Command ".+" not found/.test(
        ended.output,
      ))
  );
}

function notFound(command: string, output: string): TestProblem {
  const message = `The test command \`${command}\` needs a program that was not found. Install the workspace's dependencies (for example \`npm install\`), or set another loopcraft.testCommand (--test-command).\n${tail(output)}`;
  return { kind: 'command-not-found', message: message.trim() };
}

function timeout(command: string, timeoutMs: number, output: string): TestProblem {
  const message = `The test command \`${command}\` was still running after ${timeoutMs / 1000} s and was ended. Something waits for ever, or the limit is too short: look for a loop or an open handle, or raise loopcraft.testTimeoutSeconds.\n${tail(output)}`;
  return { kind: 'timeout', message: message.trim() };
}

function tail(output: string): string {
  return output.length > TAIL ? `…${output.slice(-TAIL)}` : output;
}
