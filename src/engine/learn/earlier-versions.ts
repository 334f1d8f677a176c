// Version 1 counted only opening strategies, for each kind of task, whatever the model was; version 2 had nothing
// that a person decided.
import { z } from 'zod';
import { NOTHING_DECIDED } from './by-person';

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
  const second = fromVersion1(value);
  const isSecond = typeof second === 'object' && second !== null && 'version' in second && second.version === 2;
  return isSecond ? { ...second, ...NOTHING_DECIDED, version: 3 } : second;
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
