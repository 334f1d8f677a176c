import { type OptionRef, withForgotten } from './by-person';
import type { Patterns } from './patterns';

/**
 * The patterns without what is counted for one option. That it stays forgotten when the patterns are rebuilt from the
 * journal, in which its runs remain, follows from the time that is kept with it: `recordOutcome` leaves out the runs
 * that had ended by then. A pin on the option stays.
 */
export function forgetOption(patterns: Patterns, ref: OptionRef, now: number): Patterns {
  const situations = patterns.choices[ref.choice];
  const known = situations[ref.situation];
  const next = withForgotten(patterns, ref, now);
  if (!known) return next;
  const { [ref.option]: _, ...options } = known.options;
  const { [ref.situation]: __, ...others } = situations;
  const left = Object.keys(options).length > 0 ? { ...others, [ref.situation]: { ...known, options } } : others;
  return { ...next, choices: { ...patterns.choices, [ref.choice]: left } };
}
