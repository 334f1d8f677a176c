import { z } from 'zod';
import type { PriceOf } from '../ports';
import { priceOf } from './prices';

const usdPerMillion = z.number().nonnegative().max(100_000);

/** A model's price in US dollars per million tokens, as the person gave it. */
export const ownPriceSchema = z.strictObject({
  input: usdPerMillion,
  output: usdPerMillion,
  /** Of input read from the provider's prompt cache; absent: as other input. */
  cachedInput: usdPerMillion.optional(),
});
export type OwnPrice = Readonly<z.infer<typeof ownPriceSchema>>;

/** By the model's name, as it is set. */
export type OwnPrices = Readonly<Record<string, OwnPrice>>;

const TOKENS = 1_000_000;

/** Prices with the person's own first: for a model that the list doesn't know, or at another price. */
export function withOwnPrices(own: OwnPrices | undefined): PriceOf {
  return (provider, model, usage) => {
    const price = own !== undefined && Object.hasOwn(own, model) ? own[model] : undefined;
    if (price === undefined) return priceOf(provider, model, usage);
    const cached = usage.cachedInputTokens * (price.cachedInput ?? price.input);
    const fresh = (usage.inputTokens - usage.cachedInputTokens) * price.input;
    return (fresh + cached + usage.outputTokens * price.output) / TOKENS;
  };
}
