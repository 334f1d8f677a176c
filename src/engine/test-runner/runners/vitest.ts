import { type ArgumentRules, namePattern, narrowToFiles, targetPaths } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { esModule, type RunnerAdapter, removeOptions } from './runner-adapter';

/**
 * Our own reporter, because vitest's JSON has neither the compared values nor the file of an unhandled error.
 * `onTestRunEnd` is called from vitest 3 on, `onFinished` up to 3.
 *
 * In a scratch copy, `node_modules` leads to packages beside it, which Vite refuses to load as they are outside of its
 * root. In the workspace they are inside, so the reporter allows the folders that hold them.
 */
const REPORTER = `
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
const linkedRoots = () => {
  const roots = new Set();
  const add = (folder) => {
    let entries = [];
    try { entries = readdirSync(folder, { withFileTypes: true }); } catch {}
    for (const entry of entries) {
      const place = join(folder, entry.name);
      if (entry.isDirectory() && entry.name.startsWith('@')) add(place);
      if (!entry.isSymbolicLink()) continue;
      let real = '';
      try { real = realpathSync(place).replaceAll('\\\\', '/'); } catch {}
      if (real.includes('/node_modules/')) roots.add(real.slice(0, real.indexOf('/node_modules/')));
    }
  };
  for (let dir = process.cwd(); ; dir = dirname(dir)) {
    add(join(dir, 'node_modules'));
    if (dir === dirname(dir)) return [...roots];
  }
};
export default class {
  onInit(vitest) {
    this.vitest = vitest;
    // Under an environment such as jsdom it refuses to load anything else from outside of the workspace, too.
    const roots = [...linkedRoots(), dirname(COVERAGE_SETUP)];
    const servers = [vitest, ...(vitest.projects ?? [])].map((owner) => owner.vite ?? owner.server);
    for (const server of new Set(servers)) {
      const allow = server?.config?.server?.fs?.allow;
      if (Array.isArray(allow)) allow.push(...roots.filter((root) => !allow.includes(root)));
    }
    if (existsSync(COVERAGE_SETUP) && !vitest.config?.coverage?.enabled) this.watchFunctions();
  }
  watchFunctions() {
    for (const config of new Set([this.vitest, ...(this.vitest.projects ?? [])].map((owner) => owner.config)))
      if (config && !config.browser?.enabled) config.setupFiles = [config.setupFiles ?? [], COVERAGE_SETUP].flat();
  }
  // Thresholds are checked also when tests fail: otherwise a missed one would seem to come with what makes them pass.
  checkThresholds() {
    const { coverageProvider, config, _coverageOptions } = this.vitest;
    for (const options of [config?.coverage, coverageProvider?.options, _coverageOptions])
      if (options) options.reportOnFailure = true;
  }
  // Vitest calls the first of these from version 3 on, the second up to 3.
  onTestCaseResult(test) { this.countTest(test.id, test.result().state); }
  onTaskUpdate(packs) {
    for (const [id, result] of packs) {
      const type = this.vitest.state?.idMap?.get(id)?.type;
      if (type !== undefined && type !== 'suite') this.countTest(id, result?.state);
    }
  }
  counted = new Set();
  countTest(id, state = '') {
    if (!/^(?:pass|fail)(?:ed)?$/.test(state) || this.counted.has(id)) return;
    this.counted.add(id);
    count(1, state.startsWith('fail') ? 1 : 0);
  }
  onTestRunEnd(_modules, unhandled) { this.finish(unhandled); }
  onFinished(_files, unhandled) { this.finish(unhandled); }
  finish(unhandled = []) {
    if (this.finished) return;
    this.finished = true;
    this.checkThresholds();
    for (const file of this.vitest.state.getFiles()) this.file(file);
    for (const error of unhandled) record({ kind: 'error', file: error.VITEST_TEST_PATH, ...describe(error) });
    record({ kind: 'end' });
  }
  file(file) {
    const path = file.filepath;
    for (const error of file.result?.errors ?? [])
      record({ kind: 'error', file: path, ...describe(error), suite: file.tasks.length === 0 });
    const unfinished = [];
    for (const task of file.tasks) this.task(path, task, [], unfinished);
    if (unfinished.length === 0) return;
    const message = endedEarly(relative(process.cwd(), path), unfinished);
    record({ kind: 'error', file: path, message, suite: true });
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
    // Tests of a worker that died stay as they were collected. So do those after --bail, which the user asked for.
    const isPending = state === undefined || state === 'run' || state === 'queued';
    if (task.mode === 'run' && !this.vitest.config?.bail && isPending) {
      unfinished.push(names.join(' > '));
      return;
    }
    const status = state === 'pass' ? 'passed' : state === 'fail' ? 'failed' : 'skipped';
    const { location, result } = task;
    const found = status === 'failed' ? errors : [];
    record({ kind: 'test', file, names, status, line: location?.line, errors: found, ms: result?.duration });
  }
}
`;

/** Vitest 1 has a blank in front of each full name, for the file's own suite, which has no name. */
function fromStart(pattern: string): string {
  return pattern.replace(/^\^/, '^ ?');
}

const ARGUMENTS: ArgumentRules = {
  subcommands: new Set(['run', 'watch', 'dev']),
  optionsWithValue: new Set([
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
  nameOptions: ['-t', '--testNamePattern', '--test-name-pattern'],
  fileArguments: (paths) => paths,
  nameArguments: (pattern) => ['-t', fromStart(pattern)],
};

export const vitest: RunnerAdapter = {
  program: { names: ['vitest'], otherSubcommands: ['bench', 'init', 'list'] },
  // Vite 6.4 loads nothing else from outside of the workspace for vitest 3; Node loads what lies in such a folder.
  reporter: {
    file: 'vitest-reporter.mjs',
    folder: 'node_modules',
    source: (results) => esModule(results, REPORTER),
  },
  read: readResults,
  narrow(selection, words) {
    if (selection.kind === 'files') return narrowToFiles(selection.files, words, ARGUMENTS);
    return { options: ['-t', fromStart(namePattern(selection.targets))], files: targetPaths(selection.targets) };
  },
  instrument({ reporter }) {
    return {
      flags: ['--run', '--reporter=default', `--reporter=${reporter}`].map(quote).join(' '),
      where: 'at-end',
      optionAction: removeOptions({
        // Vitest refuses an option that it is given twice, and `--run` is among our own.
        flags: ['--run', '--watch', '--no-watch', '-w', '--ui', '--open'],
        withValue: ['--reporter', '--outputFile', '--output-file'],
      }),
      replacements: new Map([
        ['watch', 'run'],
        ['dev', 'run'],
      ]),
    };
  },
};
