import { escapeRegExp } from '../../platform/escape-reg-exp';
import { type ArgumentRules, namePattern, narrowToFiles, targetPaths } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { commonJs, type RunnerAdapter, removeOptions } from './runner-adapter';

/** Our own reporter. A test that passed only in a retry counts as passed, as in Playwright itself. */
const REPORTER = `
const STATUS = { expected: 'passed', flaky: 'passed', unexpected: 'failed', skipped: 'skipped' };
module.exports = class {
  onBegin(config, suite) {
    this.suite = suite;
    for (const url of new Set(serversOf(config))) record({ kind: 'server', url });
  }
  onTestEnd(test, result) {
    // A test that fails is run again as often as its retries allow.
    const isLast = result.status === test.expectedStatus || result.retry >= test.retries;
    if (isLast && result.status !== 'skipped') count(1, test.outcome() === 'unexpected' ? 1 : 0);
  }
  onError(error) {
    const { file, line } = error.location ?? {};
    record({ kind: 'error', file, line, ...describe(error), suite: true });
  }
  onEnd() {
    for (const test of this.suite?.allTests() ?? []) {
      // The first three names are those of the root, the project and the file.
      const names = test.titlePath().slice(3);
      const errors = test.outcome() === 'unexpected' ? (test.results.at(-1)?.errors ?? []).map(failure) : [];
      const { file, line } = test.location;
      const ms = test.results.at(-1)?.duration;
      record({ kind: 'test', file, names, status: STATUS[test.outcome()], line, errors, ms });
    }
    record({ kind: 'end' });
  }
};
// Of several servers only Playwright's own form of the configuration has a list, under a symbol.
const serversOf = (config) => {
  const own = Object.getOwnPropertySymbols(config).map((key) => config[key]).find((value) => value?.webServers);
  const servers = (own?.webServers ?? [config.webServer ?? []].flat())
    .map(({ url, port }) => url ?? (port === undefined ? undefined : 'http://localhost:' + port));
  const visited = (config.projects ?? []).map(({ use }) => use?.baseURL);
  return [...servers, ...visited].filter((url) => typeof url === 'string');
};
const plain = (text) => text === undefined ? undefined : stripVTControlCharacters(text);
const failure = (error) => {
  const message = plain(error.message ?? error.value ?? '');
  return { message: message.replace(/^Error: /, ''), stack: plain(error.stack) };
};
`;

const ARGUMENTS: ArgumentRules = {
  subcommands: new Set(),
  optionsWithValue: new Set([
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
  nameOptions: ['-g', '--grep', '-gv', '--grep-invert'],
  fileArguments: (paths) => paths.map(escapeRegExp),
  // Playwright puts the project and the file before the names.
  nameArguments: (pattern) => ['--grep', pattern.replace('^', '(?:^| )')],
};

export const playwright: RunnerAdapter = {
  program: { names: ['playwright', '@playwright/test'], subcommand: 'test' },
  reporter: { file: 'playwright-reporter.cjs', source: (results) => commonJs(results, REPORTER) },
  read: readResults,
  narrow(selection, words) {
    if (selection.kind === 'files') return narrowToFiles(selection.files, words, ARGUMENTS);
    return {
      options: ARGUMENTS.nameArguments(namePattern(selection.targets)),
      files: targetPaths(selection.targets).map(escapeRegExp),
    };
  },
  instrument({ reporter }) {
    return {
      flags: [`--reporter=line,${reporter}`].map(quote).join(' '),
      where: 'at-end',
      optionAction: removeOptions({ flags: ['--ui', '--debug', '--headed'], withValue: ['--reporter'] }),
      replacements: new Map(),
    };
  },
};
