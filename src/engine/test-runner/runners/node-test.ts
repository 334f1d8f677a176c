import { pathToFileURL } from 'node:url';
import type { TestTarget } from '../../contract/test-run';
import { escapeRegExp } from '../../platform/escape-reg-exp';
import { namePattern } from '../command/narrowing';
import { NODE_OPTIONS_WITH_VALUE } from '../command/node-options';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { exitIdleFiles } from './idle/exit-idle-files';
import { commonJs, type RunnerAdapter, removeOptions } from './runner-adapter';
import { TELL_EXIT } from './tell-exit';

/**
 * Our own reporter, because Node 20's junit has neither file nor values. A test's start comes before those of its
 * subtests and its result after theirs, so a test's names are those of the started tests above it. A test with
 * subtests is not counted in addition to them. Node reports a file that fails, or that has no tests, as a test with
 * the file's name. It takes a file that exits before its tests have ended (process.exit(0)) for passed, so this
 * reporter records the tests that were enqueued and never had a result.
 */
const REPORTER = String.raw`
const { relative, resolve } = require('node:path');
if (process.env.NODE_TEST_CONTEXT !== undefined) tellExit();
if (coverage.isOn && process.env.NODE_TEST_CONTEXT !== undefined) {
  const { afterEach, beforeEach } = require('node:test');
  let isLoaded = false;
  // A hook of the file that fails ends those behind it, and only then it is known that the test failed.
  let waiting;
  const settle = () => {
    const { fullName, name, passed, error } = waiting ?? {};
    waiting = undefined;
    const isRunning = passed === false && !error;
    if (name === undefined || isRunning) return;
    coverage.ended({ file: process.argv[1], name: fullName ?? name, failed: Boolean(error) });
  };
  beforeEach((test) => {
    settle();
    if (!isLoaded) coverage.loaded(process.argv[1]);
    isLoaded = true;
    coverage.started({ file: process.argv[1], name: test.fullName ?? test.name });
    waiting = test;
  });
  afterEach((test) => {
    if (waiting !== test) settle();
    waiting = test;
  });
  process.prependListener('exit', settle);
}
// By file: names of enqueued tests, with how many results are still expected.
const unfinished = new Map();
const expect = (file, name, change) => {
  const names = unfinished.get(file) ?? new Map();
  unfinished.set(file, names.set(name, (names.get(name) ?? 0) + change));
};
module.exports = async function* (events) {
  const watch = watchFiles((file) => [...(unfinished.get(file)?.values() ?? [])].every((count) => count <= 0));
  const started = new Map();
  const parents = new Set();
  const stderr = new Map();
  const seen = new Set();
  const broken = new Set();
  // Node 22 sends a plan for a file whose tests were all excluded by name. A file that was cut short has no plan.
  const planned = new Set();
  const withoutTests = new Set();
  for await (const { type, data } of events) {
    const { file, name, nesting } = data;
    if (type === 'test:stderr') stderr.set(file, ((stderr.get(file) ?? '') + data.message).slice(-20000));
    if (type === 'test:start') {
      const names = [...(started.get(file) ?? []).slice(0, nesting), name];
      started.set(file, names);
      if (nesting > 0) parents.add(file + '\0' + names.slice(0, -1).join('\0'));
    }
    const isFile = nesting === 0 && file !== undefined && resolve(name) === file;
    if (type === 'test:enqueue' && !isFile) expect(file, name, 1);
    if (type === 'test:plan' && nesting === 0) planned.add(file);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const names = [...(started.get(file) ?? []).slice(0, nesting), name];
    const { error } = data.details ?? {};
    const cause = typeof error?.cause === 'object' && error.cause !== null ? error.cause : error;
    if (isFile) {
      if (type === 'test:pass') {
        if (!planned.has(file)) withoutTests.add(file);
      } else if (error?.failureType !== 'subtestsFailed') {
        broken.add(file);
        record({ kind: 'error', file, message: failedFile(file, error, stderr.get(file)), suite: !seen.has(file) });
      }
      continue;
    }
    seen.add(file);
    watch(file);
    expect(file, name, -1);
    const key = file + '\0' + names.join('\0');
    const container = data.details?.type === 'suite' || parents.has(key);
    const isOwn = error && error.failureType !== 'subtestsFailed' && !data.todo && !data.skip;
    if (container && !isOwn) continue;
    const isSet = (value) => value !== undefined && value !== false;
    const skipped = isSet(data.skip) || isSet(data.todo);
    const status = skipped ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    const line = data.line === undefined ? {} : { line: data.line };
    const errors = status === 'failed' ? [failedTest(error, cause)] : [];
    record({ kind: 'test', file, names, status, container, ...line, errors, ms: data.details?.duration_ms });
    if (!container && !skipped) count(1, status === 'failed' ? 1 : 0);
  }
  for (const [file, names] of unfinished) {
    const left = [...names].filter(([, count]) => count > 0).map(([name]) => name);
    if (left.length === 0) continue;
    withoutTests.delete(file);
    const message = endedEarly(relative(process.cwd(), file), left);
    if (!broken.has(file)) record({ kind: 'error', file, message, suite: true });
  }
  for (const file of withoutTests) record({ kind: 'script', file });
  record({ kind: 'end' });
};
const failedTest = (error, cause) => {
  const inner = describe(cause);
  return error?.failureType === 'hookFailed' ? { ...inner, message: error.message + ': ' + inner.message } : inner;
};
const failedFile = (file, error, text) => {
  const code = error?.exitCode ?? error?.signal;
  const how = typeof code === 'number' ? 'exit code ' + code : code ?? 'an error';
  return relative(process.cwd(), file) + ' ended with ' + how + '\n' + (text ?? '');
};
`;

