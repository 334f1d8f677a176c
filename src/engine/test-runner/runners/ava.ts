import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Narrowing, TestSelection } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { parseTap } from '../formats/tap';
import { type ResultLine, readResults } from '../results';
import { commonJs, type RunnerAdapter, removeOptions } from './runner-adapter';

/** What the name of the file ends with in which the tests that were selected to run are recorded. */
const SELECTED = '-selected';

/**
 * AVA takes no reporters, and its TAP names no files. Every test file runs in a process or a thread of its own, which
 * tells AVA's main process of each test: this module is loaded there first, and records what is told.
 *
 * Where it is recorded which functions a test runs, the tests of a file run one after the other, because those that
 * run at the same time can't be told apart.
 */
const HOOK = String.raw`
const { isMainThread, parentPort, threadId, workerData } = require('node:worker_threads');
const isProcess = isMainThread && process.send && /[\\/]ava[\\/]lib[\\/]worker[\\/]/.test(process.argv[1] ?? '');
const isThread = !isMainThread && parentPort && typeof workerData?.options?.file === 'string';
const countsFile = RESULTS + '-' + process.pid + '-' + threadId + COUNTS_ENDING;
const ended = { executed: 0, failed: 0 };
let file;
let stopsAtFirst = false;
let isLoaded = false;
const configure = (options) => {
  file = options.file;
  stopsAtFirst = options.failFast === true;
  if (coverage.isOn) options.serial = true;
};
// Version 5 and older have the first of these names.
const detailsOf = ({ values, formattedDetails }) => values ?? formattedDetails ?? [];
const plain = (text) => stripVTControlCharacters(String(text ?? ''));
// The lines of a difference are marked as those of one value, of the other, or of both.
const side = (lines, mark) =>
  lines.filter((line) => line.startsWith(mark) || /^ /.test(line)).map((line) => line.slice(2)).join('\n');
const failure = (error) => {
  const { originalError } = error ?? {};
  if (typeof error !== 'object' || error === null) return { message: plain(error) };
  const details = detailsOf(error).map(({ label, formatted }) => [plain(label).trim(), plain(formatted)]);
  const texts = details.map(([label, text]) => label + '\n' + text);
  const head = error.message ?? error.formattedError ?? error.formatted ?? error.summary ?? '';
  const isOwn = error.type === 'ava' || error.avaAssertionError || details.length > 0;
  const described = isOwn || typeof originalError !== 'object' || originalError === null ? {} : describe(originalError);
  const difference = details.find(([label]) => /^Difference/.test(label))?.[1].split('\n');
  const isActualFirst = !/^Difference \(\W*expected/.test(details.map(([label]) => label).join('\n'));
  const [first, second] = difference ? [side(difference, '-'), side(difference, '+')] : [];
  const values = isActualFirst ? { actual: first, expected: second } : { actual: second, expected: first };
  const name = /^(?:Assertion)?Error$/.test(error.name ?? '') || isOwn || !error.name ? '' : error.name + ': ';
  const message = [plain(name + head), ...texts].filter((text) => text.trim() !== '').join('\n');
  return {
    ...described,
    message: described.message ?? (message || 'The test failed and gave no reason.'),
    ...(typeof error.stack === 'string' ? { stack: error.stack } : {}),
    ...(difference ? values : {}),
  };
};
const finished = (title, status, event) => {
  const failed = status === 'failed';
  coverage.ended({ file, name: title, failed });
  const errors = failed ? [failure(event.err)] : [];
  record({ kind: 'test', file, names: [title], status, errors, ms: event.duration });
  ended.executed += 1;
  if (failed) ended.failed += 1;
  appendFileSync(countsFile, ended.executed + ' ' + ended.failed + '\n');
};
const HANDLERS = {
  'selected-test'({ title, skip, todo }) {
    if (skip || todo) {
      record({ kind: 'test', file, names: [title], status: 'skipped', errors: [] });
      return;
    }
    if (!isLoaded) coverage.loaded(file);
    isLoaded = true;
    if (!stopsAtFirst) appendFileSync(RESULTS + ${JSON.stringify(SELECTED)}, JSON.stringify([file, title]) + '\n');
  },
  'test-register-log-reference': ({ title }) => coverage.started({ file, name: title }),
  'test-passed': (event) => finished(event.title, 'passed', event),
  'test-failed': (event) => finished(event.title, 'failed', event),
  'hook-failed': ({ title, err }) =>
    record({ kind: 'test', file, names: [title], status: 'failed', container: true, errors: [failure(err)] }),
  'process-exit': ({ stack }) =>
    record({ kind: 'error', file, message: 'process.exit() was called while the tests ran.', stack }),
  'missing-ava-import': () =>
    record({ kind: 'error', file, message: 'No tests found: the file does not import ava.', suite: true }),
};
for (const type of ['uncaught-exception', 'unhandled-rejection', 'internal-error', 'line-number-selection-error'])
  HANDLERS[type] = ({ err }) => record({ kind: 'error', file, ...failure(err), suite: !isLoaded });
let hasCalledExit = false;
// Version 6 can't write as TAP that process.exit() was called, and ends in the middle of the other files. So it is not
// told, and the file fails by its exit status.
const isForAva = (message) => {
  // Whatever goes wrong here must not change what the tests say.
  try {
    HANDLERS[message?.ava?.type]?.(message.ava);
  } catch {}
  if (message?.ava?.type !== 'process-exit') return true;
  hasCalledExit = true;
  return false;
};
if (isThread || isProcess) {
  const { exit } = process;
  process.exit = (code) => exit.call(process, hasCalledExit ? Number(code) || 1 : code);
}
if (isThread) {
  configure(workerData.options);
  const post = parentPort.postMessage;
  parentPort.postMessage = function (message, ...rest) {
    if (isForAva(message)) post.call(this, message, ...rest);
  };
} else if (isProcess) {
  const { emit, send } = process;
  process.emit = function (name, message, ...rest) {
    if (name === 'message' && message?.ava?.type === 'options') configure(message.ava.options);
    return emit.call(this, name, message, ...rest);
  };
  process.send = function (message, ...rest) {
    return isForAva(message) ? send.call(this, message, ...rest) : true;
  };
}
`;

