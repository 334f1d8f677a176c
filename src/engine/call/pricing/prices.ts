import { calcPrice } from '@pydantic/genai-prices';
import type { PriceOf } from '../ports';

/**
 * US dollars for a call's whole usage, from the price list of `@pydantic/genai-prices` that is
 * bundled with this version; undefined for a model or provider the list does not know (a local
 * model, the scripted one), whatever its name.
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

/** Characters of English text or code that make one token, by OpenAI's rule of thumb ("1 token ~= 4 chars"). */
const CHARACTERS_PER_TOKEN = 4;

/**
 * A text's tokens before it is sent, rounded up. Source of the rule: OpenAI's help page "What are
 * tokens and how to count them" (four characters a token in English); characters outside ASCII count as one
 * token each, so that the estimate errs high. The bill always uses the provider's own counts.
 */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) wide += 1;
  return Math.ceil((text.length - wide) / CHARACTERS_PER_TOKEN + wide);
}