/** Source of the reporter, which is the first module of each test file's process as well. */
export function nodeTestReporter(results: string, idleSeconds?: number): string {
  return commonJs(results, exitIdleFiles(idleSeconds) + TELL_EXIT + REPORTER);
}

export const nodeTest: RunnerAdapter = {
  reporter: { file: 'node-reporter.cjs', source: nodeTestReporter },
  read: readResults,
  narrow(selection, words) {
    if (selection.kind === 'targets')
      return { options: [`--test-name-pattern=${nodePattern(selection.targets)}`], files: [] };
    return { options: [], files: selection.files.map(({ path }) => path), replaceFrom: firstFile(words) };
  },
  instrument({ reporter, results }) {
    const reporters = [
      // Node loads it in the process of each test file as well.
      '--require',
      reporter,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${pathToFileURL(reporter).href}`,
      // It writes its results by itself. Node 22.23 fails when it flushes a device such as /dev/null.
      `--test-reporter-destination=${results}-rest`,
    ];
    return {
      flags: reporters.map(quote).join(' '),
      // Node passes everything after the first file to the program as arguments.
      where: 'after-name',
      optionAction: removeOptions({
        flags: ['--watch'],
        withValue: ['--test-reporter', '--test-reporter-destination'],
      }),
      replacements: new Map(),
    };
  },
};

/** Index of the first word that is no option: Node takes everything from there on for files. */
function firstFile(words: readonly string[]): number {
  const at = words.findIndex((word, index) => !word.startsWith('-') && !takesValue(words[index - 1] ?? ''));
  return at === -1 ? words.length : at;
}

/** Options of Node's test runner, such as `--test-timeout`, apart from those without a value. */
const TEST_OPTION_WITH_VALUE =
  /^--(?:experimental-)?test-(?!only$|force-exit$|update-snapshots$|coverage$|module-mocks$|isolation=)[^=]+$/;

function takesValue(option: string): boolean {
  return NODE_OPTIONS_WITH_VALUE.has(option) || TEST_OPTION_WITH_VALUE.test(option);
}

/** Node 20 matches the pattern with the test's own name, Node 22 with all names joined by a space. */
function nodePattern(targets: readonly TestTarget[]): string {
  const ownNames = targets.map(({ name }) => escapeRegExp(name.split(' > ').at(-1) ?? name));
  return `${namePattern(targets)}|^(?:${ownNames.join('|')})$`;
}
