import type { Instrument } from '../command/instrument';
import type { Narrowing, Only } from '../command/narrowing';
import type { ResultLine } from '../results';

/** How one runner is made to write machine-readable results, and how they are read. */
export interface RunnerAdapter {
  /** A reporter of our own; absent where the runner's own results say enough. */
  readonly reporter?: {
    /** Its ending says which kind of module it is. */
    readonly file: string;
    /** It appends one line of results.ts for each test to the file `results`. */
    source(results: string): string;
  };
  instrument(files: RunFiles): Instrument;
  /** How only some tests are run; `words` is what the command has behind the runner's name. Undefined where it cannot be done. */
  narrow(only: Only, words: readonly string[]): Narrowing | undefined;
  /** Undefined when the runner wrote nothing. */
  read(results: string, run: { readonly dir: string; readonly output: string }): Promise<ResultLine[] | undefined>;
}

/** Absolute paths in a private folder. */
export interface RunFiles {
  readonly reporter: string;
  readonly results: string;
}

/** Decides by the option's name; `--name=value` and, for a single letter, `-n` are both understood. */
export function dropping(options: {
  readonly flags: readonly string[];
  readonly withValue: readonly string[];
}): Instrument['drops'] {
  return (word) => {
    const [name = word] = word.split('=');
    if (options.flags.includes(name)) return 'drop';
    if (!options.withValue.includes(name)) return 'keep';
    return word.includes('=') ? 'drop' : 'drop-with-value';
  };
}

/** Start of every reporter: how it records a line, and how it shows a value that is not text. */
export const RECORDER = String.raw`
const record = (entry) => appendFileSync(RESULTS, JSON.stringify(entry) + '\n');
const show = (value) => typeof value === 'string' ? value : inspect(value, { depth: 12, maxArrayLength: 200, maxStringLength: 4000, breakLength: 80, sorted: true });
const describe = (error) => {
  if (typeof error !== 'object' || error === null) return { message: show(error) };
  const compared = 'expected' in error && 'actual' in error ? { expected: show(error.expected), actual: show(error.actual) } : {};
  const stack = typeof error.stack === 'string' ? error.stack : '';
  const name = /^[A-Za-z_$][\w$]*/.exec(stack)?.[0] ?? String(error.name ?? '');
  // An error's own kind says more than Error does; an assertion says itself what it is.
  const kind = /^(?:Assertion)?Error$/.test(name) || !/Error$/.test(name) ? '' : name + ': ';
  const why = typeof error.cause === 'object' && typeof error.cause?.message === 'string' ? '\nCaused by: ' + error.cause.message : '';
  return { message: kind + String(error.message ?? show(error)) + why, ...(stack === '' ? {} : { stack }), ...compared };
};
const endedEarly = (file, names) => file + ' ended before ' + names.slice(0, 5).map((name) => JSON.stringify(name)).join(', ') + (names.length > 5 ? ' and ' + (names.length - 5) + ' more' : '') + ' had a result: something ended its process, such as process.exit.';
`;

export function esModule(results: string, body: string): string {
  return `import { appendFileSync } from 'node:fs';\nimport { inspect, stripVTControlCharacters } from 'node:util';\nconst RESULTS = ${JSON.stringify(results)};\n${RECORDER}${body}`;
}

export function commonJs(results: string, body: string): string {
  return `const { appendFileSync } = require('node:fs');\nconst { inspect, stripVTControlCharacters } = require('node:util');\nconst RESULTS = ${JSON.stringify(results)};\n${RECORDER}${body}`;
}
