import { z } from 'zod';
import { evidenceSchema } from './evidence';
import { exchangeSchema } from './looking/exchange';
import { shownPartSchema } from './looking/shown-part';
import { REPLY_FORMATS, STAGES } from './plain/names';
import { OUTCOMES, redTestSchema, STOP_REASONS } from './stop';
import { limitsSchema, RECIPES, taskSchema } from './task';

/** Version of the event format: written on `run-start` and checked when a journal is read back. */
export const EVENT_VERSION = 1;

export const STRATEGIES = ['direct', 'plan-first', 'look-first', 'example-led'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export type ReplyFormat = (typeof REPLY_FORMATS)[number];

export const ACTIONS = ['accept', 'correct', 'fresh-start', 'backtrack', 'branch', 'escalate', 'ask', 'stop'] as const;
export type Action = (typeof ACTIONS)[number];

/** The limits of which a person is told when they come near. */
export const NAMED_LIMITS = ['calls', 'tokens', 'cost', 'cost-per-day', 'time'] as const;
export type NamedLimit = (typeof NAMED_LIMITS)[number];

/** What the person did with a run's change. */
export const SETTLEMENTS = ['accepted', 'discarded', 'reverted'] as const;
export type Settlement = (typeof SETTLEMENTS)[number];

const count = z.number().int().nonnegative();

/** One file of a candidate compared with the snapshot; null means that there is no such file. */
export const changeSchema = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type Change = Readonly<z.infer<typeof changeSchema>>;

export type ShownPart = Readonly<z.infer<typeof shownPartSchema>>;

/** Where an iteration stands among the others. */
const placeShape = {
  /** Of a candidate of a branch: which of how many candidates of which branch, all 1-based. */
  branch: z.object({ id: count, place: count, of: count }).optional(),
  /** The iteration whose candidate it goes on from; absent: it starts from the unchanged workspace. */
  parent: count.optional(),
};
export type Place = Readonly<z.infer<z.ZodObject<typeof placeShape>>>;

const bodies = [
  z.object({
    type: z.literal('run-start'),
    version: z.literal(EVENT_VERSION),
    /** The whole task, so that it can be run again as it was. */
    task: taskSchema,
    /** Absolute path of the workspace folder. */
    workspace: z.string(),
    provider: z.string(),
    model: z.string(),
    limits: limitsSchema,
  }),
  z.object({
    type: z.literal('strategy'),
    strategy: z.enum(STRATEGIES),
    maxIterations: count,
    /** One sentence for a person: what the record says and what was drawn. */
    why: z.string(),
    /** How many recorded runs of this workspace the choice rests on. */
    recordedRuns: count,
    /** How the model is asked to write its change. Absent in older journals: with edits. */
    format: z.enum(REPLY_FORMATS).optional(),
    /** How much of the workspace the first prompt shows. Absent: there was nothing to choose. */
    recipe: z.enum(RECIPES).optional(),
  }),
  z.object({ type: z.literal('iteration-start'), iteration: count, ...placeShape }),
  z.object({
    type: z.literal('context'),
    /** What of the workspace the iteration's prompt shows. */
    parts: z.array(shownPartSchema),
    /** The parts come in addition to those of the iterations before, which the prompt repeats. */
    added: z.boolean(),
  }),
  z.object({
    type: z.literal('call-start'),
    /** 1-based number of the call in the run; its retries share it. */
    call: count,
    purpose: z.enum(['plan', 'generate', 'correct', 'review']),
    model: z.string(),
    /** Estimate made before sending. */
    estimatedInputTokens: count,
  }),
  z.object({
    type: z.literal('call-retry'),
    call: count,
    /** 1-based number of the attempt that failed. */
    attempt: count,
    delayMs: z.number().nonnegative(),
    /** The failure's class, for example `rate-limit`. */
    reason: z.string(),
    message: z.string(),
  }),
  z.object({
    type: z.literal('call-progress'),
    call: count,
    /** `reading`: nothing of the answer has arrived yet. `writing`: it begins to arrive after such a wait. */
    phase: z.enum(['reading', 'writing']),
    /** Since the attempt began. */
    ms: z.number().nonnegative(),
  }),
  z.object({
    type: z.literal('call-end'),
    call: count,
    ok: z.boolean(),
    attempts: count,
    inputTokens: count,
    outputTokens: count,
    cachedInputTokens: count,
    costUsd: z.number().nonnegative(),
    /** False when the model's price is not known: `costUsd` is then 0 and means nothing. */
    priced: z.boolean(),
    ms: z.number().nonnegative(),
    /** Class of the failure when `ok` is false. */
    reason: z.string().optional(),
    message: z.string().optional(),
  }),
  exchangeSchema,
  z.object({
    type: z.literal('limit-near'),
    limit: z.enum(NAMED_LIMITS),
    /** Calls, tokens, US dollars or milliseconds. */
    used: z.number().nonnegative(),
    max: z.number().positive(),
    /** For a person. */
    message: z.string(),
  }),
  z.object({
    type: z.literal('tool-call'),
    /** 1-based number of the tool call in the run; its result has the same. */
    id: count,
    /** Number of the model call whose reply makes it. */
    call: count,
    tool: z.string(),
    /** The arguments as the model wrote them, cut if they are long, without what looks like a secret. */
    input: z.string(),
  }),
  z.object({
    type: z.literal('tool-result'),
    id: count,
    tool: z.string(),
    /** False when the tool could not do what was asked. */
    ok: z.boolean(),
    /** What was looked at, in one line for a person. */
    summary: z.string(),
    /** What the model was told, cut if it is long, without what looks like a secret. */
    text: z.string(),
    /** Estimated, of the whole answer. */
    tokens: count,
    ms: z.number().nonnegative(),
  }),
  z.object({
    type: z.literal('candidate'),
    iteration: count,
    files: z.array(z.string()),
    /** Content hash of the candidate. */
    hash: z.string(),
    changes: z.array(changeSchema),
    ...placeShape,
  }),
  z.object({ type: z.literal('quick-fix'), path: z.string(), description: z.string() }),
  z.object({ type: z.literal('stage-start'), stage: z.enum(STAGES) }),
  z.object({
    type: z.literal('stage-end'),
    stage: z.enum(STAGES),
    ok: z.boolean(),
    ms: z.number().nonnegative(),
    evidence: z.array(evidenceSchema),
    /** Findings that don't count against the candidate. */
    told: z.array(evidenceSchema).optional(),
    /** What was checked, and how, in words: compiler version and projects, test command and runner. */
    checked: z.string(),
  }),
  z.object({ type: z.literal('verdict'), ok: z.boolean(), stage: z.enum(STAGES), summary: z.string() }),
  z.object({
    type: z.literal('decision'),
    /** Older journals say `restart` for a fresh start. */
    action: z.preprocess((action) => (action === 'restart' ? 'fresh-start' : action), z.enum(ACTIONS)),
    why: z.string(),
    /** What was red, after how many attempts: the move counts for this situation. Absent in older journals. */
    situation: z.string().optional(),
  }),
  /** What the person added while the run worked: the next call of a model is the first to know it. */
  z.object({ type: z.literal('hint'), text: z.string() }),
  z.object({ type: z.literal('pause') }),
  z.object({
    type: z.literal('resume'),
    /** How long the run was paused. */
    ms: z.number().nonnegative(),
  }),
  z.object({
    type: z.literal('run-end'),
    outcome: z.enum(OUTCOMES),
    reason: z.enum(STOP_REASONS),
    /** What happened and why, for a person. */
    message: z.string(),
    /** What the person can do next. */
    next: z.string(),
    iterations: count,
    calls: count,
    inputTokens: count,
    outputTokens: count,
    costUsd: z.number().nonnegative(),
    priced: z.boolean(),
    ms: z.number().nonnegative(),
    files: z.array(z.string()),
    /** Hash of the accepted or best candidate, which is not always the last one. */
    hash: z.string().optional(),
    /** Of the reason `red-as-before`: what fails exactly as before. */
    left: z.array(redTestSchema).optional(),
  }),
  z.object({
    type: z.literal('settled'), // After the end of a run, perhaps days later; the last one counts.
    how: z.enum(SETTLEMENTS),
    /** The files that were written; those that the person had edited since are not reverted. */
    files: z.array(z.string()),
    /**
     * Of `accepted`: the texts that are not the run's, because saving changed them or they were merged with the
     * person's edits (`before`: what such a file was), and which share of the change the person edited soon after.
     */
    saved: z.array(z.object({ path: z.string(), text: z.string(), before: z.string().optional() })).optional(),
    edited: z.number().min(0).max(1).optional(),
  }),
] as const;

/** An event as the parts of the engine publish it; the run adds `runId` and `at`. */
export type EventBody = Readonly<z.infer<(typeof bodies)[number]>>;
export type EventOf<T extends EventBody['type']> = Extract<EventBody, { type: T }> & {
  readonly runId: string;
  readonly at: string;
};
/** As listeners get it. `at` is ISO 8601. */
export type RunEvent = { [T in EventBody['type']]: EventOf<T> }[EventBody['type']];
export type Emit = (event: EventBody) => void;
const stamp = { runId: z.string(), at: z.iso.datetime() };
const [runStart, ...others] = bodies;

/** Reads one event back: unknown fields are dropped, an unknown type is an error. */
export const eventSchema = z.discriminatedUnion('type', [
  runStart.extend(stamp),
  ...others.map((body) => z.object({ ...body.shape, ...stamp })),
]) as unknown as z.ZodType<RunEvent>;
