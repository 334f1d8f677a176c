import type { UsageCount } from './types';

/** Tokens of a text as this server counts them: words of at most six letters, and each sign. */
export function countTokens(text: string): number {
  return text.match(/[\p{L}\p{N}_]{1,6}|[^\p{L}\p{N}_\s]|\s{2,}/gu)?.length ?? 0;
}

/** The text's first `limit` tokens. */
export function firstTokens(text: string, limit: number): string {
  let count = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}_]{1,6}|[^\p{L}\p{N}_\s]|\s{2,}/gu)) {
    count += 1;
    if (count > limit) return text.slice(0, match.index);
  }
  return text;
}

/** The shortest prefix that both providers cache. */
const CACHE_MINIMUM = 1024;

export interface PromptCache {
  /** Counts a prompt, and what of it came from the cache; then puts it into the cache. */
  count(parts: readonly string[], output: string): UsageCount;
}

/**
 * With marks (several parts): the longest marked prefix seen before is read, the rest up to the last
 * mark is written, as Anthropic does. Without (one part): the longest common prefix with an earlier
 * prompt in steps of 128 tokens, as OpenAI does.
 */
export function createPromptCache(): PromptCache {
  const marked = new Set<string>();
  let earlier: string[] = [];

  function readMarked(parts: readonly string[]): { read: number; write: number } {
    const prefixes = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join(''));
    const long = prefixes.filter((prefix) => countTokens(prefix) >= CACHE_MINIMUM);
    const hit = long.filter((prefix) => marked.has(prefix)).at(-1);
    for (const prefix of long) marked.add(prefix);
    const read = hit === undefined ? 0 : countTokens(hit);
    return { read, write: Math.max(0, countTokens(long.at(-1) ?? '') - read) };
  }

  function readCommon(prompt: string): number {
    const common = Math.max(0, ...earlier.map((other) => commonPrefix(other, prompt)));
    earlier = [...earlier.slice(-15), prompt];
    const tokens = countTokens(prompt.slice(0, common));
    return tokens < CACHE_MINIMUM ? 0 : tokens - (tokens % 128);
  }

  return {
    count(parts, output) {
      const input = countTokens(parts.join(''));
      const { read, write } = parts.length > 1 ? readMarked(parts) : { read: readCommon(parts[0] ?? ''), write: 0 };
      return { input, output: countTokens(output), cacheRead: Math.min(read, input), cacheWrite: write };
    },
  };
}

/** Length of the longest common prefix. */
export function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let index = 0; index < end; index += 1) if (a[index] !== b[index]) return index;
  return end;
}
