import { targetPaths } from '../command/narrowing';
import { quote } from '../command/shell-line';
import { readResults } from '../results';
import { nodeTestReporter } from './node-test';
import { type RunnerAdapter, removeOptions } from './runner-adapter';

/**
 * Borp runs files by node:test's own `run()`, which takes no options for their processes: the reporter has them load
 * it first by a variable, which what the tests start does not get.
 */
const LOAD_IN_FILES = `
const OWN_OPTION = ' --require ' + JSON.stringify(__filename);
if (process.env.NODE_TEST_CONTEXT === undefined) {
  process.env.NODE_OPTIONS = (process.env.NODE_OPTIONS ?? '').replace(OWN_OPTION, '') + OWN_OPTION;
} else {
  process.env.NODE_OPTIONS = (process.env.NODE_OPTIONS ?? '').replace(OWN_OPTION, '');
  if (process.env.NODE_OPTIONS === '') delete process.env.NODE_OPTIONS;
}
`;

const WITH_VALUE: ReadonlySet<string> = new Set([
  ...['-p', '--pattern', '-c', '--concurrency', '-t', '--timeout', '-X', '--coverage-exclude', '-i', '--ignore'],
  ...['-P', '--post-compile', '-r', '--reporter', '--lines', '--branches', '--functions', '--statements'],
]);

export const borp: RunnerAdapter = {
  program: { names: ['borp'] },
  reporter: {
    file: 'borp-reporter.cjs',
    source: (results, idleSeconds) => nodeTestReporter(results, idleSeconds) + LOAD_IN_FILES,
  },
  read: readResults,
  /** Only whole files: it has no option for names. */
  narrow(selection, words) {
    const files = selection.kind === 'files' ? selection.files.map(({ path }) => path) : targetPaths(selection.targets);
    if (files.length === 0) return undefined;
    return { options: [], files, replaceFrom: firstFile(words) };
  },
  instrument({ reporter }) {
    return {
      flags: ['--reporter=spec', `--reporter=${reporter}`].map(quote).join(' '),
      where: 'after-name',
      optionAction: removeOptions({ flags: ['--watch', '-w'], withValue: ['--reporter', '-r'] }),
      replacements: new Map(),
    };
  },
};

/** Index of the first word that is a file. Options behind it are left out together with the files. */
function firstFile(words: readonly string[]): number {
  const at = words.findIndex((word, index) => !word.startsWith('-') && !WITH_VALUE.has(words[index - 1] ?? ''));
  return at === -1 ? words.length : at;
}
