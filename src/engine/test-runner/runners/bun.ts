import { type ArgumentRules, namePattern, narrowToFiles, targetPaths } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readJunit } from '../formats/junit';
import type { ResultLine } from '../results';
import { type RunnerAdapter, removeOptions } from './runner-adapter';

/** How Bun prints a file that does not load. Its JUnit results leave such a file out. */
const NOT_LOADED = /^(\S+):\n+# Unhandled error between tests\n-+\n([\s\S]*?)\n-{10,}$/gm;

const ARGUMENTS: ArgumentRules = {
  subcommands: new Set(),
  optionsWithValue: new Set([
    '-c',
    '--config',
    '--preload',
    '-r',
    '--timeout',
    '--bail',
    '--rerun-each',
    '--coverage-reporter',
    '--coverage-dir',
    '--cwd',
    '--env-file',
  ]),
  nameOptions: ['-t', '--test-name-pattern'],
  // Without `./`, Bun takes the word for a part of a name.
  fileArguments: (paths) => paths.map((path) => `./${path}`),
  nameArguments: (pattern) => ['-t', pattern],
};

export const bun: RunnerAdapter = {
  program: { names: ['bun'], subcommand: 'test' },
  async read(results, { dir, output }) {
    const lines = await readJunit(results, dir);
    const broken = [...output.matchAll(NOT_LOADED)].map(
      ([, path = '', message = '']): ResultLine => ({ kind: 'error', file: `${dir}/${path}`, message, suite: true }),
    );
    return lines || broken.length > 0 ? [...(lines ?? []), ...broken] : undefined;
  },
  narrow(selection, words) {
    if (selection.kind === 'files') return narrowToFiles(selection.files, words, ARGUMENTS);
    return { options: ARGUMENTS.nameArguments(namePattern(selection.targets)), files: targetPaths(selection.targets) };
  },
  instrument({ results }) {
    return {
      flags: ['--reporter=junit', `--reporter-outfile=${results}`].map(quote).join(' '),
      where: 'at-end',
      optionAction: removeOptions({ flags: ['--watch', '--hot'], withValue: ['--reporter', '--reporter-outfile'] }),
      replacements: new Map(),
    };
  },
};
