import { type Instrumentation, type KnownRunner, removeOptions } from '../runners/runner-adapter';

/** Options that switch off the coverage that a configuration asks for. */
const OFF: Readonly<Partial<Record<KnownRunner, string>>> = {
  vitest: '--coverage.enabled=false',
  jest: '--coverage=false',
  // It measures only where it is asked to.
  borp: '',
};
const FLAGS = ['--coverage', '--collectCoverage', '--collect-coverage', '-C'];
const ABOUT_COVERAGE = /^--(?:no-)?(?:collect-?)?coverage\b/i;

/**
 * Has a run of only some tests measure no coverage of its own, which says nothing of them and stands in the way of the
 * recorder. A command that says more about it than that it wants it is left as it is.
 */
export function withoutCoverage(
  instrumentation: Instrumentation,
  runner: KnownRunner,
  words: readonly string[],
): Instrumentation {
  const off = OFF[runner];
  const isFlag = (word: string): boolean => FLAGS.includes(word.split('=')[0] ?? word);
  const isPlain = words.every((word) => !ABOUT_COVERAGE.test(word) || isFlag(word));
  if (off === undefined || !isPlain) return instrumentation;
  const removed = removeOptions({ flags: FLAGS, withValue: [] });
  return {
    ...instrumentation,
    flags: `${instrumentation.flags} ${off}`.trimEnd(),
    optionAction: (word, next) => (isFlag(word) ? removed(word, next) : instrumentation.optionAction(word, next)),
  };
}
