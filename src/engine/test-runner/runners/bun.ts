import { namePattern, narrowToFiles, targetPaths, type WordsOf } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readJunit } from '../formats/junit';
import type { ResultLine } from '../results';
import { dropping, type RunnerAdapter } from './runner-adapter';

/** Bun's JUnit results leave out a file that does not load; its output has it like this. */
const NOT_LOADED = /^(\S+):\n+# Unhandled error between tests\n-+\n([\s\S]*?)\n-{10,}$/gm;

const WORDS: WordsOf = {
  verbs: new Set(),
  withValue: new Set([
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
  naming: ['-t', '--test-name-pattern'],
  // Else Bun takes a word for a part of a name.
  files: (paths) => paths.map((path) => `./${path}`),
  name: (pattern) => ['-t', pattern],
};

export const bun: RunnerAdapter = {
  async read(results, { dir, output }) {
    const lines = await readJunit(results, dir);
    const broken = [...output.matchAll(NOT_LOADED)].map(
      ([, path = '', message = '']): ResultLine => ({ kind: 'error', file: `${dir}/${path}`, message, suite: true }),
    );
    return lines || broken.length > 0 ? [...(lines ?? []), ...broken] : undefined;
  },
  narrow(only, words) {
    if (only.kind === 'files') return narrowToFiles(only.files, words, WORDS);
    return { options: WORDS.name(namePattern(only.targets)), files: targetPaths(only.targets) };
  },
  instrument({ results }) {
    return {
      flags: ['--reporter=junit', `--reporter-outfile=${results}`].map(quote).join(' '),
      where: 'at-end',
      drops: dropping({ flags: ['--watch', '--hot'], withValue: ['--reporter', '--reporter-outfile'] }),
      renames: new Map(),
    };
  },
};
