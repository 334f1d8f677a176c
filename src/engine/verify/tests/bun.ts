import { dropping, namePattern, type RunnerAdapter, targetPaths } from './adapter';
import { readJunit } from './junit';
import type { ResultLine } from './results';
import { quote } from './shell-line';

/** Bun's JUnit results leave out a file that does not load; its output has it like this. */
const NOT_LOADED = /^(\S+):\n+# Unhandled error between tests\n-+\n([\s\S]*?)\n-{10,}$/gm;

export const bun: RunnerAdapter = {
  async read(results, { dir, output }) {
    const lines = await readJunit(results, dir);
    const broken = [...output.matchAll(NOT_LOADED)].map(([, path = '', message = '']): ResultLine => ({ kind: 'error', file: `${dir}/${path}`, message, suite: true }));
    return lines || broken.length > 0 ? [...(lines ?? []), ...broken] : undefined;
  },
  instrument({ results }, targets) {
    const only = targets.length > 0 ? ['-t', namePattern(targets), ...targetPaths(targets)] : [];
    return {
      flags: ['--reporter=junit', `--reporter-outfile=${results}`, ...only].map(quote).join(' '),
      where: 'at-end',
      drops: dropping({ flags: ['--watch', '--hot'], withValue: ['--reporter', '--reporter-outfile'] }),
      renames: new Map(),
    };
  },
};
