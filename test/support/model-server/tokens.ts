import type { PromptBlock, UsageCount } from './types';

const TOKEN = /[\p{L}\p{N}_]{1,6}|[^\p{L}\p{N}_\s]|\s{2,}/gu;

/** Tokens of a text as this server counts them: up to six letters of a word, another sign, or a run of spaces. */
export function countTokens(text: string): number {
  return text.match(TOKEN)?.length ?? 0;
}

/** The text's first `limit` tokens. */
export function firstTokens(text: string, limit: number): string {
  let count = 0;
  for (const match of text.matchAll(TOKEN)) {
    count += 1;
    if (count > limit) return text.slice(0, match.index);
  }
  return text;
}

/** Tokens of the shortest prefix that both providers cache. */
const CACHE_MINIMUM = 1024;
/** Blocks before a breakpoint in which Anthropic looks for a prefix that was cached earlier. */
const LOOKBACK = 20;

export interface PromptCache {
  /** Counts a prompt's tokens and those that came from the cache, then puts the prompt into the cache. */
  count(blocks: readonly PromptBlock[], output: string): UsageCount;
}

/**
 * A prompt with breakpoints is cached as Anthropic does it: the longest prefix that was written before and ends at a
 * breakpoint, or at most twenty blocks before one, is read, and the rest up to the last breakpoint is written. A prompt
 * without breakpoints is cached as OpenAI does it: the longest common prefix with an earlier prompt is read, in steps
 * of 128 tokens.
 */
export function createPromptCache(): PromptCache {
  const written = new Set<string>();
  let earlier: string[] = [];

  function readToBreakpoints(blocks: readonly PromptBlock[]): { read: number; write: number } {
    const prefixes = blocks.map((_, index) =>
      blocks
        .slice(0, index + 1)
        .map(({ text }) => text)
        .join(''),
    );
    const breakpoints = blocks.flatMap(({ isCacheBreakpoint }, index) =>
      isCacheBreakpoint && countTokens(prefixes[index] ?? '') >= CACHE_MINIMUM ? [index] : [],
    );
    const reachable = prefixes.filter(
      (prefix, index) => written.has(prefix) && breakpoints.some((at) => index <= at && index >= at - LOOKBACK),
    );
    const read = countTokens(reachable.at(-1) ?? '');
    for (const at of breakpoints) written.add(prefixes[at] ?? '');
    return { read, write: Math.max(0, countTokens(prefixes[breakpoints.at(-1) ?? -1] ?? '') - read) };
  }

  function readCommon(prompt: string): number {
    const common = Math.max(0, ...earlier.map((other) => commonPrefix(other, prompt)));
    earlier = [...earlier.slice(-15), prompt];
    const tokens = countTokens(prompt.slice(0, common));
    return tokens < CACHE_MINIMUM ? 0 : tokens - (tokens % 128);
  }

  return {
    count(blocks, output) {
      const prompt = blocks.map(({ text }) => text).join('');
      const input = countTokens(prompt);
      const hasBreakpoints = blocks.some(({ isCacheBreakpoint }) => isCacheBreakpoint);
      const { read, write } = hasBreakpoints ? readToBreakpoints(blocks) : { read: readCommon(prompt), write: 0 };
      return { input, output: countTokens(output), cacheRead: Math.min(read, input), cacheWrite: write };
    },
  };
}

/** Length of the longest common prefix. */
function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let index = 0; index < end; index += 1) if (a[index] !== b[index]) return index;
  return end;
}
