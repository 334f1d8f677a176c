// Runs the workspace's own test command in the scratch copy. The command line is instrumented (command/) so that the
// runner writes its results to a file (runners/), it is run, and the results are read (formats/, results.ts) and
// turned into a report (report.ts, path-mapping.ts). This file is the order of these steps. runners/index.ts is the
// table of runners and says how to add one. command-service.ts does all this in a separate process.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type {
  Runner,
  TestCounts,
  TestProblem,
  TestReport,
  TestRunner,
  TestRunRequest,
  TestTarget,
} from '../contract/test-run';
import { cleanEnv, type Environment } from '../process/clean-env';
import type { ProcessResult, RunProcess } from '../process/run-process';
import { hasProgram, withPrograms } from '../process/script-path';
import { detectCommand } from './command/detect';
import { type Plan, preparePlan, withoutSelection } from './command/plan';
import { watchCounts } from './counts/watch-counts';
import { foreignServer } from './foreign-server';
import { collectTap } from './formats/collect-tap';
import { findJunitFiles, type JunitOrTapResults, readJunitOrTap } from './formats/junit-or-tap';
import { prepareCoverage, withCoverage } from './function-coverage/coverage';
import { createPathMapping, type PathMapping } from './path-mapping';
import { isMissing, notFound, tail, timeout, withoutManagers } from './problems';
import { describeCrash, type ParsedResults, parseResults, withoutExternalFrames } from './report';
import type { ResultLine } from './results';
import { IDLE_SECONDS, KNOWN_IDLE_SECONDS } from './runners/idle/exit-when-idle';
import { hookInnerRunners, readInnerRunners, readWentOn } from './runners/inner-runners';
import { wentOn } from './went-on';

export interface TestRunnerDeps {
  /** Environment of the host. The tests get it without keys, secrets and launchers' variables. */
  readonly env: Environment;
  /** Variables that the person adds, secret or not. */
  readonly added?: Readonly<Record<string, string>> | undefined;
  readonly log: (line: string) => void;
  readonly runProcess: RunProcess;
  /** Hears how many tests have run so far, at most four times a second. */
  readonly onCounts?: ((counts: TestCounts) => void) | undefined;
  /** Seconds that a runner which goes on after its tests may do nothing before it is exited; absent: 30. */
  readonly idleSeconds?: number | undefined;
}

/** Characters of a command in the log. The command may hold the names of many tests. */
const LOGGED_CHARS = 1_000;

/** What may start a runner, or print its results, in a Node process that we don't know. */
const STARTS_NODE: ReadonlySet<Runner> = new Set(['command', 'tap', 'uvu']);

type Outcome = TestReport | { readonly problem: TestProblem };

/** What became of one line. */
interface Executed {
  /** Without the names of temporary folders. */
  readonly line: string;
  readonly outcome: Outcome;
  /** False if no runner wrote any result. */
  readonly hasStarted: boolean;
  /** Whether turbo or nx starts the tests. */
  readonly startsTasks: boolean;
}

