import { type Body, LIMIT_FIELDS } from './fields';
import type { Refusal } from './refusal';

/** What is known of the limits of a model at an endpoint. */
export interface KnownLimits {
  /** The most output tokens that may be asked for. */
  readonly maxOutput?: number | undefined;
  /** Prompt and reply together. */
  readonly context?: number | undefined;
  /** Tokens of the prompt as the server counts them, for each one of our estimate. */
  readonly tokensPerEstimated?: number | undefined;
}

/** Output tokens below which an answer is not worth asking for; the prompt has to become smaller instead. */
const MIN_OUTPUT = 512;
/** The share of a prompt that may change without a new count. */
const MARGIN = 1.02;

const CONTEXT = new RegExp(
  '(?:context (?:length|window|size) (?:is|of)(?: only)?|`inputs` tokens \\+ `max_new_tokens` must be <=)' +
    '\\s*\\(?(\\d{3,})',
  'i',
);
/** "(1808 in the messages", "has 1500 input tokens", "1808 of text input", "808 tokens from the input messages". */
const PROMPT = new RegExp(
  '(\\d+)\\s*(?:tokens\\s*)?' +
    '(?:in the (?:messages|prompt|input)|(?:prompt|input|`inputs`) tokens|of text input|from the input)',
  'i',
);
const IS_ABOUT_OUTPUT =
  /max_?(?:completion_|output_?|new_)?tokens|max_length|output tokens|completion|in the output|output limit/i;
const IS_TOO_LARGE =
  /too (?:large|high|big|many)|at most|maximum|max(?:imum)? value|exceed|less than|<=|≤|>|range|between|up to/i;

export function limitIn(body: Body): number | undefined {
  const value = LIMIT_FIELDS.map((name) => body[name]).find((each) => typeof each === 'number');
  return typeof value === 'number' ? value : undefined;
}

export function setLimit(body: Body, limit: number): void {
  for (const name of LIMIT_FIELDS) if (typeof body[name] === 'number') body[name] = limit;
}

/**
 * What a refusal teaches about the limits, if the request's output limit was too large for the model, or too large to
 * fit beside the prompt. `estimated` is our estimate of the prompt's tokens.
 */
export function limitsFrom(refusal: Refusal, sent: number, estimated: number): KnownLimits | undefined {
  // "8,192"
  const text = refusal.text.replace(/(\d),(?=\d{3}\b)/g, '$1');
  const context = numberIn(CONTEXT, text);
  if (context !== undefined) {
    const prompt = numberIn(PROMPT, text);
    if (prompt === undefined && !IS_ABOUT_OUTPUT.test(text)) return undefined;
    return { context, tokensPerEstimated: Math.max(0.1, (prompt ?? estimated * 1.2) / Math.max(1, estimated)) };
  }
  if (!IS_ABOUT_OUTPUT.test(text) || !IS_TOO_LARGE.test(text)) return undefined;
  const named = [...text.matchAll(/(\d+)(\s*\(exclusive\))?/g)].map(
    ([, digits, exclusive]) => Number(digits) - (exclusive === undefined ? 0 : 1),
  );
  const smaller = named.filter((number) => number < sent);
  const maxOutput = Math.max(...smaller.filter((number) => number >= MIN_OUTPUT / 2));
  return Number.isFinite(maxOutput) ? { maxOutput } : undefined;
}

/** The limit to send for a prompt of `estimated` tokens; never above `wanted`. */
export function fittingLimit(wanted: number, estimated: number, known: KnownLimits): number {
  const { maxOutput = wanted, context, tokensPerEstimated = 1 } = known;
  const beside = context === undefined ? wanted : context - Math.ceil(estimated * tokensPerEstimated * MARGIN) - 16;
  return Math.min(wanted, maxOutput, Math.max(MIN_OUTPUT, beside));
}

/** True if an answer of a useful length fits beside the prompt. */
export function hasRoom(estimated: number, { context, tokensPerEstimated = 1 }: KnownLimits): boolean {
  return context === undefined || context - estimated * tokensPerEstimated * MARGIN >= MIN_OUTPUT + 16;
}

function numberIn(pattern: RegExp, text: string): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
