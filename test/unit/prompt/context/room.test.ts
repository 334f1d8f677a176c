import assert from 'node:assert/strict';
import fc from 'fast-check';
import { estimateTokens } from '../../../../src/engine/call/pricing/prices';
import {
  LEAST_TOKENS,
  MOST_TOKENS,
  type Need,
  roomFor,
  USUAL_TOKENS,
} from '../../../../src/engine/prompt/context/room';
import type { Span } from '../../../../src/engine/prompt/context/suspects/rank-spans';
import { memorySnapshot } from '../../../support/fakes';

const LINES = 2000;
const TEXT = Array.from({ length: LINES }, (_, at) => `export const price${at} = (net: number) => net * ${at};`).join(
  '\n',
);
const PER_LINE = estimateTokens(TEXT) / LINES;
const SNAPSHOT = memorySnapshot({ 'src/prices.ts': TEXT });

/** Declarations of ten lines each, one below the other. */
const spans = (weights: readonly (number | undefined)[]): Span[] =>
  weights.map((weight, at) => ({
    path: 'src/prices.ts',
    startLine: at * 10 + 1,
    endLine: at * 10 + 10,
    why: '',
    weight,
  }));
const roomOf = (weights: readonly (number | undefined)[], need: Partial<Need> = {}) =>
  roomFor({ ranked: spans(weights), given: [], beside: 350, limit: MOST_TOKENS, isSure: true, ...need }, SNAPSHOT);
const times = (count: number, weight: number): number[] => Array.from({ length: count }, () => weight);

const assertNear = (tokens: number, expected: number): void =>
  assert.ok(Math.abs(tokens - expected) < expected * 0.1, `${tokens} instead of ${expected}`);

const anyWeights = fc
  .array(fc.double({ min: 0.001, max: 10, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((weights) => weights.sort((a, b) => b - a));

describe('the room that a task gets', () => {
  it('is the usual one where some code is likely and much is faint', async () => {
    assert.deepEqual(await roomOf([...times(3, 1), ...times(50, 0.3)]), { tokens: USUAL_TOKENS, why: undefined });
  });

  it('is larger for a request that may be about what is red or about something else, up to the limit', async () => {
    const weights = [...times(3, 1), ...times(50, 0.3)];
    const why = 'the request may be about what is red, or about something else';
    const uncertain = { isSure: false, isUncertain: true };
    assert.deepEqual(await roomOf(weights, uncertain), { tokens: USUAL_TOKENS + 4000, why });
    assert.deepEqual(await roomOf(weights, { ...uncertain, limit: 9000 }), { tokens: 9000, why });
  });

  it('is larger where much code is about equally likely', async () => {
    const { tokens, why } = await roomOf([...times(9, 1), ...times(50, 0.3)]);
    assertNear(tokens, 350 + 8 * 90 * PER_LINE);
    assert.equal(why, 'much code is about equally likely');
    assert.equal((await roomOf(times(200, 1))).tokens, MOST_TOKENS);
  });

  it('is smaller where the evidence leaves little else', async () => {
    const { tokens, why } = await roomOf([6, ...times(10, 2), ...times(40, 1)]);
    assertNear(tokens, 350 + 2.2 * 110 * PER_LINE);
    assert.equal(why, 'hardly any other code is likely');
    assert.equal((await roomOf([6, ...times(50, 1)])).tokens, LEAST_TOKENS);
  });

  it('is no smaller where nothing but words say which code it is', async () => {
    const weights = [6, ...times(10, 2), ...times(40, 1)];
    assert.equal((await roomOf(weights, { isSure: false })).tokens, USUAL_TOKENS);
    assert.ok((await roomOf(weights)).tokens < USUAL_TOKENS);
  });

  it('is the usual one where nothing says which code is likelier, and where there is none', async () => {
    assert.deepEqual(await roomOf([undefined, undefined]), { tokens: USUAL_TOKENS, why: undefined });
    assert.deepEqual(await roomOf([]), { tokens: USUAL_TOKENS, why: undefined });
  });

  it('does not say that a small workspace is kept short', async () => {
    const { tokens, why } = await roomOf([1, 0.9, 0.5]);
    assert.ok(tokens < USUAL_TOKENS);
    assert.equal(why, undefined);
  });

  it('has place for what the person named, and for instructions', async () => {
    const [alone] = [await roomOf([6, ...times(50, 1)])];
    const given = spans(times(20, 1)).map((span) => ({ ...span, weight: undefined }));
    assert.ok((await roomOf([6, ...times(50, 1)], { given })).tokens >= alone.tokens + 200 * PER_LINE);
    assert.ok(
      (await roomOf([6, ...times(10, 2)], { beside: 2350 })).tokens > (await roomOf([6, ...times(10, 2)])).tokens,
    );
  });

  it('is never more than the limit, and never smaller with a larger one', async () => {
    const limits = fc.tuple(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 1, max: 30_000 }));
    await fc.assert(
      fc.asyncProperty(anyWeights, limits, async (weights, [a, b]) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        const [less, more] = [await roomOf(weights, { limit: small }), await roomOf(weights, { limit: large })];
        assert.ok(less.tokens <= small && more.tokens <= Math.min(large, MOST_TOKENS));
        assert.ok(less.tokens <= more.tokens);
      }),
    );
  });

  it('is never smaller when more code is as likely as the likeliest', async () => {
    await fc.assert(
      fc.asyncProperty(anyWeights, fc.integer({ min: 1, max: 20 }), async (weights, more) => {
        const wider = [...times(more, weights[0] ?? 1), ...weights];
        assert.ok((await roomOf(wider)).tokens >= (await roomOf(weights)).tokens);
      }),
    );
  });

  it('depends on the ratio of the weights alone', async () => {
    await fc.assert(
      fc.asyncProperty(anyWeights, fc.constantFrom(0.25, 2, 1024), async (weights, factor) => {
        const scaled = weights.map((weight) => weight * factor);
        assert.deepEqual(await roomOf(scaled), await roomOf(weights));
      }),
    );
  });
});
