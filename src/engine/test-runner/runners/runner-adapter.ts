import { dirname, join } from 'node:path';
import type { Runner } from '../../contract/test-run';
import type { Narrowing, TestSelection } from '../command/narrowing';
import { COUNTS_ENDING } from '../counts/watch-counts';
import { RECORDER_FILE, VITEST_SETUP_FILE } from '../function-coverage/recorder';
import type { ResultLine } from '../results';

/** Runners that are recognised by their command. */
export type KnownRunner = Exclude<Runner, 'command' | 'junit' | 'tap' | 'uvu'>;

/** How one runner is recognised, how it is made to write machine-readable results, and how they are read. */
export interface RunnerAdapter {
  /** Absent for node:test, which command/classify.ts recognises by Node's option `--test`. */
  readonly program?: RunnerProgram;
  /** A reporter of our own; absent if the runner's own results say enough. */
  readonly reporter?: {
    /** File name; its extension says which kind of module it is. */
    readonly file: string;
    /** Folder of the temporary folder in which it must lie; absent: that folder itself. */
    readonly folder?: string;
    /**
     * Source that appends one line of results.ts for each test to the file `results`. `idleSeconds`: how long a process
     * that goes on after the tests is waited for while it does nothing, see exit-when-idle.ts.
     */
    source(results: string, idleSeconds?: number): string;
  };
  /** Says how the command is changed so that it writes its results. `words` are those after the runner's name. */
  instrument(files: RunFiles, words?: readonly string[]): Instrumentation;
  /** Says how only some tests are run; undefined if it can't be done. `words` are those after the runner's name. */
  narrow(selection: TestSelection, words: readonly string[]): Narrowing | undefined;
  /** Reads the results; undefined if the runner wrote none. */
  read(results: string, run: { readonly dir: string; readonly output: string }): Promise<ResultLine[] | undefined>;
}

/** The programs by which a runner is recognised in a command line. */
export interface RunnerProgram {
  readonly names: readonly string[];
  /** The word after the name with which the program runs tests: `playwright test`. Absent: it always does. */
  readonly subcommand?: string;
  /** Words after the name with which the program runs no tests: `vitest list`. */
  readonly otherSubcommands?: readonly string[];
  /** Programs that pass what stands behind their subcommand on to the runner. */
  readonly starters?: readonly RunnerStarter[];
}

/** A program that prepares a runner and starts it with its own arguments: `react-scripts test`. */
export interface RunnerStarter {
  readonly names: readonly string[];
  readonly subcommand: string;
  /** The option without which it watches files; absent: it does not by itself. */
  readonly unwatched?: string;
}

/** The changes to a runner's command that make it write its results to a file. */
export interface Instrumentation {
  /** Text to insert after the runner's name or at the end of its command. */
  readonly flags: string;
  readonly where: 'after-name' | 'at-end';
  /** Decides about an option of the user's command, by the word after it. Reporters and watch mode are in the way. */
  readonly optionAction: (option: string, next?: string) => 'keep' | 'drop' | 'drop-with-value';
  /** Words to replace, for example `watch` → `run`. */
  readonly replacements: ReadonlyMap<string, string>;
  /** Files for the end of the command. They replace its words from index `replaceFrom` after the runner's name on. */
  readonly files?: { readonly text: string; readonly replaceFrom?: number | undefined } | undefined;
}

/** Absolute paths in a private temporary folder. */
export interface RunFiles {
  readonly reporter: string;
  readonly results: string;
}

/** Path of a runner's reporter, whose name begins with `prefix`. */
export function reporterPath(temp: string, prefix: string, { reporter }: RunnerAdapter): string {
  return join(temp, reporter?.folder ?? '', `${prefix}-${reporter?.file}`);
}

/**
 * Removes these options of the user's command, also as `--name=value`, and keeps all others. A flag takes the next
 * word with it if that is its value: runners accept `--watch false` in two words.
 */
