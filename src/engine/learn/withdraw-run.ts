import { isForgotten, type OptionRef } from './by-person';
import { type Patterns, situationOf } from './patterns';
import { type RecordedRun, rounded, tryName } from './record-outcome';

const HALF = 0.5;

/**
 * The patterns with a run that counted as solved counted as not solved: the person did not want its change, or took it
 * back later. The same patterns where no such run is on record any more.
 */
export function withdrawRun(patterns: Patterns, run: RecordedRun, wasWeakened = false): Patterns {
  return moved(patterns, run, { weight: wasWeakened ? 1 - HALF : 1, solved: 1 });
}

/**
 * The patterns with a run that counted as solved counted as half a success: the person accepted its change, and then
 * edited much of it.
 */
export function weakenRun(patterns: Patterns, run: RecordedRun): Patterns {
  return moved(patterns, run, { weight: HALF, solved: 0 });
}

interface By {
  readonly weight: number;
  readonly solved: number;
}

/** With so much weight moved from the run's success to failure, for each choice of which it is on record. */
function moved(patterns: Patterns, run: RecordedRun, by: By): Patterns {
  const { kind, model, strategy, recipe, reason, iterations } = run;
  if (reason !== 'verified') return patterns;
  const situation = situationOf(kind, model);
  const last = Math.round(iterations);
  const taken: readonly (readonly ['opening' | 'recipe' | 'tries', string])[] = [
    ['opening', strategy],
    ...(recipe ? ([['recipe', recipe]] as const) : []),
    ...(last > 0 ? ([['tries', tryName(last)]] as const) : []),
  ];
  return taken.reduce((sum, [choice, option]) => movedIn(sum, { choice, situation, option }, run, by), patterns);
}

function movedIn(patterns: Patterns, ref: OptionRef, { endedAt }: RecordedRun, by: By): Patterns {
  const known = patterns.choices[ref.choice][ref.situation];
  const tally = known?.options[ref.option];
  if (!known || !tally || tally.solved === 0 || isForgotten(patterns, ref, endedAt)) return patterns;
  // The run's weight has decayed by an unknown amount, so at most this much moves from successes to failures.
  const weight = Math.min(by.weight, tally.successes);
  const option = {
    ...tally,
    solved: tally.solved - by.solved,
    successes: rounded(tally.successes - weight),
    failures: rounded(tally.failures + weight),
  };
  const situation = { ...known, options: { ...known.options, [ref.option]: option } };
  const situations = { ...patterns.choices[ref.choice], [ref.situation]: situation };
  return { ...patterns, choices: { ...patterns.choices, [ref.choice]: situations } };
}
