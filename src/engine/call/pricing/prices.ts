import { calcPrice } from '@pydantic/genai-prices';
import type { PriceOf } from '../ports';

/**
 * Returns the cost of a call's usage in US dollars, from the price list of `@pydantic/genai-prices` that is bundled
 * with this version. Returns undefined for models and providers that are not in the list, such as local models.
 */
export const priceOf: PriceOf = (provider, model, usage) =>
  calcPrice(
    {
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      cache_read_tokens: usage.cachedInputTokens,
      cache_write_tokens: usage.cacheWriteTokens ?? 0,
    },
    model,
    { providerId: provider },
  )?.total_price;

/**
 * Returns how many tokens a model's input and output may have together, from the same list; undefined for models that
 * are not in it, such as local ones.
 */
export function contextWindowOf(provider: string, model: string): number | undefined {
  return calcPrice({ input_tokens: 0, output_tokens: 0 }, model, { providerId: provider })?.model.context_window;
}

/** Characters of English text or code per token, by OpenAI's rule of thumb ("1 token ~= 4 chars"). */
const CHARACTERS_PER_TOKEN = 4;

/**
 * Estimates the number of tokens in a text, rounded up. Source: OpenAI's help page "What are tokens and how to count
 * them" (four characters per token in English). Characters outside ASCII count as one token each, so that the estimate
 * errs on the high side. What is billed always comes from the provider's own counts.
 */
export function estimateTokens(text: string): number {
  let nonAscii = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) nonAscii += 1;
  return Math.ceil((text.length - nonAscii) / CHARACTERS_PER_TOKEN + nonAscii);
}
