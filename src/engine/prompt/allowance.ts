import type { ChatModel } from '../call/ports';
import { contextWindowOf } from '../call/pricing/prices';
import { MOST_TOKENS, USUAL_TOKENS } from './context/room';

/** Longest reply asked for, in tokens; every current model of the providers can write this much. */
const MAX_OUTPUT_TOKENS = 8192;
/** The same after thinking used up that much; enough for the longest thoughts of current models, and then an answer. */
const LARGEST_OUTPUT_TOKENS = 65_536;
/** Tokens of what is red before the run, more of which rarely says more. */
export const EVIDENCE_TOKENS = 4000;
/** Tokens that the first correction may add to what was shown before. */
const WIDEN_TOKENS = 2000;
/** Tokens that the model may look at, with tools, before it answers. */
const LOOK_TOKENS = 6000;
/** A window of so many tokens has room for more of the workspace after failed tries. */
const LARGE_WINDOW = 64_000;
/** After so many failed tries a correction adds no more than the one before. */
const MAX_GROWTH = 3;

/** How many tokens the parts of a run's prompts may have. */
export interface Allowance {
  /** Of a whole prompt; undefined where no host says how much its model reads. */
  readonly inputTokens?: number | undefined;
  /** Of the workspace in the first prompt, at most: a task gets as many as it needs. */
  readonly contextTokens: number;
  /** Of each kind of evidence in the first prompt. */
  readonly evidenceTokens: number;
  /** Of a reply. */
  readonly outputTokens: number;
  /** Of a reply that needs more because the model thinks for long. */
  readonly largestOutputTokens: number;
  /** Of what the model looks at, with tools, before one answer. */
  readonly lookTokens: number;
  /** Of the workspace that a correction adds, after so many failed tries. */
  widenTokens(failedTries: number): number;
}

/** What is known of a model before it is asked. */
export interface KnownModel extends Pick<ChatModel, 'provider' | 'model'> {
  /** What its host says that it reads. */
  readonly inputTokens?: number | undefined;
}

/** The same after asking the models' hosts. */
export async function readAllowance(models: readonly ChatModel[]): Promise<Allowance> {
  const known = models.map(async ({ provider, model, maxInputTokens }) => ({
    provider,
    model,
    inputTokens: await maxInputTokens?.(),
  }));
  return allowanceFor(await Promise.all(known));
}

/**
 * What fits into the smallest window among the models that may answer: a quarter for the workspace, a quarter for the
 * reply, the rest for instructions, evidence and corrections. A model with an unknown window gets what nearly all have
 * room for, and never more of the workspace than usual. A host may give a model less to read than its window has.
 */
export function allowanceFor(models: readonly KnownModel[]): Allowance {
  const limits = models.flatMap(({ inputTokens }) => (inputTokens !== undefined && inputTokens > 0 ? inputTokens : []));
  const windows = models.flatMap(({ provider, model }) => contextWindowOf(provider, model) ?? []);
  const known = [...windows, ...limits];
  const window = known.length > 0 ? Math.min(...known) : undefined;
  const quarter = Math.floor((window ?? Number.POSITIVE_INFINITY) / 4);
  const widen = Math.min(WIDEN_TOKENS, Math.floor(quarter / 4));
  const isLarge = window !== undefined && window >= LARGE_WINDOW;
  return {
    inputTokens: limits.length > 0 ? Math.min(...limits) : undefined,
    contextTokens: Math.min(window === undefined ? USUAL_TOKENS : MOST_TOKENS, quarter),
    evidenceTokens: Math.min(EVIDENCE_TOKENS, quarter),
    outputTokens: Math.min(MAX_OUTPUT_TOKENS, quarter),
    largestOutputTokens: Math.min(LARGEST_OUTPUT_TOKENS, 2 * quarter),
    lookTokens: Math.min(LOOK_TOKENS, Math.floor(quarter / 2)),
    widenTokens: (failedTries) => widen * (isLarge ? Math.min(MAX_GROWTH, Math.max(1, failedTries)) : 1),
  };
}
