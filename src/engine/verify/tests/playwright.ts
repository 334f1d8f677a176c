import { commonJs, dropping, namePattern, type RunnerAdapter, targetPaths } from './adapter';
import { escapeRegExp } from './escape-reg-exp';
import { readResults } from './results';
import { quote } from './shell-line';

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
  const [, expected] = /^Expected[^:\\n]*: *(.*)$/m.exec(message) ?? [];
  const [, actual] = /^Received[^:\\n]*: *(.*)$/m.exec(message) ?? [];
  return { message: message.replace(/^Error: /, ''), stack: plain(error.stack), ...(expected === undefined || actual === undefined ? {} : { expected, actual }) };
};
`;

export const playwright: RunnerAdapter = {
  reporter: { file: 'playwright-reporter.cjs', source: (results) => commonJs(results, REPORTER) },
  read: readResults,
  instrument({ reporter }, targets) {
    const only = targets.length > 0 ? ['--grep', `${namePattern(targets).replace('^', '(?:^| )')}`, ...targetPaths(targets).map(escapeRegExp)] : [];
    return {
      flags: [`--reporter=line,${reporter}`, ...only].map(quote).join(' '),
      where: 'at-end',
      drops: dropping({ flags: ['--ui', '--debug', '--headed'], withValue: ['--reporter'] }),
      renames: new Map(),
    };
  },
};
