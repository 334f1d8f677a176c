import type { PromptBlock, UsageCount } from './types';

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
/** Blocks before a mark in which Anthropic looks for an earlier cached prefix. */
const LOOKBACK = 20;

export interface PromptCache {
  /** Counts a prompt, and what of it came from the cache; then puts it into the cache. */
  count(blocks: readonly PromptBlock[], output: string): UsageCount;
}

/**
 * With marks, as Anthropic does: the longest prefix that was written before and ends at a mark or at most twenty blocks
 * before one is read, the rest up to the last mark is written. Without, as OpenAI does: the longest common
 * prefix with an earlier prompt, in steps of 128 tokens.
 */
export function createPromptCache(): PromptCache {
  const written = new Set<string>();
  let earlier: string[] = [];

  function readMarked(blocks: readonly PromptBlock[]): { read: number; write: number } {
    const prefixes = blocks.map((_, index) =>
      blocks
        .slice(0, index + 1)
        .map(({ text }) => text)
        .join(''),
    );
    const marks = blocks.flatMap(({ marked }, index) =>
      marked && countTokens(prefixes[index] ?? '') >= CACHE_MINIMUM ? [index] : [],
    );
    const reachable = prefixes.filter(
      (prefix, index) => written.has(prefix) && marks.some((mark) => index <= mark && index >= mark - LOOKBACK),
    );
    const read = countTokens(reachable.at(-1) ?? '');
    for (const mark of marks) written.add(prefixes[mark] ?? '');
    return { read, write: Math.max(0, countTokens(prefixes[marks.at(-1) ?? -1] ?? '') - read) };
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
      const marks = blocks.some(({ marked }) => marked);
      const { read, write } = marks ? readMarked(blocks) : { read: readCommon(prompt), write: 0 };
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
