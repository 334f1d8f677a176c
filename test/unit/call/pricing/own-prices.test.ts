import assert from 'node:assert/strict';
import { ownPriceSchema, withOwnPrices } from '../../../../src/engine/call/pricing/own-prices';
import { priceOf } from '../../../../src/engine/call/pricing/prices';

const USAGE = { inputTokens: 1_000_000, outputTokens: 500_000, cachedInputTokens: 400_000 };

describe('withOwnPrices', () => {
  it("gives a model's price where the person knows it", () => {
    const own = withOwnPrices({ local: { input: 1, output: 4 }, cached: { input: 1, output: 4, cachedInput: 0.5 } });
    assert.equal(own('openai', 'local', USAGE), 3);
    assert.equal(own('openai', 'cached', USAGE), 2.8);
  });

  it('is before the list, and leaves other models to it', () => {
    const own = withOwnPrices({ 'gpt-4o': { input: 0, output: 0 } });
    assert.equal(own('openai', 'gpt-4o', USAGE), 0);
    assert.equal(own('openai', 'gpt-4o-mini', USAGE), priceOf('openai', 'gpt-4o-mini', USAGE));
    assert.equal(own('openai', 'constructor', USAGE), undefined);
    assert.equal(own('openai', '__proto__', USAGE), undefined);
    assert.equal(withOwnPrices(undefined)('openai', 'unknown', USAGE), undefined);
  });

  it('takes only numbers from 0 on', () => {
    for (const wrong of [
      { input: -1, output: 1 },
      { input: 1 },
      { input: '1', output: 1 },
      { input: Number.NaN, output: 1 },
    ])
      assert.equal(ownPriceSchema.safeParse(wrong).success, false);
  });
});
