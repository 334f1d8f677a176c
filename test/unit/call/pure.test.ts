import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addUsage, joinParts, NO_USAGE } from '../../../src/engine/call/continuation';
import { estimateTokens, priceOf } from '../../../src/engine/call/pricing/prices';
import { backoffMs, DEFAULT_RETRY } from '../../../src/engine/call/resilience/backoff';
import { retryAfterMs } from '../../../src/engine/call/resilience/retry-after';

describe('backoff', () => {
  it('stays between what the server asked for and that plus the capped exponential backoff', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.option(fc.integer({ min: 0, max: 3_600_000 }), { nil: undefined }),
        (attempt, random, retryAfterMs) => {
          const ms = backoffMs(attempt, DEFAULT_RETRY, () => random, { retryAfterMs, firstWaitFactor: 1 });
          const upper = Math.min(30_000, 1000 * 2 ** (attempt - 1));
          assert.ok(ms >= (retryAfterMs ?? 0) && ms <= (retryAfterMs ?? 0) + upper);
        },
      ),
    );
  });

  it('uses the whole range (full jitter)', () => {
    const waits = (firstWaitFactor: number) =>
      [0, 0.25, 0.999].map((random) => backoffMs(4, DEFAULT_RETRY, () => random, { firstWaitFactor }));
    assert.deepEqual(waits(1), [0, 2000, 7992]);
    assert.deepEqual(waits(8), [0, 7500, 29_970], 'capped');
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), now);

  it('reads seconds, dates and milliseconds; milliseconds first', () => {
    assert.equal(read({ 'retry-after': '30' }), 30_000);
    assert.equal(read({ 'retry-after': '0.5' }), 500);
    assert.equal(read({ 'retry-after': 'Mon, 23 Nov 2026 12:00:10 GMT' }), 10_000);
    assert.equal(read({ 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }), 0);
    assert.equal(read({ 'retry-after': '30', 'retry-after-ms': '1200' }), 1200);
  });

  it('ignores what it can’t read, and never throws', () => {
    assert.equal(read({}), undefined);
    assert.equal(read({ 'retry-after': 'soon' }), undefined);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = retryAfterMs({ get: (name) => (name === 'retry-after' ? text : null) }, now);
        assert.ok(ms === undefined || ms >= 0);
      }),
    );
  });
});

describe('joining a continued reply', () => {
  it('keeps a repeated end only once, whatever text surrounds it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 12, maxLength: 200 }), fc.string(), (before, repeated, after) => {
        const joined = joinParts(before + repeated, repeated + after);
        assert.ok(joined.length <= (before + repeated + after).length);
        assert.ok(joined.startsWith(before + repeated));
        assert.ok(joined.endsWith(after));
      }),
    );
  });

  it('only concatenates when nothing is repeated', () => {
    assert.equal(joinParts('const total = ', '1 + 2;'), 'const total = 1 + 2;');
    assert.equal(joinParts('}\n', '}\n'), '}\n}\n');
  });

  it('adds up usage', () => {
    const one = { inputTokens: 1, outputTokens: 2, cachedInputTokens: 3, cacheWriteTokens: 4 };
    assert.deepEqual(addUsage(NO_USAGE, one), one);
    assert.deepEqual(addUsage(one, one), {
      inputTokens: 2,
      outputTokens: 4,
      cachedInputTokens: 6,
      cacheWriteTokens: 8,
    });
  });
});

describe('prices and estimates', () => {
  const usage = { inputTokens: 1_000_000, outputTokens: 0, cachedInputTokens: 0 };

  it('include the providers’ models, with cheaper cached input', () => {
    const full = priceOf('openai', 'gpt-4o-mini', usage);
    const cached = priceOf('openai', 'gpt-4o-mini', { ...usage, cachedInputTokens: 900_000 });
    assert.ok(full !== undefined && cached !== undefined && cached < full && full > 0.01 && full < 10);
    assert.ok((priceOf('anthropic', 'claude-sonnet-4-5', usage) ?? 0) > 0);
  });

  it('are undefined for unknown models instead of guessed', () => {
    assert.equal(priceOf('openai', 'my-own-model', usage), undefined);
    assert.equal(priceOf('scripted', 'gpt-4o-mini', usage), undefined);
  });

  it('count four ASCII characters as a token, and every other character as one', () => {
    assert.equal(estimateTokens(''), 0);
    assert.equal(estimateTokens('abcdefgh'), 2);
    assert.equal(estimateTokens('日本語'), 3);
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => estimateTokens(a + b) <= estimateTokens(a) + estimateTokens(b)),
    );
  });
});
