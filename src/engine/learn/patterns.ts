import { z } from 'zod';
import { STRATEGIES, type Strategy } from '../contract/events';
import type { Task } from '../contract/task';

export type TaskKind = Task['kind'];

/** Highest iteration that is counted separately; later ones count as this one. */
export const MAX_ITERATION = 32;

const weight = z.number().nonnegative().max(1e6);

/** What is recorded of one strategy (an arm of the bandit) for one kind of task. */
const armSchema = z.object({
  /** Recorded runs that count for or against the strategy, without decay. */
  runs: z.number().int().nonnegative(),
  /** How many of these were solved. */
  solved: z.number().int().nonnegative(),
  /** Solved and unsolved runs with decay, which the choice is based on. */
  successes: weight,
  failures: weight,
  /** Decayed sum of the runs' costs in US dollars; divided by `successes + failures` it is the mean cost. */
  costUsd: weight,
});
export type Arm = Readonly<z.infer<typeof armSchema>>;

const NO_RUNS: Arm = { runs: 0, solved: 0, successes: 0, failures: 0, costUsd: 0 };

const noArms = (): Record<Strategy, Arm> =>
  Object.fromEntries(STRATEGIES.map((strategy) => [strategy, NO_RUNS])) as Record<Strategy, Arm>;

/** Decayed counts of runs by number of iterations; index 0 is one iteration. */
const iterationCounts = z.array(weight).max(MAX_ITERATION);

const kindSchema = z.object({
  /** A strategy that was added after the patterns were stored starts without runs. */
  arms: z.preprocess(
    (arms) => (typeof arms === 'object' ? { ...noArms(), ...arms } : arms),
    z.record(z.enum(STRATEGIES), armSchema),
  ),
  /** Solved runs by the iterations they needed. */
  solvedAfter: iterationCounts,
  /** Runs that still made progress when their iterations ran out, by the iterations they had. */
  cutOffAfter: iterationCounts,
});
export type KindPatterns = Readonly<z.infer<typeof kindSchema>>;

/**
 * What was learned from a workspace's runs, as counts instead of logs, so that the size stays at about 1 KiB. The
 * journal is the source of truth; patterns can always be rebuilt from it.
 */
export const patternsSchema = z.object({
  version: z.literal(1),
  kinds: z.object({ generate: kindSchema, fix: kindSchema }),
});
export type Patterns = Readonly<z.infer<typeof patternsSchema>>;

export function emptyPatterns(): Patterns {
  const kind = (): KindPatterns => ({ arms: noArms(), solvedAfter: [], cutOffAfter: [] });
  return { version: 1, kinds: { generate: kind(), fix: kind() } };
}

/** Store key of a workspace's patterns. */
export const patternsKey = (workspaceKey: string): string => `patterns/v1/${workspaceKey}`;

export interface ReadPatterns {
  readonly patterns: Patterns;
  /** What is wrong with the stored value, for the person. */
  readonly note?: string;
}

/** Validates stored patterns. A damaged value results in empty patterns and a note. */
export function readPatterns(value: unknown): ReadPatterns {
  if (value === undefined || value === null) return { patterns: emptyPatterns() };
  const parsed = patternsSchema.safeParse(value);
  if (parsed.success) return { patterns: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  return {
    patterns: emptyPatterns(),
    note:
      `The recorded patterns of this workspace are damaged (${where}${issue?.message ?? 'not readable'}), ` +
      'so they are not used.',
  };
}

/** Recorded and solved runs of one strategy, over both kinds of task. */
export function runsOf(patterns: Patterns, strategy: Strategy): { readonly runs: number; readonly solved: number } {
  const { generate, fix } = patterns.kinds;
  return {
    runs: generate.arms[strategy].runs + fix.arms[strategy].runs,
    solved: generate.arms[strategy].solved + fix.arms[strategy].solved,
  };
}