export function removeOptions(options: {
  readonly flags: readonly string[];
  readonly withValue: readonly string[];
}): Instrumentation['optionAction'] {
  return (word, next) => {
    const [name = word, value] = word.split('=');
    const isFlag = options.flags.includes(name);
    if (!isFlag && !options.withValue.includes(name)) return 'keep';
    const hasValueBehind = value === undefined && (!isFlag || next === 'true' || next === 'false');
    return hasValueBehind ? 'drop-with-value' : 'drop';
  };
}

/**
 * Start of every reporter: how it records a line, how it counts tests that have ended (see counts/), and how it shows
 * a value that is not text.
 */
const RECORDER = String.raw`
const record = (entry) => appendFileSync(RESULTS, JSON.stringify(entry) + '\n');
const counts = { executed: 0, failed: 0 };
const count = (executed, failed) => {
  counts.executed += executed;
  counts.failed += failed;
  appendFileSync(RESULTS + COUNTS_ENDING, counts.executed + ' ' + counts.failed + '\n');
};
const INSPECT_OPTIONS = { depth: 12, maxArrayLength: 200, maxStringLength: 4000, breakLength: 80, sorted: true };
// For values whose difference lies beyond what is shown otherwise.
const INSPECT_ALL = { ...INSPECT_OPTIONS, depth: 100, maxArrayLength: 20000, maxStringLength: 1000000 };
const show = (value, options = INSPECT_OPTIONS) => {
  if (typeof value === 'string') return value;
  try {
    return inspect(value, options);
  } catch {
    // A value may throw while it describes itself.
    return Object.prototype.toString.call(value);
  }
};
const showBoth = (expected, actual) => {
  const few = { expected: show(expected), actual: show(actual) };
  if (few.expected !== few.actual) return few;
  return { expected: show(expected, INSPECT_ALL), actual: show(actual, INSPECT_ALL) };
};
const describe = (error) => {
  if (typeof error !== 'object' || error === null) return { message: show(error) };
  const hasValues = 'expected' in error && 'actual' in error;
  const values = hasValues ? showBoth(error.expected, error.actual) : {};
  const stack = typeof error.stack === 'string' ? error.stack : '';
  const name = /^[A-Za-z_$][\w$]*/.exec(stack)?.[0] ?? String(error.name ?? '');
  // A specific name says more than Error does. The message of an assertion shows what it is.
  const kind = /^(?:Assertion)?Error$/.test(name) || !/Error$/.test(name) ? '' : name + ': ';
  const hasCause = typeof error.cause === 'object' && typeof error.cause?.message === 'string';
  const cause = hasCause ? '\nCaused by: ' + error.cause.message : '';
  return {
    message: kind + String(error.message ?? show(error)) + cause,
    ...(stack === '' ? {} : { stack }),
    ...values,
  };
};
const endedEarly = (file, names) => {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name)).join(', ');
  const more = names.length > 5 ? ' and ' + (names.length - 5) + ' more' : '';
  return file + ' ended before ' + shown + more
    + ' had a result: something ended its process, such as process.exit.';
};
`;

/** Start of the reporters that can say which functions tests run: it is recorded only where the recorder is there. */
const COVERAGE = `
const coverage = (() => {
  try {
    return require(COVERAGE_RECORDER);
  } catch {
    return { started() {}, loaded() {}, ended() {} };
  }
})();
`;

/** Source of a reporter as an ES module. */
export function esModule(results: string, body: string): string {
  return `import { appendFileSync } from 'node:fs';
import { inspect, stripVTControlCharacters } from 'node:util';
${constants(results)}${RECORDER}${body}`;
}

/** Source of a reporter as a CommonJS module. */
export function commonJs(results: string, body: string): string {
  return `const { appendFileSync } = require('node:fs');
const { inspect, stripVTControlCharacters } = require('node:util');
${constants(results)}${RECORDER}${COVERAGE}${body}`;
}

function constants(results: string): string {
  const values = {
    RESULTS: results,
    COUNTS_ENDING,
    COVERAGE_RECORDER: join(dirname(results), RECORDER_FILE),
    COVERAGE_SETUP: join(dirname(results), VITEST_SETUP_FILE),
  };
  return Object.entries(values)
    .map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`)
    .join('');
}
