import { escapeRegExp } from '../../platform/escape-reg-exp';
import { type ArgumentRules, namePattern, narrowToFiles, targetPaths } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { exitWhenIdle } from './idle/exit-when-idle';
import { commonJs, type RunnerAdapter, removeOptions } from './runner-adapter';

/** Our own reporter, because `--json` loses values that JSON can't hold (`undefined`, `NaN`, a Map). */
const REPORTER = String.raw`
const STATUS = { passed: 'passed', failed: 'failed' };
const comparedValues = (detail) => {
  const result = detail?.matcherResult ?? detail?.error?.matcherResult ?? detail?.error ?? detail;
  if (typeof result !== 'object' || result === null || !('expected' in result) || !('actual' in result)) return {};
  return showBoth(result.expected, result.actual);
};
const failure = (text, detail) => {
  const frames = text.search(/\n\s+at /);
  const message = (frames === -1 ? text : text.slice(0, frames)).trim().replace(/^Error: /, '');
  // For node:assert, jest gives the values only in the message.
  const [, expected, actual] = /Expected value to [^\n]*:\n {2}(.*)\nReceived:\n {2}(.*)/.exec(message) ?? [];
  const values = expected === undefined ? comparedValues(detail) : { expected, actual };
  return { message, ...(frames === -1 ? {} : { stack: text }), ...values };
};
// Keeps what jest prints for a suite that does not load, without its advice, and reads the line that its frame marks.
const loadFailure = (text, file) => {
  const plain = stripVTControlCharacters(text)
    .replace(/^\s*● Test suite failed to run\s*/, '')
    .replace(/^[^]*\n\s*Details:\s*\n/, '')
    .replace(/^ {4}/gm, '');
  const line = /^\s*> (\d+) \|/m.exec(plain)?.[1];
  const found = failure(plain, undefined);
  // The frame does not name its file: that of the first place in the stack which is not in a package.
  const places = [...plain.matchAll(/^\s+at (?:.* )?\(?([^\s()]+):\d+:\d+\)?$/gm)].map(([, path]) => path);
  const place = places.find((path) => !/node_modules|^node:/.test(path))?.replaceAll('\\', '/');
  if (place !== undefined && !file.replaceAll('\\', '/').endsWith(place))
    return { ...found, message: found.message + '\n\nin ' + place };
  return { ...found, ...(line === undefined ? {} : { line: Number(line) }) };
};
module.exports = class {
  constructor(config) {
    this.config = config;
    // Jest's own coverage counts in the same way. Its workers get the environment of this process.
    this.isCovering = coverage.isOn && !config?.collectCoverage;
    if (this.isCovering) process.env.NODE_OPTIONS = (process.env.NODE_OPTIONS ?? '') + coverage.inWorkers;
  }
  // Of each file as far as it has run: the file's own numbers replace what its single tests came to.
  files = new Map();
  countFile(test, next) {
    // With several projects a file can run more than once.
    const key = (test.context?.config?.id ?? '') + '\0' + test.path;
    const before = this.files.get(key) ?? { executed: 0, failed: 0 };
    const now = next(before);
    this.files.set(key, now);
    count(now.executed - before.executed, now.failed - before.failed);
  }
  onTestCaseStart(test, started) {
    if (this.isCovering) coverage.jestStart(test.path, started);
  }
  onTestCaseResult(test, result) {
    const { status } = result;
    if (this.isCovering) coverage.ended({ file: test.path, ...coverage.jestTest(result) });
    const failed = status === 'failed' ? 1 : 0;
    if (failed === 0 && status !== 'passed') return;
    this.countFile(test, (before) => ({ executed: before.executed + 1, failed: before.failed + failed }));
  }
  onTestResult(test, { numPassingTests, numFailingTests: failed }) {
    this.countFile(test, () => ({ executed: numPassingTests + failed, failed }));
  }
  onRunComplete(contexts, results) {
    for (const suite of results.testResults) {
      const file = suite.testFilePath;
      if (suite.testExecError) {
        const text = suite.failureMessage ?? suite.testExecError.message ?? '';
        record({ kind: 'error', file, ...loadFailure(text, file), suite: suite.testResults.length === 0 });
      }
      for (const test of suite.testResults) {
        const status = STATUS[test.status] ?? 'skipped';
        const errors = (test.failureMessages ?? []).map((text, index) => failure(text, test.failureDetails?.[index]));
        const names = [...test.ancestorTitles, test.title];
        record({ kind: 'test', file, names, status, line: test.location?.line, errors, ms: test.duration });
      }
    }
    if (results.runExecError) record({ kind: 'error', ...describe(results.runExecError) });
    record({ kind: 'end' });
    const projects = [this.config, ...[...contexts].map(({ config }) => config)];
    // It comes after this, and may wait for something that can't be seen, such as a container that is stopped.
    const hasTeardown = projects.some((project) => project?.globalTeardown);
    if (!hasTeardown && !this.config?.watch && !this.config?.watchAll) exitWhenIdle();
  }
};
`;

const ARGUMENTS: ArgumentRules = {
  subcommands: new Set(),
  optionsWithValue: new Set([
    '-c',
    '--config',
    '-w',
    '--maxWorkers',
    '--rootDir',
    '--testTimeout',
    '--shard',
    '--env',
    '--testEnvironment',
    '--coverageDirectory',
    '--coverageProvider',
    '--seed',
  ]),
  nameOptions: ['-t', '--testNamePattern'],
  fileArguments: (paths) => paths.map(escapeRegExp),
  nameArguments: (pattern) => ['-t', pattern],
};

export const jest: RunnerAdapter = {
  program: {
    names: ['jest'],
    starters: [
      { names: ['react-scripts', 'react-app-rewired', 'craco'], subcommand: 'test', unwatched: '--watchAll=false' },
      { names: ['kcd-scripts'], subcommand: 'test', unwatched: '--no-watch' },
      { names: ['tsdx', 'dts'], subcommand: 'test' },
      { names: ['wp-scripts'], subcommand: 'test-unit-js' },
    ],
  },
  reporter: {
    file: 'jest-reporter.cjs',
    source: (results, idleSeconds) => commonJs(results, exitWhenIdle(idleSeconds) + REPORTER),
  },
  read: readResults,
  narrow(selection, words) {
    if (selection.kind === 'files') return narrowToFiles(selection.files, words, ARGUMENTS);
    return { options: ['-t', namePattern(selection.targets)], files: targetPaths(selection.targets).map(escapeRegExp) };
  },
  instrument({ reporter }) {
    return {
      // The reporters don't come last, because jest would take a following word for another reporter.
      flags: ['--reporters=default', `--reporters=${reporter}`, '--ci', '--testLocationInResults'].map(quote).join(' '),
      where: 'at-end',
      optionAction: removeOptions({
        flags: ['--watch', '--watchAll', '--json'],
        withValue: ['--reporters', '--outputFile'],
      }),
      replacements: new Map(),
    };
  },
};
