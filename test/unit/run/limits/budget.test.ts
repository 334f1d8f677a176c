import assert from 'node:assert/strict';
import type { Limits } from '../../../../src/engine/contract/task';
import { DEFAULT_LIMITS } from '../../../../src/engine/contract/task';
import { createBudget } from '../../../../src/engine/run/limits/budget';
import { fakeClock } from '../../../support/fakes';

const usage = (inputTokens: number, outputTokens: number) => ({ inputTokens, outputTokens, cachedInputTokens: 0 });
const MODEL = { provider: 'p', model: 'm' };
const ask = { inputTokens: 100, maxOutputTokens: 1000 };

function budget(limits: Partial<Limits>, price: number | null = 0.001) {
  const clock = fakeClock();
  const made = createBudget({
    limits: { ...DEFAULT_LIMITS, ...limits },
    clock,
    priceOf: (_provider, _model, used) => (price === null ? undefined : price * (used.inputTokens + used.outputTokens)),
  });
  return { made, clock };
}

describe('createBudget', () => {
  it('refuses the call over the limit, but not the one at it, nor retries of an open call', () => {
    const { made } = budget({ maxCalls: 1 });
    made.openCall();
    assert.equal(made.refuses(MODEL, ask), undefined);
    assert.equal(made.refuses(MODEL, ask), undefined);
    made.openCall();
    assert.equal(made.refuses(MODEL, ask)?.reason, 'call-budget');
    assert.equal(made.totals().calls, 1, 'a refused call was not made');
  });

  it('refuses a call that needs more tokens than are left', () => {
    const { made } = budget({ maxTokens: 250 });
    assert.equal(made.refuses(MODEL, ask), undefined);
    made.settle(MODEL, usage(120, 40));
    assert.equal(made.remainingTokens(), 90);
    assert.equal(made.refuses(MODEL, ask)?.reason, 'token-budget');
  });

  it('refuses a call that costs more than is left, and says how much is spent', () => {
    const { made } = budget({ maxCostUsd: 0.25 });
    made.settle(MODEL, usage(100, 100));
    const stop = made.refuses(MODEL, ask);
    assert.equal(stop?.reason, 'cost-budget');
    assert.match(stop?.message ?? '', /\$0\.2000 of \$0\.25/);
  });

  it('refuses every call once the time is over', () => {
    const { made, clock } = budget({ timeoutMs: 1000 });
    clock.advance(999);
    assert.equal(made.refuses(MODEL, ask), undefined);
    clock.advance(1);
    assert.equal(made.refuses(MODEL, ask)?.reason, 'time-budget');
  });

  it('says so when a price is unknown, and keeps the other limits', () => {
    const { made } = budget({ maxCostUsd: 0.0001, maxTokens: 150 }, null);
    made.settle(MODEL, usage(10, 10));
    assert.deepEqual(made.totals(), { calls: 0, inputTokens: 10, outputTokens: 10, costUsd: 0, priced: false });
    assert.equal(made.refuses(MODEL, { ...ask, inputTokens: 140 })?.reason, 'token-budget');
  });
});
