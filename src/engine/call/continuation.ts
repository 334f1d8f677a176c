import type { ChatReply, ChatRequest, Usage } from './ports';

const CONTINUE_INSTRUCTION = [
  'Your reply was cut off by the output limit.',
  'Continue exactly where it stopped, in the middle of the line or word if it stopped there.',
  'Repeat nothing, add no introduction, and do not open a code fence that is already open.',
].join(' ');

/** Returns the request for the rest of a reply that was cut off after `soFar`. */
export function continueRequest(request: ChatRequest, soFar: string): ChatRequest {
  return {
    ...request,
    messages: [
      ...request.messages,
      { role: 'assistant', content: soFar },
      { role: 'user', content: CONTINUE_INSTRUCTION },
    ],
  };
}

/** Characters. A shorter overlap is more likely code that really occurs twice. */
const MIN_OVERLAP = 12;
const MAX_OVERLAP = 2000;

/**
 * Joins both parts. Models often begin a continuation by repeating the last line or two of the first part, so the
 * longest suffix of `first` that is also a prefix of `rest` is kept only once.
 */
export function joinParts(first: string, rest: string): string {
  for (let length = Math.min(first.length, rest.length, MAX_OVERLAP); length >= MIN_OVERLAP; length -= 1) {
    if (first.endsWith(rest.slice(0, length))) return first + rest.slice(length);
  }
  return first + rest;
}

export function joinReplies(first: ChatReply, rest: ChatReply): ChatReply {
  return { ...rest, text: joinParts(first.text, rest.text), usage: addUsage(first.usage, rest.usage) };
}

export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteTokens: (a.cacheWriteTokens ?? 0) + (b.cacheWriteTokens ?? 0),
  };
}
