// Some servers cut a prompt that is longer than their context without a word, and the model answers what is left of it.
import type { ChatReply, ChatRequest } from '../ports';
import { estimateRequest } from '../pricing/estimate-request';

/** A tokenizer that knows the text well needs no fewer tokens than this share of our estimate. */
const LEAST_SHARE = 0.5;
/** Our estimate is rarely higher than the server's count by more than this factor. */
const ESTIMATE_ERROR = 1.1;
/** Tokens. Servers whose context is smaller can't be used at all, and smaller counts leave out a cached part. */
const LEAST_CONTEXT = 256;
/** Contexts are multiples of this number of tokens, half of them is what Ollama keeps of a longer prompt. */
const CONTEXT_UNIT = 1024;
const NEAR = 16;
/** What a smaller prompt takes of the context that seems to be there; the rest is for the answer. */
const SHARE_OF_CONTEXT = 0.75;

export interface CutPrompt {
  /** What happened and the way out, in one sentence without its full stop. */
  readonly message: string;
  /** The input tokens to aim for, by our estimate. */
  readonly targetTokens: number;
  /** The tokens that the server read, or prompt and answer together, by its own count. */
  readonly counted: number;
}

/** What is said of a prompt that is made smaller because longer ones were cut before. */
export function knownCut(tokens: number): string {
  return `was seen to read only about ${tokens} tokens of longer prompts: ${WAY_OUT}`;
}

/**
 * Whether the server seems to have read only a part of the prompt: by its own count, if the reply can't be used, or
 * because the reply ended where prompt and reply fill a context, and not at the output limit.
 */
export async function findCutPrompt(
  request: ChatRequest,
  reply: ChatReply,
  isUseful: ((reply: ChatReply) => Promise<boolean>) | undefined,
): Promise<CutPrompt | undefined> {
  const estimated = estimateRequest(request);
  const { inputTokens, outputTokens } = reply.usage;
  const filled = inputTokens + outputTokens;
  if (reply.finish === 'length' && outputTokens < request.maxOutputTokens / ESTIMATE_ERROR && isContextSize(filled)) {
    return {
      message: `stopped where prompt and answer filled its context of ${filled} tokens: ${WAY_OUT}`,
      targetTokens: Math.floor(Math.min(estimated, inputTokens) / 2),
      counted: filled,
    };
  }
  if (!isFarBelow(inputTokens, estimated) || (await isUseful?.(reply)) !== false) return undefined;
  const counts = `${inputTokens} of about ${estimated} tokens`;
  return {
    message: `read only ${counts} of the prompt, and its reply can't be used: ${WAY_OUT}`,
    targetTokens: Math.floor(Math.min(inputTokens, estimated) * SHARE_OF_CONTEXT),
    counted: inputTokens,
  };
}

const WAY_OUT =
  'give it a larger context, for Ollama by num_ctx or OLLAMA_CONTEXT_LENGTH, for other servers by the context length ' +
  'with which they load the model';

function isFarBelow(inputTokens: number, estimated: number): boolean {
  if (inputTokens < LEAST_CONTEXT) return false;
  return (
    inputTokens < estimated * LEAST_SHARE || (isContextSize(inputTokens) && inputTokens * ESTIMATE_ERROR < estimated)
  );
}

function isContextSize(tokens: number): boolean {
  const rest = tokens % CONTEXT_UNIT;
  return tokens >= CONTEXT_UNIT - NEAR && Math.min(rest, CONTEXT_UNIT - rest) <= NEAR;
}
