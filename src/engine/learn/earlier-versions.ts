// Version 1 counted only opening strategies, for each kind of task, whatever the model was; version 2 had nothing
// that a person decided; up to version 3 the iterations of solved runs were counted apart, for each kind of task.
import { z } from 'zod';
import { NOTHING_DECIDED } from './by-person';
import { TRIES } from './tries';

const weight = z.number().nonnegative().max(1e6);
const count = z.number().int().nonnegative();
const counts = z.array(weight).max(32);
const arm = z.object({ runs: count, solved: count, successes: weight, failures: weight });
const kind = z.object({ arms: z.record(z.string().max(40), arm), solvedAfter: counts, cutOffAfter: counts });
const version1 = z.object({ version: z.literal(1), kinds: z.object({ generate: kind, fix: kind }) });
type Kind = z.infer<typeof kind>;

/** The model of runs that were recorded without it. */
const UNKNOWN_MODEL = 'unknown';
/**
 * Thousands of tokens that a run is taken to have cost where only its price was counted: about what a small solved task
 * takes (`npm run bench -- loop`). Equal for all strategies, so that it prefers none.
 */
const USUAL_COST = 8;

/** Turns patterns of earlier versions into the current version's; anything else stays as it is. */
export function fromEarlierVersions(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'version' in value && value.version === 4) return value;
  const second = fromVersion1(value);
  const isSecond = typeof second === 'object' && second !== null && 'version' in second && second.version === 2;
  return fromVersion3(isSecond ? { ...second, ...NOTHING_DECIDED, version: 3 } : second);
}

const iterated = z.object({ solved: count, solvedAfter: counts, cutOffAfter: counts });
const version3 = z.looseObject({
  version: z.literal(3),
  choices: z.looseObject({ opening: z.unknown(), format: z.unknown(), move: z.unknown() }),
  iterations: z.object({ generate: iterated, fix: iterated }),
});

function fromVersion3(value: unknown): unknown {
  const read = version3.safeParse(value);
  if (!read.success) return value;
  const { iterations, choices, ...others } = read.data;
  const tries = { ...triesOf('generate', iterations.generate), ...triesOf('fix', iterations.fix) };
  return { ...others, choices: { ...choices, recipe: {}, tries }, version: 4 };
}

/** Thousands of tokens that one try is taken to have cost, equal for all of them. */
const USUAL_TRY = 3;

/** Which tries solved runs, and which did not: those before it, and those at which a run was cut off. */
function triesOf(name: string, { solvedAfter, cutOffAfter }: z.infer<typeof iterated>): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [at, option] of TRIES.entries()) {
    const isLast = at === TRIES.length - 1;
    const from = (counted: readonly number[]): number => counted.slice(at).reduce((sum, each) => sum + each, 0);
    const successes = isLast ? from(solvedAfter) : (solvedAfter[at] ?? 0);
    const cases = from(solvedAfter) + from(cutOffAfter);
    if (cases > 0)
      options[option] = {
        tried: Math.max(1, Math.round(cases)),
        solved: Math.round(successes),
        successes: Math.min(1e6, successes),
        failures: Math.min(1e6, Math.max(0, cases - successes)),
        cost: Math.min(1e6, cases * USUAL_TRY),
      };
  }
  return Object.keys(options).length === 0 ? {} : { [`${name} ${UNKNOWN_MODEL}`]: { seen: 0, options } };
}

function fromVersion1(value: unknown): unknown {
  const read = version1.safeParse(value);
  if (!read.success) return value;
  const { generate, fix } = read.data.kinds;
  const runs = [generate, fix].flatMap(({ arms }) => Object.values(arms)).reduce((sum, arm) => sum + arm.runs, 0);
  return {
    version: 2,
    runs,
    choices: { opening: { ...opening('generate', generate), ...opening('fix', fix) }, format: {}, move: {} },
    iterations: { generate: iterations(generate), fix: iterations(fix) },
  };
}

function opening(name: string, { arms }: Kind): Record<string, unknown> {
  const options = Object.entries(arms)
    .filter(([, { runs }]) => runs > 0)
    .map(([strategy, { runs, solved, successes, failures }]) => {
      const cost = Math.min(1e6, (successes + failures) * USUAL_COST);
      return [strategy, { tried: runs, solved, successes, failures, cost }] as const;
    });
  return options.length === 0
    ? {}
    : { [`${name} ${UNKNOWN_MODEL}`]: { seen: 0, options: Object.fromEntries(options) } };
}

function iterations({ arms, solvedAfter, cutOffAfter }: Kind): Record<string, unknown> {
  const solved = Object.values(arms).reduce((sum, arm) => sum + arm.solved, 0);
  return { solved, solvedAfter, cutOffAfter };
}
