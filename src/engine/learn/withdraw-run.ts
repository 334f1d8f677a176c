import { isForgotten } from './by-person';
import { MAX_ITERATION, type Patterns, situationOf } from './patterns';
import { type RecordedRun, rounded } from './record-outcome';

const HALF = 0.5;

/**
 * The patterns with a run that counted as solved counted as not solved: the person did not want its change, or took it
 * back later. The same patterns where no such run is on record any more.
 */
export function withdrawRun(patterns: Patterns, run: RecordedRun, wasWeakened = false): Patterns {
  const { kind } = run;
  const opening = moved(patterns, run, { weight: wasWeakened ? 1 - HALF : 1, solved: 1 });
  if (!opening) return patterns;
  return {
    ...patterns,
    choices: { ...patterns.choices, opening },
    iterations: { ...patterns.iterations, [kind]: withoutSolved(patterns.iterations[kind], run.iterations) },
  };
}

/**
 * The patterns with a run that counted as solved counted as half a success: the person accepted its change, and then
 * edited much of it.
 */
export function weakenRun(patterns: Patterns, run: RecordedRun): Patterns {
  const opening = moved(patterns, run, { weight: HALF, solved: 0 });
  return opening ? { ...patterns, choices: { ...patterns.choices, opening } } : patterns;
}

/** The openings with so much weight moved from the run's success to failure; undefined where it is not on record. */
function moved(
  patterns: Patterns,
  { kind, model, strategy, reason, endedAt }: RecordedRun,
  by: { readonly weight: number; readonly solved: number },
): Patterns['choices']['opening'] | undefined {
  const situation = situationOf(kind, model);
  const known = patterns.choices.opening[situation];
  const tally = known?.options[strategy];
  if (isForgotten(patterns, { choice: 'opening', situation, option: strategy }, endedAt)) return undefined;
  if (reason !== 'verified' || !known || !tally || tally.solved === 0) return undefined;
  // The run's weight has decayed by an unknown amount, so at most this much moves from successes to failures.
  const weight = Math.min(by.weight, tally.successes);
  const options = {
    ...known.options,
    [strategy]: {
      ...tally,
      solved: tally.solved - by.solved,
      successes: rounded(tally.successes - weight),
      failures: rounded(tally.failures + weight),
    },
  };
  return { ...patterns.choices.opening, [situation]: { ...known, options } };
}

function withoutSolved(
  { solved, solvedAfter, cutOffAfter }: Patterns['iterations']['fix'],
  iterations: number,
): Patterns['iterations']['fix'] {
  const index = Math.min(Math.max(1, Math.round(iterations)), MAX_ITERATION) - 1;
  return {
    solved: Math.max(0, solved - 1),
    solvedAfter: solvedAfter.map((weight, at) => (at === index ? rounded(Math.max(0, weight - 1)) : weight)),
    cutOffAfter,
  };
}
