import assert from 'node:assert/strict';
import type { EventBody } from '../../../../src/engine/contract/events';
import type { Limits } from '../../../../src/engine/contract/task';
import { DEFAULT_LIMITS } from '../../../../src/engine/contract/task';
import { createBudget } from '../../../../src/engine/run/limits/budget';
import { fakeClock, memoryDay } from '../../../support/fakes';

const usage = (inputTokens: number, outputTokens: number) => ({ inputTokens, outputTokens, cachedInputTokens: 0 });
const MODEL = { provider: 'p', model: 'm' };
const ask = { inputTokens: 100, maxOutputTokens: 1000 };

function budget(limits: Partial<Limits>, price: number | null = 0.001, day = memoryDay()) {
  const clock = fakeClock();
  const events: EventBody[] = [];
  const made = createBudget({
    limits: { ...DEFAULT_LIMITS, ...limits },
    clock,
    day,
    emit: (event) => events.push(event),
    priceOf: (_provider, _model, used) => (price === null ? undefined : price * (used.inputTokens + used.outputTokens)),
  });
  return { made, clock, day, events };
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

  it('counts the money of the day over all runs, with the call under way', () => {
    const { made, day } = budget({ maxCostPerDayUsd: 1 }, 0.001, memoryDay(0.6));
    assert.equal(made.refuses(MODEL, { ...ask, inputTokens: 300 }), undefined);
    assert.equal(day.total().toFixed(2), '0.90', 'reserved before it is sent');
    made.settle(MODEL, usage(300, 50));
    assert.equal(day.total().toFixed(2), '0.95');
    const stop = made.refuses(MODEL, ask);
    assert.equal(stop?.reason, 'cost-budget');
    assert.match(stop?.message ?? '', /\$0\.1000; \$0\.9500 of the \$1 for one day/);
    assert.match(stop?.next ?? '', /per day/);
    assert.equal(day.total().toFixed(2), '0.95', 'a refused call reserves nothing');
  });

  it('gives back what a call that failed without usage had reserved', () => {
    const { made, day } = budget({});
    made.refuses(MODEL, ask);
    made.refuses(MODEL, ask);
    assert.equal(day.total().toFixed(2), '0.10', 'a retry replaces the reservation of the attempt before');
    made.close();
    assert.equal(day.total(), 0);
  });

  it('caps the output by the money that is left', () => {
    const price = 1 / 1024;
    const { made } = budget({ maxCostUsd: 0.25, maxTokens: 10_000 }, price);
    assert.equal(made.outputTokensFor(MODEL, 100), 156);
    assert.equal(budget({ maxTokens: 10_000 }, null).made.outputTokensFor(MODEL, 100), 9_900);
  });

  it('tells each limit once when 80 % of it are spent', () => {
    const { made, events, clock } = budget({ maxTokens: 1000, maxCalls: 5, timeoutMs: 600_000 });
    made.settle(MODEL, usage(700, 90));
    assert.equal(events.length, 0);
    made.settle(MODEL, usage(5, 5));
    made.settle(MODEL, usage(5, 5));
    clock.advance(480_000);
    made.settle(MODEL, usage(1, 1));
    const told = events.map((event) => event.type === 'limit-near' && event.message);
    assert.deepEqual(told, [
      '800 of 1000 tokens are spent.',
      '$0.80 of $1 are spent.',
      '8.0 of 10.0 minutes are over.',
    ]);
  });
});
