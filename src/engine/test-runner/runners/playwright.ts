import { escapeRegExp } from '../../platform/escape-reg-exp';
import { namePattern, narrowToFiles, targetPaths, type WordsOf } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { commonJs, dropping, type RunnerAdapter } from './runner-adapter';

/** A reporter of our own: a test that passed only when tried again counts as passed, as in Playwright. */
const REPORTER = `
const STATUS = { expected: 'passed', flaky: 'passed', unexpected: 'failed', skipped: 'skipped' };
module.exports = class {
  onBegin(_config, suite) { this.suite = suite; }
  onError(error) { record({ kind: 'error', file: error.location?.file, line: error.location?.line, ...describe(error), suite: true }); }
  onEnd() {
    for (const test of this.suite?.allTests() ?? []) {
      // The first three are the root, the project and the file.
      const names = test.titlePath().slice(3);
      const errors = test.outcome() === 'unexpected' ? (test.results.at(-1)?.errors ?? []).map(described) : [];
      record({ kind: 'test', file: test.location.file, names, status: STATUS[test.outcome()], line: test.location.line, errors });
    }
    record({ kind: 'end' });
  }
};
const plain = (text) => text === undefined ? undefined : stripVTControlCharacters(text);
const described = (error) => {
  const message = plain(error.message ?? error.value ?? '');
  return { message: message.replace(/^Error: /, ''), stack: plain(error.stack) };
};
`;

const WORDS: WordsOf = {
  verbs: new Set(),
  withValue: new Set([
    '-c',
    '--config',
    '--project',
    '-j',
    '--workers',
    '--retries',
    '--timeout',
    '--global-timeout',
    '--output',
    '--shard',
    '--max-failures',
    '--repeat-each',
    '--trace',
    '--tsconfig',
  ]),
  naming: ['-g', '--grep', '-gv', '--grep-invert'],
  files: (paths) => paths.map(escapeRegExp),
  // Playwright puts project and file before the names.
  name: (pattern) => ['--grep', pattern.replace('^', '(?:^| )')],
};

export const playwright: RunnerAdapter = {
  reporter: { file: 'playwright-reporter.cjs', source: (results) => commonJs(results, REPORTER) },
  read: readResults,
  narrow(only, words) {
    if (only.kind === 'files') return narrowToFiles(only.files, words, WORDS);
    return { options: WORDS.name(namePattern(only.targets)), files: targetPaths(only.targets).map(escapeRegExp) };
  },
  instrument({ reporter }) {
    return {
      flags: [`--reporter=line,${reporter}`].map(quote).join(' '),
      where: 'at-end',
      drops: dropping({ flags: ['--ui', '--debug', '--headed'], withValue: ['--reporter'] }),
      renames: new Map(),
    };
  },
};
