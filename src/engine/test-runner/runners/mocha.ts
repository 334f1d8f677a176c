import { namePattern, narrowToFiles, type WordsOf } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { commonJs, dropping, type RunnerAdapter } from './runner-adapter';

/** A reporter of our own, because mocha's JSON joins the names by spaces and forgets whose file it was. */
const REPORTER = `
module.exports = function (runner) {
  const entry = (test, status, errors) => ({ kind: 'test', file: test.file ?? test.parent?.file, names: test.titlePath(), status, errors });
  const tell = (test, status, errors = []) => {
    console.log((status === 'failed' ? 'not ok - ' : 'ok - ') + test.fullTitle());
    record(entry(test, status, errors));
  };
  runner.on('pass', (test) => tell(test, 'passed'));
  runner.on('pending', (test) => tell(test, 'skipped'));
  runner.on('fail', (test, error) => {
    if (test.type === 'hook') record({ ...entry(test, 'failed', [describe(error)]), container: true });
    else if (typeof test.titlePath === 'function' && test.parent) tell(test, 'failed', [describe(error)]);
    else record({ kind: 'error', file: test.file, ...describe(error) });
    console.error(error?.stack ?? error);
  });
  runner.on('end', () => record({ kind: 'end' }));
};
`;

/** Never by file: mocha adds those of its configuration to the ones it is given. */
const WORDS: WordsOf = {
  verbs: new Set(),
  withValue: new Set(),
  naming: ['-g', '--grep', '-f', '--fgrep', '-i', '--invert'],
  name: (pattern) => ['--grep', pattern],
};

export const mocha: RunnerAdapter = {
  reporter: { file: 'mocha-reporter.cjs', source: (results) => commonJs(results, REPORTER) },
  read: readResults,
  narrow(only, words) {
    if (only.kind === 'files') return narrowToFiles(only.files, words, WORDS);
    return { options: WORDS.name(namePattern(only.targets)), files: [] };
  },
  instrument({ reporter }) {
    return {
      // Else mocha cuts its working directory off the frames.
      flags: ['--full-trace', '--reporter', reporter].map(quote).join(' '),
      where: 'at-end',
      drops: dropping({
        flags: ['--watch', '-w'],
        withValue: ['--reporter', '-R', '--reporter-option', '--reporter-options', '-O'],
      }),
      renames: new Map(),
    };
  },
};
