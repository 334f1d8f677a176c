import type { CheckResult } from '../engine/engine';
import { plural } from '../engine/platform/plural';
import { hostEngine, prepareState } from './engine-host';
import { EXIT, type ExitCode, type Io } from './io';
import type { Options } from './options';

/** Checks the types and runs the tests of the workspace as it is. */
export async function checkCommand(options: Options, root: string, io: Io): Promise<ExitCode> {
  const state = prepareState(options, io);
  const engine = hostEngine(root, state.dir, io);
  try {
    const result = await engine.check({
      unsaved: new Map(),
      alsoCopy: options.alsoCopy,
      signal: io.signal,
      ...(options.testCommand ? { testCommand: options.testCommand } : {}),
      testTimeoutMs: options.limits.timeoutMs,
    });
    for (const line of reportLines(result)) io.err(`${line}\n`);
    if (options.json) io.out(`${JSON.stringify(asJson(result))}\n`);
    const misconfigured = [result.types, result.tests].some(
      (part) => 'problem' in part && CONFIGURATION_PROBLEMS.has(part.problem.kind),
    );
    return result.ok ? EXIT.ok : misconfigured ? EXIT.usage : EXIT.notGreen;
  } catch (error) {
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
          },
  };
}

function* reportLines({ ok, types, tests }: CheckResult): Generator<string> {
  if ('problem' in types) yield `types: ${types.problem.message}`;
  else {
    yield `types: ${types.checked}: ${plural(types.diagnostics.length, 'diagnostic')}`;
    for (const { path, line, column, code, message } of types.diagnostics)
      yield `  ${path}:${line}:${column} TS${code} ${message}`;
  }
  if ('problem' in tests) yield `tests: ${tests.problem.message}`;
  else {
    const counts =
      tests.executed === null
        ? `exit code ${tests.exitCode ?? 'none'}; no results that can be read`
        : `${plural(tests.executed, 'test')} run, ${tests.failed.length} failed`;
    yield `tests: \`${tests.command}\` (${tests.runner}): ${counts}`;
    for (const { name, path, line, message } of tests.failed)
      yield `  ${path ?? ''}${line ? `:${line}` : ''} ${name}: ${message.split('\n', 1)[0] ?? ''}`;
    for (const { path, message } of tests.errors) yield `  ${path ?? ''} ${message}`;
  }
  yield ok ? 'all green' : 'not green';
}
