import { escapeRegExp } from '../../platform/escape-reg-exp';
import { namePattern, narrowToFiles, targetPaths, type WordsOf } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { commonJs, dropping, type RunnerAdapter } from './runner-adapter';

/** A reporter of our own, because `--json` loses what JSON cannot hold (`undefined`, `NaN`, a Map). */
const REPORTER = String.raw`
const STATUS = { passed: 'passed', failed: 'failed' };
const compared = (detail) => {
  const result = detail?.matcherResult ?? detail?.error?.matcherResult ?? detail?.error ?? detail;
  if (typeof result !== 'object' || result === null || !('expected' in result) || !('actual' in result)) return {};
  return { expected: show(result.expected), actual: show(result.actual) };
};
const failure = (text, detail) => {
  const frames = text.search(/\n\s+at /);
  const message = (frames === -1 ? text : text.slice(0, frames)).trim().replace(/^Error: /, '');
  // Of node:assert, jest gives the values only in its words.
  const [, expected, actual] = /Expected value to [^\n]*:\n {2}(.*)\nReceived:\n {2}(.*)/.exec(message) ?? [];
  const values = expected === undefined ? compared(detail) : { expected, actual };
  return { message, ...(frames === -1 ? {} : { stack: text }), ...values };
};
// Of what jest prints for a suite that does not load: not its advice, and the line that its frame marks.
const loading = (text) => {
  const plain = stripVTControlCharacters(text).replace(/^\s*● Test suite failed to run\s*/, '').replace(/^[^]*\n\s*Details:\s*\n/, '').replace(/^ {4}/gm, '');
  const line = /^\s*> (\d+) \|/m.exec(plain)?.[1];
  return { ...failure(plain, undefined), ...(line === undefined ? {} : { line: Number(line) }) };
};
module.exports = class {
  onRunComplete(_contexts, results) {
    for (const suite of results.testResults) {
      const file = suite.testFilePath;
      if (suite.testExecError) record({ kind: 'error', file, ...loading(suite.failureMessage ?? suite.testExecError.message ?? ''), suite: suite.testResults.length === 0 });
      for (const test of suite.testResults) {
        const status = STATUS[test.status] ?? 'skipped';
        const errors = (test.failureMessages ?? []).map((text, index) => failure(text, test.failureDetails?.[index]));
        record({ kind: 'test', file, names: [...test.ancestorTitles, test.title], status, line: test.location?.line, errors });
      }
    }
    if (results.runExecError) record({ kind: 'error', ...describe(results.runExecError) });
    record({ kind: 'end' });
  }
};
`;

const WORDS: WordsOf = {
  verbs: new Set(),
  withValue: new Set([
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
  naming: ['-t', '--testNamePattern'],
  files: (paths) => paths.map(escapeRegExp),
  name: (pattern) => ['-t', pattern],
};

export const jest: RunnerAdapter = {
  reporter: { file: 'jest-reporter.cjs', source: (results) => commonJs(results, REPORTER) },
  read: readResults,
  narrow(only, words) {
    if (only.kind === 'files') return narrowToFiles(only.files, words, WORDS);
    return { options: ['-t', namePattern(only.targets)], files: targetPaths(only.targets).map(escapeRegExp) };
  },
  instrument({ reporter }) {
    return {
      // Last a flag: what followed the reporters would be taken for further ones.
      flags: ['--reporters=default', `--reporters=${reporter}`, '--ci', '--testLocationInResults'].map(quote).join(' '),
      where: 'at-end',
      drops: dropping({ flags: ['--watch', '--watchAll', '--json'], withValue: ['--reporters', '--outputFile'] }),
      renames: new Map(),
    };
  },
};
