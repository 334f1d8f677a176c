import type { CheckResult } from '../../engine/engine';
import { checkLines } from '../../engine/run/check/check-lines';
import { createCountLine } from '../count-line';
import { hostEngine, prepareState } from '../engine-host';
import { EXIT, type ExitCode, type Io } from '../io';
import type { Options } from '../options/options';

/** Checks the types and runs the tests of the workspace as it is. */
export async function checkCommand(options: Options, root: string, io: Io): Promise<ExitCode> {
  const state = prepareState(options, io);
  const engine = hostEngine(root, state.dir, io);
  const counting = createCountLine(io);
  try {
    const result = await engine.check({
      unsaved: new Map(),
      alsoCopy: options.alsoCopy,
      environment: options.environment,
      signal: io.signal,
      ...(options.testCommand ? { testCommand: options.testCommand } : {}),
      testTimeoutMs: options.limits.timeoutMs,
      onProgress: (step) => {
        for (const line of checkLines(step)) counting.err(`${line}\n`);
      },
      onTestCounts: counting.show,
    });
    io.err(result.ok ? 'all green\n' : 'not green\n');
    if (options.json) io.out(`${JSON.stringify(asJson(result))}\n`);
    const misconfigured = [result.types, result.tests].some(
      (part) => 'problem' in part && CONFIGURATION_PROBLEMS.has(part.problem.kind),
    );
    return result.ok ? EXIT.ok : misconfigured ? EXIT.usage : EXIT.notGreen;
  } catch (error) {
    counting.clear();
    // A cancelled check has no result, so it rejects.
    if (!io.signal.aborted) throw error;
    io.err('Cancelled before there was a result; no file was changed.\n');
    return EXIT.cancelled;
  } finally {
    await engine.dispose();
    state.release();
  }
}

/** The kinds of problems that exit with `usage`, because the configuration must be changed. */
const CONFIGURATION_PROBLEMS: ReadonlySet<string> = new Set([
  'no-tsconfig',
  'unsupported-version',
  'bad-tsconfig',
  'no-command',
  'command-not-found',
]);

/** The object that `--json` promises, with a `problem` for a part that could not be checked. */
function asJson({ ok, ms, types, tests }: CheckResult): object {
  return {
    ok,
    ms,
    typescript:
      'problem' in types
        ? { version: null, engine: null, projects: [], problem: types.problem.message }
        : { version: types.version, engine: types.engine, projects: types.projects },
    diagnostics: 'problem' in types ? [] : types.diagnostics,
    tests:
      'problem' in tests
        ? { command: null, runner: null, executed: 0, passed: 0, failed: [], problem: tests.problem.message }
        : {
            command: tests.command,
            runner: tests.runner,
            executed: tests.executed,
            passed: tests.passed,
            failed: tests.failed.map(({ name, path, line, message, expected, actual }) => ({
              name,
              path,
              line,
              message,
              expected,
              actual,
            })),
            errors: tests.errors,
            exitCode: tests.exitCode,
            copyDifferences: tests.copyDifferences ?? [],
            ...(tests.absentManager === undefined ? {} : { absentManager: tests.absentManager }),
            ...(tests.inFront === undefined ? {} : { inFront: tests.inFront }),
            ...(tests.wentOn === undefined ? {} : { wentOn: tests.wentOn }),
          },
  };
}
