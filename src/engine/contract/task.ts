import { z } from 'zod';

/** What the person lets the run change beyond source files. */
const permissionsSchema = z.object({
  /**
   * Existing tests: the person said that a test is wrong, or asked for a change of tests. `add`: the
   * person asked for more tests, so test files may grow, but what is in them stays.
   */
  tests: z.union([z.boolean(), z.literal('add')]),
  /** Configuration of tests, compiler, CI and editor, and lock files. */
  config: z.boolean(),
});
export type Permissions = Readonly<z.infer<typeof permissionsSchema>>;

export const NO_PERMISSIONS: Permissions = { tests: false, config: false };

/**
 * How much of the workspace the first prompt shows: only the files that the task is about, these with the types that
 * they use, or also the code around them.
 */
export const RECIPES = ['focus', 'types', 'related'] as const;
export type Recipe = (typeof RECIPES)[number];

/** What the person asked for. The journal keeps all of it, so that the run can be repeated. */
export const taskSchema = z.object({
  /** `fix`: make failing tests and type errors pass; `generate`: everything else. */
  kind: z.enum(['generate', 'fix']),
  /** The person's words; for a fix they may be empty. */
  text: z.string(),
  /** Workspace-relative paths in focus. */
  files: z.array(z.string()).readonly(),
  /** Workspace-relative paths that are open in editors beside those: what the person looked at may matter. */
  open: z.array(z.string()).readonly().optional(),
  /** The selected lines, 1-based and inclusive. */
  selection: z
    .object({
      path: z.string(),
      startLine: z.number().int().nonnegative(),
      endLine: z.number().int().nonnegative(),
    })
    .readonly()
    .optional(),
  /** The failing tests to fix; absent: all of them. `path` is the workspace-relative test file. */
  targets: z
    .array(z.object({ path: z.string().optional(), name: z.string() }).readonly())
    .readonly()
    .optional(),
  /** What the person added after earlier runs of this task, oldest first. */
  hints: z.array(z.string()).readonly().optional(),
  /** The run that this one goes on from: it starts from that run's best candidate. */
  continues: z.string().optional(),
  /** The person rejected that candidate although it is green; the last of the hints says why. */
  rejected: z.boolean().optional(),
  /** Journals written before permissions existed have none. */
  allow: permissionsSchema.readonly().default(NO_PERMISSIONS),
});
export type Task = Readonly<z.infer<typeof taskSchema>>;

/** The most candidates with which a run can begin. */
export const MAX_BRANCHES = 5;

const DEFAULT_COST_PER_DAY_USD = 10;

/** The limits of one run. */
export const limitsSchema = z.object({
  maxIterations: z.number().int().positive(),
  maxCalls: z.number().int().positive(),
  /** Input and output tokens of the whole run. */
  maxTokens: z.number().int().positive(),
  maxCostUsd: z.number().positive(),
  /** US dollars of one day, over all runs of the person. Journals written before the limit existed have none. */
  maxCostPerDayUsd: z.number().positive().default(DEFAULT_COST_PER_DAY_USD),
  /** Wall time of the whole run, in milliseconds. */
  timeoutMs: z.number().positive(),
});
export type Limits = Readonly<z.infer<typeof limitsSchema>>;

/** Defaults of the limits; the settings and the command line override them. */
export const DEFAULT_LIMITS: Limits = {
  maxIterations: 6,
  maxCalls: 20,
  maxTokens: 300_000,
  maxCostUsd: 1,
  maxCostPerDayUsd: DEFAULT_COST_PER_DAY_USD,
  timeoutMs: 15 * 60_000,
};
