import { namePattern, narrowToFiles, targetPaths, type WordsOf } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { dropping, esModule, type RunnerAdapter } from './runner-adapter';

/**
 * A reporter of our own, because vitest's JSON has neither the values compared nor the file of an
 * unhandled error. `onTestRunEnd` is called from vitest 3 on, `onFinished` up to 3.
 */
const REPORTER = `
import { relative } from 'node:path';
export default class {
  onInit(vitest) { this.vitest = vitest; }
  onTestRunEnd(_modules, unhandled) { this.finish(unhandled); }
  onFinished(_files, unhandled) { this.finish(unhandled); }
  finish(unhandled = []) {
    if (this.finished) return;
    this.finished = true;
    for (const file of this.vitest.state.getFiles()) this.file(file);
    for (const error of unhandled) record({ kind: 'error', file: error.VITEST_TEST_PATH, ...describe(error) });
    record({ kind: 'end' });
  }
  file(file) {
    for (const error of file.result?.errors ?? []) record({ kind: 'error', file: file.filepath, ...describe(error), suite: file.tasks.length === 0 });
    const unfinished = [];
    for (const task of file.tasks) this.task(file.filepath, task, [], unfinished);
    if (unfinished.length > 0) record({ kind: 'error', file: file.filepath, message: endedEarly(relative(process.cwd(), file.filepath), unfinished), suite: true });
  }
  task(file, task, outer, unfinished) {
    const names = [...outer, task.name];
    const errors = (task.result?.errors ?? []).map(describe);
    if (task.type === 'suite') {
      if (errors.length > 0) record({ kind: 'test', file, names, status: 'failed', container: true, errors });
      for (const inner of task.tasks) this.task(file, inner, names, unfinished);
      return;
    }
    const state = task.result?.state;
    // A worker that died leaves its tests as they were collected; so does --bail, which is the person's wish.
    if (task.mode === 'run' && !this.vitest.config?.bail && (state === undefined || state === 'run' || state === 'queued')) {
      unfinished.push(names.join(' > '));
      return;
    }
    const status = state === 'pass' ? 'passed' : state === 'fail' ? 'failed' : 'skipped';
    record({ kind: 'test', file, names, status, line: task.location?.line, errors: status === 'failed' ? errors : [] });
  }
}
`;

const WORDS: WordsOf = {
  verbs: new Set(['run', 'watch', 'dev']),
  withValue: new Set([
    '-c',
    '--config',
    '-r',
    '--root',
    '--dir',
    '-m',
    '--mode',
    '--project',
    '--pool',
    '--environment',
    '--exclude',
    '--shard',
    '--bail',
    '--retry',
    '--reporter',
    '--outputFile',
    '--testTimeout',
    '--hookTimeout',
    '--teardownTimeout',
    '--maxWorkers',
    '--minWorkers',
    '--maxConcurrency',
    '--workspace',
  ]),
  naming: ['-t', '--testNamePattern', '--test-name-pattern'],
  files: (paths) => paths,
  name: (pattern) => ['-t', pattern],
};

export const vitest: RunnerAdapter = {
  reporter: { file: 'vitest-reporter.mjs', source: (results) => esModule(results, REPORTER) },
  read: readResults,
  narrow(only, words) {
    if (only.kind === 'files') return narrowToFiles(only.files, words, WORDS);
    return { options: ['-t', namePattern(only.targets)], files: targetPaths(only.targets) };
  },
  instrument({ reporter }) {
    return {
      flags: ['--run', '--reporter=default', `--reporter=${reporter}`].map(quote).join(' '),
      where: 'at-end',
      drops: dropping({
        flags: ['--watch', '-w', '--ui', '--open'],
        withValue: ['--reporter', '--outputFile', '--output-file'],
      }),
      renames: new Map([
        ['watch', 'run'],
        ['dev', 'run'],
      ]),
    };
  },
};
