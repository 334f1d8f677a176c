import { z } from 'zod';
import { ACTIONS, STRATEGIES } from '../contract/events';
import { REPLY_FORMATS } from '../contract/plain/names';
import { RECIPES, type Task } from '../contract/task';
import { byPersonShape, NOTHING_DECIDED } from './by-person';
import { fromEarlierVersions } from './earlier-versions';
import { TRIES } from './tries';

export type TaskKind = Task['kind'];

/**
 * What is chosen by what is learned, each with its own counts, and the options that there are. A move is chosen by loop
 * 2 while a run works; the others before it.
 */
export const OPTIONS = {
  opening: STRATEGIES,
  recipe: RECIPES,
  tries: TRIES,
  format: REPLY_FORMATS,
  move: ACTIONS.filter((action) => action !== 'accept' && action !== 'stop'),
} as const;
export type ChoiceName = keyof typeof OPTIONS;
export const CHOICE_NAMES = Object.keys(OPTIONS) as ChoiceName[];

/**
 * How many situations of each choice are kept, those seen last. With the most that one can hold, all of them together
 * stay below 64 KiB.
 */
export const MAX_SITUATIONS: Readonly<Record<ChoiceName, number>> = {
  opening: 20,
  recipe: 10,
  tries: 10,
  format: 10,
  move: 24,
};
const MAX_NAME = 100;

const weight = z.number().nonnegative().max(1e6);
const count = z.number().int().nonnegative();

/** What is recorded of one option in one situation. */
const tallySchema = z.object({
  /** How often it was taken, without decay. */
  tried: count,
  /** How many of these were solved. */
  solved: count,
  /** Solved and unsolved ones with decay, which choices are based on. */
  successes: weight,
  failures: weight,
  /** Decayed sum of what they cost, in thousands of tokens; divided by `successes + failures` it is the mean cost. */
  cost: weight,
});
export type Tally = Readonly<z.infer<typeof tallySchema>>;

const situationSchema = z.object({
  /** The number of the workspace's recorded run in which it was seen last. */
  seen: count,
  options: z.record(z.string().max(MAX_NAME), tallySchema),
});
export type SituationPatterns = Readonly<z.infer<typeof situationSchema>>;

const situations = (name: ChoiceName) =>
  z
    .record(z.string().max(MAX_NAME), situationSchema)
    .refine((found) => Object.keys(found).length <= MAX_SITUATIONS[name], 'too many situations')
    .transform((found) => withKnownOptions(found, OPTIONS[name]));

const currentSchema = z.object({
  version: z.literal(4),
  /** Recorded runs that taught something. */
  runs: count,
  /** By choice and situation. A situation is what is known when the choice is made, with the model. */
  choices: z.object({
    opening: situations('opening'),
    recipe: situations('recipe'),
    tries: situations('tries'),
    format: situations('format'),
    move: situations('move'),
  }),
  ...byPersonShape,
});

/**
 * What was learned from a workspace's runs, as counts instead of logs, so that the size stays at a few KiB. The journal
 * is the source of truth; patterns can always be rebuilt from it. Those of earlier versions are read as well.
 * Only what a person decided (by-person.ts) is not in the journal; it is kept when the counts are rebuilt.
 */
export const patternsSchema = z.preprocess(fromEarlierVersions, currentSchema);
export type Patterns = Readonly<z.infer<typeof currentSchema>>;

export function emptyPatterns(): Patterns {
  return {
    version: 4,
    runs: 0,
    choices: { opening: {}, recipe: {}, tries: {}, format: {}, move: {} },
    ...NOTHING_DECIDED,
  };
}

/** Store key of a workspace's patterns. The version in it is that of the key, not of the value. */
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

/** The start of a situation's name says what it is; the model's name, which may be anything, is the rest. */
export function situationOf(what: string, model: string): string {
  return `${what} ${model}`.slice(0, MAX_NAME);
}

/** Without what this version does not know, for example from a newer one. */
function withKnownOptions(
  found: Readonly<Record<string, SituationPatterns>>,
  known: readonly string[],
): Record<string, SituationPatterns> {
  return Object.fromEntries(
    Object.entries(found).map(([name, { seen, options }]) => {
      const kept = Object.entries(options).filter(([option]) => known.includes(option));
      return [name, { seen, options: Object.fromEntries(kept) }];
    }),
  );
}