/** Creates a test runner that works in this process. */
export function createTestRunner(deps: TestRunnerDeps): TestRunner {
  const { env, added = {}, log, runProcess, onCounts, idleSeconds = IDLE_SECONDS } = deps;
  const clean = { ...cleanEnv(env), ...added };
  /** `instead`: runs only the tests, unless that is the same line as this one. */
  const execute = async (
    request: TestRunRequest,
    signal: AbortSignal,
    instead?: string,
  ): Promise<Executed | undefined> => {
    const temp = await realpath(await mkdtemp(join(tmpdir(), 'loopcraft-tests-')));
    const counting = onCounts && watchCounts(temp, onCounts);
    try {
      const isThere = (name: string, folder: string) => hasProgram(name, clean, join(request.dir, folder));
      if (request.coverage) await prepareCoverage(temp, request.dir);
      const options = { temp, onlyTests: instead !== undefined, hasProgram: isThere, idleSeconds };
      const plan = await preparePlan(request, options);
      const line = plan.line.replaceAll(temp, '');
      if (line === instead) return undefined;
      log(`Running ${plan.line.slice(0, LOGGED_CHARS)} in ${request.dir}`);
      const hook =
        plan.runs.length === 0 && STARTS_NODE.has(request.command.runner)
          ? await hookInnerRunners(temp, request.goesOn ? Math.min(KNOWN_IDLE_SECONDS, idleSeconds) : idleSeconds)
          : {};
      const scriptVariables: Record<string, string> = { ...scriptEnv(clean, request.dir, plan.scripts), ...hook };
      if (request.outsideCi) delete scriptVariables['CI'];
      const tap = collectTap();
      const junit = await findJunitFiles(plan.line, request.dir);
      const ended = await runProcess(
        {
          command: { shell: plan.line },
          cwd: request.dir,
          env: scriptVariables,
          timeoutMs: request.timeoutMs,
          onStdout: tap.add,
        },
        signal,
      );
      const reported = await reportOf(request, plan, ended, {
        inner: (output) => readInnerRunners(temp, { dir: request.dir, output }),
        other: (output) => readJunitOrTap(junit, request.dir, { tap: tap.text(), output }),
        wentOn: () => readWentOn(temp),
      });
      return { line, startsTasks: plan.startsTasks, ...(await withCoverage(reported, temp, request)) };
    } finally {
      counting?.stop();
      await rm(temp, { recursive: true, force: true });
    }
  };
  return {
    detect: detectCommand,
    async run(request, signal) {
      const report = await runOnce((instead) => execute(request, signal, instead));
      if (!request.targets?.length || 'problem' in report || !report.narrowed || hasRun(report, request.targets))
        return report;
      // The name selected no target: names are not unique, and Node's versions select differently.
      const whole = withoutSelection(request);
      return runOnce((instead) => execute(whole, signal, instead));
    },
  };
}

/** Runs the line, and only its tests as well where the line shows none. */
async function runOnce(execute: (instead?: string) => Promise<Executed | undefined>): Promise<Outcome> {
  const executed = await execute();
  if (!executed) throw new Error('only a second line can be the same');
  const { line, outcome, hasStarted, startsTasks } = executed;
  if (hasStarted || 'problem' in outcome || outcome.narrowed) return outcome;
  // Turbo and nx may run tests in a way that nothing can be read of, or not at all here.
  if (!outcome.exitCode && !(startsTasks && outcome.executed === null)) return outcome;
  const tests = (await execute(line))?.outcome;
  if (!tests || 'problem' in tests || !tests.executed) return outcome;
  const isExplained = startsTasks && tests.failed.length + tests.errors.length > 0;
  if (!outcome.exitCode || isExplained) return tests;
  return { ...tests, inFront: { exitCode: outcome.exitCode, output: outcome.output } };
}

/** Adds the variables that npm sets and scripts use: the packages' programs first in PATH, and the script's name. */
function scriptEnv(
  clean: Readonly<Record<string, string>>,
  dir: string,
  scripts: readonly string[],
): Record<string, string> {
  const [script] = scripts;
  return { ...withPrograms(clean, dir), ...(script === undefined ? {} : { npm_lifecycle_event: script }) };
}

/** Results of a command in which no runner was found. */
interface OtherResults {
  /** Those of the runners that it started by itself. */
  readonly inner: (output: string) => ReturnType<typeof readInnerRunners>;
  readonly other: (output: string) => Promise<JunitOrTapResults | undefined>;
  readonly wentOn: () => Promise<readonly ResultLine[]>;
}

