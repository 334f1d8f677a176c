import type { ChatModel } from '../call/ports';
import { contextWindowOf } from '../call/pricing/prices';
import { CONTEXT_TOKENS } from './context/gather-context';

/** Longest reply asked for, in tokens; every current model of the providers can write this much. */
const MAX_OUTPUT_TOKENS = 8192;
/** The same after thinking used up that much; enough for the longest thoughts of current models, and then an answer. */
const LARGEST_OUTPUT_TOKENS = 65_536;
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
  /** Of the workspace in the first prompt. */
  readonly contextTokens: number;
  /** Of a reply. */
  readonly outputTokens: number;
  /** Of a reply that needs more because the model thinks for long. */
  readonly largestOutputTokens: number;
  /** Of what the model looks at, with tools, before one answer. */
  readonly lookTokens: number;
  /** Of the workspace that a correction adds, after so many failed tries. */
  widenTokens(failedTries: number): number;
}

/**
 * What fits into the smallest window among the models that may answer: a quarter for the workspace, a quarter for the
 * reply, the rest for instructions, evidence and corrections. A model with an unknown window gets what nearly all have
 * room for.
 */
export function allowanceFor(models: readonly Pick<ChatModel, 'provider' | 'model'>[]): Allowance {
  const windows = models.flatMap(({ provider, model }) => contextWindowOf(provider, model) ?? []);
  const window = windows.length > 0 ? Math.min(...windows) : undefined;
  const quarter = Math.floor((window ?? Number.POSITIVE_INFINITY) / 4);
  const widen = Math.min(WIDEN_TOKENS, Math.floor(quarter / 4));
  const isLarge = window !== undefined && window >= LARGE_WINDOW;
  return {
    contextTokens: Math.min(CONTEXT_TOKENS, quarter),
    outputTokens: Math.min(MAX_OUTPUT_TOKENS, quarter),
    largestOutputTokens: Math.min(LARGEST_OUTPUT_TOKENS, 2 * quarter),
    lookTokens: Math.min(LOOK_TOKENS, Math.floor(quarter / 2)),
    widenTokens: (failedTries) => widen * (isLarge ? Math.min(MAX_GROWTH, Math.max(1, failedTries)) : 1),
  };
}
