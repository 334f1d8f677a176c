import { z } from 'zod';
import { STRATEGIES, type Strategy } from '../contract/events';
import type { Task } from '../contract/task';

export type TaskKind = Task['kind'];

/** Highest iteration that successes are counted under; later ones count as this. */
export const MAX_ITERATION = 32;

const weight = z.number().nonnegative().max(1e6);

/** What is known of one strategy for one kind of task. */
const armSchema = z.object({
  /** Recorded runs that counted, ever. */
  runs: z.number().int().nonnegative(),
  /** Of these, the solved ones. */
  solved: z.number().int().nonnegative(),
  /** The same two with decay: what the choice rests on. */
  successes: weight,
  failures: weight,
  /** Decayed sum of what the runs cost, in US dollars; divided by the weights it is the mean. */
  costUsd: weight,
});
export type Arm = Readonly<z.infer<typeof armSchema>>;

export const NO_RUNS: Arm = { runs: 0, solved: 0, successes: 0, failures: 0, costUsd: 0 };

const noArms = (): Record<Strategy, Arm> =>
  Object.fromEntries(STRATEGIES.map((strategy) => [strategy, NO_RUNS])) as Record<Strategy, Arm>;

/** Decayed counts of runs by their iterations; index 0 stands for one iteration. */
const iterationCounts = z.array(weight).max(MAX_ITERATION);

const kindSchema = z.object({
  /** A strategy that is newer than the record starts without runs. */
  arms: z.preprocess(
    (arms) => (typeof arms === 'object' ? { ...noArms(), ...arms } : arms),
    z.record(z.enum(STRATEGIES), armSchema),
  ),
  /** Solved runs, by the iterations they needed. */
  solvedAfter: iterationCounts,
  /** Runs that still made progress when their iterations ran out, by how many they had. */
  cutOffAfter: iterationCounts,
});
export type KindPatterns = Readonly<z.infer<typeof kindSchema>>;

/**
 * What a workspace's runs taught, as counts: never logs, so its size does not grow (about 1 KiB).
 * The journal is the source of truth; patterns can always be rebuilt from it.
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

/** Key of a workspace's patterns in the store. */
export const patternsKey = (workspaceKey: string): string => `patterns/v1/${workspaceKey}`;

/** Stored patterns as they can be used: a damaged value gives empty ones, and a note that says so. */
export function readPatterns(value: unknown): { readonly patterns: Patterns; readonly note?: string } {
  if (value === undefined || value === null) return { patterns: emptyPatterns() };
  const parsed = patternsSchema.safeParse(value);
  if (parsed.success) return { patterns: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  return {
    patterns: emptyPatterns(),
    note: `What was recorded of this workspace is damaged (${where}${issue?.message ?? 'not readable'}) and is not used. The next run records afresh.`,
  };
}

/** Recorded runs of one strategy, over both kinds of task. */
export function runsOf(patterns: Patterns, strategy: Strategy): { readonly runs: number; readonly solved: number } {
  const { generate, fix } = patterns.kinds;
  return {
    runs: generate.arms[strategy].runs + fix.arms[strategy].runs,
    solved: generate.arms[strategy].solved + fix.arms[strategy].solved,
  };
}
