import { type ArgumentRules, namePattern, narrowToFiles } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { exitWhenIdle } from './idle/exit-when-idle';
import { commonJs, type RunnerAdapter, removeOptions } from './runner-adapter';
import { TELL_EXIT } from './tell-exit';

/** Our own reporter, because mocha's JSON joins the names by spaces and leaves out the test's file. */
const REPORTER = `
module.exports = function (runner, options) {
  const entry = (test, status, errors) => {
    const file = test.file ?? test.parent?.file;
    return { kind: 'test', file, names: test.titlePath(), status, errors, ms: test.duration };
  };
  const named = (test) => {
    const { file, names } = entry(test);
    return { file, name: names.join(' > ') };
  };
  // What is recorded of a passing test waits for the hooks behind it, which may fail because of what it ran.
  let waiting;
  const settle = () => {
    if (waiting) coverage.ended({ ...waiting, failed: false });
    waiting = undefined;
  };
  runner.on('start', () => coverage.loaded());
  runner.on('suite', settle);
  runner.on('end', settle);
  runner.on('test', (test) => {
    settle();
    coverage.started(named(test));
  });
  tellExit();
  const report = (test, status, errors = []) => {
    settle();
    if (status === 'passed') waiting = named(test);
    else coverage.ended({ ...named(test), failed: status === 'failed' });
    console.log((status === 'failed' ? 'not ok - ' : 'ok - ') + test.fullTitle());
    record(entry(test, status, errors));
    if (status !== 'skipped') count(1, status === 'failed' ? 1 : 0);
  };
  runner.on('pass', (test) => report(test, 'passed'));
  runner.on('pending', (test) => report(test, 'skipped'));
  runner.on('fail', (test, error) => {
    if (test.type === 'hook') {
      waiting = undefined;
      coverage.ended({ ...named(test), failed: true });
      record({ ...entry(test, 'failed', [describe(error)]), container: true });
    } else if (typeof test.titlePath === 'function' && test.parent) report(test, 'failed', [describe(error)]);
    else record({ kind: 'error', file: test.file, ...describe(error) });
    console.error(error?.stack ?? error);
  });
  runner.on('end', () => record({ kind: 'end' }));
  // Mocha calls this when its global teardown has ended, too. When it watches files, it goes on.
  this.done = (failures, callback) => {
    callback(failures);
    if (!options?.watch) exitWhenIdle();
  };
};
`;

/** No file arguments, because mocha adds the files of its configuration to the given ones. */
const ARGUMENTS: ArgumentRules = {
  subcommands: new Set(),
  optionsWithValue: new Set(),
  nameOptions: ['-g', '--grep', '-f', '--fgrep', '-i', '--invert'],
  nameArguments: (pattern) => ['--grep', pattern],
};

export const mocha: RunnerAdapter = {
  program: { names: ['mocha', '_mocha', 'ts-mocha'] },
  reporter: {
    file: 'mocha-reporter.cjs',
    source: (results, idleSeconds) => commonJs(results, exitWhenIdle(idleSeconds) + TELL_EXIT + REPORTER),
  },
  read: readResults,
  narrow(selection, words) {
    if (selection.kind === 'files') return narrowToFiles(selection.files, words, ARGUMENTS);
    return { options: ARGUMENTS.nameArguments(namePattern(selection.targets)), files: [] };
  },
  instrument({ reporter }) {
    return {
      // Without `--full-trace`, mocha removes its working directory from the frames.
      flags: ['--full-trace', '--reporter', reporter].map(quote).join(' '),
      where: 'at-end',
      optionAction: removeOptions({
        flags: ['--watch', '-w'],
        withValue: ['--reporter', '-R', '--reporter-option', '--reporter-options', '-O'],
      }),
      replacements: new Map(),
    };
  },
};
