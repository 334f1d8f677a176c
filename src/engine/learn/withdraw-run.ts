import { isForgotten } from './by-person';
import { MAX_ITERATION, type Patterns, situationOf } from './patterns';
import { type RecordedRun, rounded } from './record-outcome';

/**
 * The patterns with a run that counted as solved counted as not solved: the person did not want its change, or took it
 * back later. The same patterns where no such run is on record any more.
 */
export function withdrawRun(patterns: Patterns, run: RecordedRun): Patterns {
  const { kind, model, strategy, reason } = run;
  const situation = situationOf(kind, model);
  const known = patterns.choices.opening[situation];
  const tally = known?.options[strategy];
  if (isForgotten(patterns, { choice: 'opening', situation, option: strategy }, run.endedAt)) return patterns;
  if (reason !== 'verified' || !known || !tally || tally.solved === 0) return patterns;
  // The run's weight has decayed by an unknown amount, so at most one whole run moves from successes to failures.
  const moved = Math.min(1, tally.successes);
  const options = {
    ...known.options,
    [strategy]: {
      ...tally,
      solved: tally.solved - 1,
      successes: rounded(tally.successes - moved),
      failures: rounded(tally.failures + moved),
    },
  };
  const opening = { ...patterns.choices.opening, [situation]: { ...known, options } };
  return {
    ...patterns,
    choices: { ...patterns.choices, opening },
    iterations: { ...patterns.iterations, [kind]: withoutSolved(patterns.iterations[kind], run.iterations) },
  };
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