async function reportOf(
  request: TestRunRequest,
  plan: Plan,
  finished: ProcessResult,
  results: OtherResults,
): Promise<Pick<Executed, 'outcome' | 'hasStarted'>> {
  const { command, dir } = request;
  const paths = createPathMapping(dir);
  const ended = { ...finished, output: stripVTControlCharacters(finished.output) };
  const output = paths.text(ended.output);
  const started = (outcome: Outcome) => ({ outcome, hasStarted: true });
  if (ended.kind === 'timeout') return started({ problem: timeout(command.command, request.timeoutMs, output) });
  const read = await Promise.all(
    plan.runs.map(({ adapter, results }) => adapter.read(results, { dir, output: ended.output })),
  );
  const written = read.filter((lines) => lines !== undefined);
  if (written.length === 0 && isMissing(ended))
    return started({ problem: await notFound(command.command, dir, output) });
  const base = {
    command: command.command,
    runner: command.runner,
    exitCode: ended.exitCode,
    output,
    ms: ended.ms,
    ...(plan.narrowed ? { narrowed: true } : {}),
    ...(plan.absent.length > 0 ? { absentManager: withoutManagers(plan.absent) } : {}),
  };
  const complete = (runner: Runner, parts: readonly (readonly ResultLine[])[]) =>
    withResults({ ...base, runner }, parts, { request, ended, output, paths });
  if (plan.runs.length === 0) {
    const inner = await results.inner(ended.output);
    if (inner) return started(await complete(inner.runner, inner.parts));
    const other = await results.other(ended.output);
    if (other) {
      const parsed = await parseResults(other.lines, paths, dir);
      return started({ ...base, runner: other.runner, ...parsed, ...wentOn(await results.wentOn()) });
    }
    const hint = command.hint === undefined ? {} : { hint: command.hint };
    const nothing = { executed: null, passed: null, tests: [], failed: [], errors: [] };
    return { outcome: { ...base, ...hint, runner: 'command', ...nothing }, hasStarted: false };
  }
  const runner = command.runner === 'command' ? (plan.runs[0]?.runner ?? 'command') : command.runner;
  return { outcome: await complete(runner, written), hasStarted: written.length > 0 };
}

/** `parts`: what each runner wrote. A part without an end is of a runner that was cut short. */
async function withResults(
  base: Omit<TestReport, keyof ParsedResults>,
  parts: readonly (readonly ResultLine[])[],
  run: { request: TestRunRequest; ended: ProcessResult; output: string; paths: PathMapping },
): Promise<Outcome> {
  const foreign = await foreignServer(base.command, parts.flat(), run.output);
  if (foreign) return { problem: foreign };
  const results = await parseResults(parts.flat(), run.paths, run.request.dir);
  const isComplete = parts.length > 0 && parts.every((part) => part.some(({ kind }) => kind === 'end'));
  const hasFailure = results.failed.length > 0 || results.errors.length > 0;
  if (isComplete || hasFailure) return { ...base, ...results, ...wentOn(parts.flat()) };
  return { ...base, ...withCrash(results, { ...run, runner: base.runner }) };
}

/** Adds the crash of a runner that ended before it had reported. Only its output describes what happened. */
function withCrash(
  results: ParsedResults,
  run: { request: TestRunRequest; runner: Runner; ended: ProcessResult; output: string; paths: PathMapping },
): ParsedResults {
  const { runner, ended, output, paths } = run;
  const { command } = run.request.command;
  const how = ended.exitCode === null ? 'by a signal' : `with exit code ${ended.exitCode}`;
  const why = ended.exitCode === 0 ? ' Something ended its process, such as process.exit.' : '';
  const message =
    `\`${command}\` ended ${how} before ${runner} had reported its results.${why}\n` +
    tail(withoutExternalFrames(output));
  const crash = describeCrash(message.trim(), ended.output, paths);
  return { ...results, failed: [...results.failed, ...crash.failed], errors: [...results.errors, ...crash.errors] };
}

/** True if at least one of the targets has a result. */
function hasRun(report: TestReport, targets: readonly TestTarget[]): boolean {
  const isTarget = (name: string): boolean => targets.some((target) => target.name === name);
  return (
    report.tests.some(({ name, status }) => status !== 'skipped' && isTarget(name)) ||
    report.failed.some(({ name }) => isTarget(name))
  );
}