/** How AVA's TAP says that a file had no result to its end; the first group is the file. */
const CUT_SHORT = /^not ok \d+ - (\S+\.\w+) (exited (?:with|due to) .*)$/gm;
const WITHOUT_TESTS = /^not ok \d+ - No tests found in ([^\s,]+)/gm;
const TIMED_OUT = /Exited because no new tests completed within [^\n]*/;

export const ava: RunnerAdapter = {
  program: { names: ['ava'], otherSubcommands: ['debug', 'reset-cache'] },
  reporter: { file: 'ava-hook.cjs', source: (results) => commonJs(results, HOOK) },
  async read(results, { dir, output }) {
    const recorded = await readResults(results);
    const selected = await readSelected(results);
    const lines = [...(recorded ?? []), ...withoutResult(recorded ?? [], selected, { dir, output })];
    // Before version 3 AVA takes no arguments for Node, and only its TAP says what ran.
    if (lines.length === 0) return parseTap(output);
    if (/^# fail \d+$/m.test(output)) lines.push({ kind: 'end' });
    return lines;
  },
  narrow: narrowAva,
  instrument({ reporter }, words = []) {
    const own = optionValue(words, '--node-arguments');
    const node = [...(own === undefined ? [] : [own]), `--require ${JSON.stringify(reporter)}`].join(' ');
    return {
      flags: ['--tap', `--node-arguments=${node}`].map(quote).join(' '),
      where: 'at-end',
      optionAction: removeOptions({
        flags: ['--tap', '-t', '--verbose', '-v', '--watch', '-w'],
        withValue: ['--node-arguments'],
      }),
      replacements: new Map(),
    };
  },
};

async function readSelected(results: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(`${results}${SELECTED}`, 'utf8').catch(() => '');
  const selected = new Map<string, string[]>();
  for (const line of text.split('\n').slice(0, -1)) {
    const [file, title] = selectedTest(line) ?? [];
    if (file === undefined || title === undefined) continue;
    selected.set(file, [...(selected.get(file) ?? []), title]);
  }
  return selected;
}

/** Undefined for a line that a dying process did not finish. */
function selectedTest(line: string): readonly [string, string] | undefined {
  try {
    return z.tuple([z.string(), z.string()]).parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Errors of files of which nothing recorded says why some or all of their tests have no result. */
function withoutResult(
  recorded: readonly ResultLine[],
  selected: ReadonlyMap<string, readonly string[]>,
  { dir, output }: { readonly dir: string; readonly output: string },
): ResultLine[] {
  const found = new Map<string, string>();
  for (const [, path = '', how = ''] of output.matchAll(CUT_SHORT)) found.set(resolve(dir, path), `${path} ${how}`);
  for (const [, path = ''] of output.matchAll(WITHOUT_TESTS))
    found.set(resolve(dir, path), `No tests found in ${path}`);
  const explained = new Set<string | undefined>();
  const done = new Set<string>();
  for (const line of recorded) {
    if (line.kind === 'error' || (line.kind === 'test' && line.container)) explained.add(line.file);
    else if (line.kind === 'test') done.add(`${line.file}\0${line.names[0]}`);
  }
  for (const [file, titles] of selected) {
    const left = titles.filter((title) => !done.has(`${file}\0${title}`));
    if (left.length === 0) continue;
    const names = left.slice(0, 5).map((title) => JSON.stringify(title));
    const more = left.length > names.length ? ` and ${left.length - names.length} more` : '';
    const why = found.get(file) ?? TIMED_OUT.exec(output)?.[0] ?? 'something ended the process of its file';
    found.set(file, `There is no result of ${names.join(', ')}${more}: ${why}`);
  }
  return [...found].flatMap(([file, message]) =>
    explained.has(file) ? [] : [{ kind: 'error', file, message, suite: true } as const],
  );
}

const WITH_VALUE = new Set(['-c', '--concurrency', '--config', '-m', '--match', '-T', '--timeout', '--node-arguments']);

/** Only some files, or where the command names files itself, only tests with these names. */
function narrowAva(selection: TestSelection, words: readonly string[]): Narrowing | undefined {
  const isNamed = words.some((word) => /^(?:-m|--match)(?:=|$)/.test(word));
  const hasFiles = words.some((word, at) => !word.startsWith('-') && !WITH_VALUE.has(words[at - 1] ?? ''));
  const names =
    selection.kind === 'targets'
      ? selection.targets.map(({ name }) => name)
      : selection.files.flatMap((file) => file.names);
  const paths = (selection.kind === 'targets' ? selection.targets : selection.files).flatMap(({ path }) => path ?? []);
  const arePaths = !hasFiles && paths.length > 0;
  const options = selection.kind === 'targets' || !arePaths ? [...new Set(names)].map(matching) : [];
  if (!arePaths && (isNamed || options.length === 0)) return undefined;
  return { options: isNamed ? [] : options, files: arePaths ? [...new Set(paths)] : [] };
}

/** The option that selects a test by name. A `!` in front means all others, which another character can't. */
function matching(name: string): string {
  return `--match=${name.replace(/^!/, '*')}`;
}

function optionValue(words: readonly string[], option: string): string | undefined {
  const at = words.findLastIndex((word) => word === option || word.startsWith(`${option}=`));
  const word = words[at];
  return word === option ? words[at + 1] : word?.slice(option.length + 1);
}
