import assert from 'node:assert/strict';
import fc from 'fast-check';
import { callModel } from '../../../../src/engine/call/call';
import type { ChatModel, ChatReply } from '../../../../src/engine/call/ports';
import { createCircuitBreakers, DEFAULT_BREAKER_LIMITS } from '../../../../src/engine/call/resilience/circuit-breaker';
import { ModelError } from '../../../../src/engine/call/resilience/failure';
import { callDeps, fakeClock, NEVER, REQUEST } from '../support';

const DOWN = new ModelError('overloaded', 'it is overloaded');
const REPLY: ChatReply = {
  text: 'fine',
  finish: 'stop',
  usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
};

function modelThat(send: () => ChatReply | ModelError, name = 'm'): ChatModel & { readonly sent: { count: number } } {
  const sent = { count: 0 };
  return {
    provider: 'openai',
    model: name,
    endpoint: 'host/v1',
    sent,
    async send() {
      sent.count += 1;
      const step = send();
      if (step instanceof ModelError) throw step;
      return step;
    },
  };
}

/** A clock whose sleepers wake in order while the test advances the time. */
function steppedClock() {
  const sleepers: { at: number; wake: () => void }[] = [];
  let now = 0;
  return {
    now: () => now,
    random: () => 0.5,
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        sleepers.push({ at: now + ms, wake: resolve });
      }),
    async runUntilIdle(): Promise<void> {
      for (;;) {
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (!next) return;
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}

describe('circuit breaker', () => {
  it('opens after consecutive failures, allows one probe, and closes when the probe succeeds', () => {
    const clock = { ...fakeClock(0) };
    let now = 0;
    clock.now = () => now;
    const breaker = createCircuitBreakers(clock).forModel(modelThat(() => REPLY));
    for (let index = 0; index < DEFAULT_BREAKER_LIMITS.failureThreshold; index += 1) {
      assert.equal(breaker.requiredWait(false), undefined);
      breaker.startAttempt(false)(DOWN);
    }
    assert.deepEqual(breaker.requiredWait(false), { reason: 'circuit-open', ms: 10_000, cause: 'it is overloaded' });
    now += 10_000;
    assert.equal(breaker.requiredWait(false), undefined);
    const probe = breaker.startAttempt(false);
    assert.equal(breaker.requiredWait(false)?.reason, 'circuit-open', 'only one probe at a time');
    probe(DOWN);
    assert.equal(breaker.requiredWait(false)?.ms, 20_000, 'a failed probe doubles the time');
    now += 20_000;
    breaker.startAttempt(false)('reply');
    assert.equal(breaker.requiredWait(false), undefined);
  });

  it('is not kept open by an aborted probe, and does not open for failures that are no outage', () => {
    const clock = fakeClock(0);
    const breaker = createCircuitBreakers(clock).forModel(modelThat(() => REPLY));
    for (let index = 0; index < 50; index += 1) breaker.startAttempt(false)(new ModelError('authentication', 'no'));
    assert.equal(breaker.requiredWait(false), undefined);
    for (let index = 0; index < 5; index += 1) breaker.startAttempt(false)(DOWN);
    void clock.sleep(10_000, NEVER);
    breaker.startAttempt(false)('aborted');
    assert.equal(breaker.requiredWait(false), undefined, 'the next caller probes');
  });

  it('exists once per provider, endpoint and model', () => {
    const breakers = createCircuitBreakers(fakeClock());
    const one = modelThat(() => REPLY);
    assert.equal(breakers.forModel(one), breakers.forModel({ ...one }));
    for (const other of [{ model: 'n' }, { endpoint: 'other/v1' }, { provider: 'anthropic' }])
      assert.notEqual(breakers.forModel(one), breakers.forModel({ ...one, ...other }));
  });

  it('makes all calls wait until the time that one of them was asked to wait for', () => {
    const breaker = createCircuitBreakers(fakeClock(0)).forModel(modelThat(() => REPLY));
    breaker.startAttempt(false)(new ModelError('rate-limit', 'slow down', { retryAfterMs: 7000 }));
    assert.deepEqual(breaker.requiredWait(false), { reason: 'rate-limit', ms: 7000, cause: 'slow down' });
  });
});

describe('retry budget', () => {
  it('never allows more retries than a tenth of the other attempts plus the reserve, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 400 }), (attempts) => {
        const breaker = createCircuitBreakers(fakeClock()).forModel(modelThat(() => REPLY));
        let others = 0;
        let retries = 0;
        for (const isRetry of attempts) {
          if (breaker.requiredWait(isRetry)) continue;
          breaker.startAttempt(isRetry)('reply');
          if (isRetry) retries += 1;
          else others += 1;
          assert.ok(retries <= DEFAULT_BREAKER_LIMITS.retryReserve + DEFAULT_BREAKER_LIMITS.retryRatio * others + 1);
        }
      }),
    );
  });

  it('allows retries again as the window slides', async () => {
    const clock = fakeClock(0);
    const breaker = createCircuitBreakers(clock).forModel(modelThat(() => REPLY));
    for (let index = 0; index < DEFAULT_BREAKER_LIMITS.retryReserve; index += 1) breaker.startAttempt(true)('reply');
    const wait = breaker.requiredWait(true);
    assert.equal(wait?.reason, 'retry-budget');
    assert.equal(breaker.requiredWait(false), undefined, 'it never delays first attempts');
    await clock.sleep(wait?.ms ?? 0, NEVER);
    assert.equal(breaker.requiredWait(true), undefined);
  });
});

describe('calls that share breakers', () => {
  it('meet an outage with at most 1.1 times the load plus the reserve', async () => {
    const clock = steppedClock();
    const model = modelThat(() => DOWN);
    const breakers = createCircuitBreakers(clock);
    const calls = Array.from({ length: 200 }, () => callModel(REQUEST, callDeps(model, { clock, breakers }), NEVER));
    await clock.runUntilIdle();
    const results = await Promise.all(calls);
    assert.ok(results.every((result) => !result.ok && result.reason === 'model-unavailable'));
    assert.ok(model.sent.count <= 200 * 1.1 + DEFAULT_BREAKER_LIMITS.retryReserve, `${model.sent.count} attempts`);
  });

  it('all succeed when the outage ends', async () => {
    const clock = steppedClock();
    const model = modelThat(() => (clock.now() < 45_000 ? DOWN : REPLY));
    const breakers = createCircuitBreakers(clock);
    const calls = Array.from({ length: 20 }, () => callModel(REQUEST, callDeps(model, { clock, breakers }), NEVER));
    await clock.runUntilIdle();
    assert.ok((await Promise.all(calls)).every(({ ok }) => ok));
  });

  it('name the open circuit as the reason when waiting for it takes too long', async () => {
    const clock = fakeClock(0);
    const breakers = createCircuitBreakers(clock);
    const model = modelThat(() => DOWN);
    for (let index = 0; index < DEFAULT_BREAKER_LIMITS.failureThreshold; index += 1)
      breakers.forModel(model).startAttempt(false)(DOWN);
    const deps = callDeps(model, {
      clock,
      breakers,
      retry: { maxAttempts: 8, maxElapsedMs: 5000, baseMs: 1, capMs: 1 },
    });
    const result = await callModel(REQUEST, deps, NEVER);
    assert.ok(!result.ok && result.failureClass === 'circuit-open' && result.message.includes('it is overloaded'));
    assert.equal(model.sent.count, 0);
  });
});

describe('fallback models', () => {
  it('take over visibly, after fewer attempts at the first model', async () => {
    const first = modelThat(() => DOWN, 'first');
    const second = modelThat(() => REPLY, 'second');
    const deps = callDeps(first, { fallbacks: [second] });
    assert.deepEqual(await callModel(REQUEST, deps, NEVER), { ok: true, reply: REPLY });
    assert.equal(first.sent.count, 3);
    assert.ok(
      deps.events.some(
        (event) => event.type === 'call-retry' && event.message.includes('second at host/v1 takes over'),
      ),
    );
  });

  it('do not take over after failures that another model can’t fix', async () => {
    const second = modelThat(() => REPLY, 'second');
    for (const failureClass of ['authentication', 'bad-request'] as const) {
      const result = await callModel(
        REQUEST,
        callDeps(
          modelThat(() => new ModelError(failureClass, 'no')),
          { fallbacks: [second] },
        ),
        NEVER,
      );
      assert.ok(!result.ok && result.failureClass === failureClass);
    }
    assert.equal(second.sent.count, 0);
  });
});

describe('a prompt that is too long', () => {
  const tooLong = new ModelError('context-too-long', 'too long', { contextLimit: 8000 });
  const long = { ...REQUEST, messages: [{ role: 'user' as const, content: 'x'.repeat(80_000) }] };

  it('is reduced until it fits, and the event says what was left out', async () => {
    const targets: number[] = [];
    const model: ChatModel = {
      ...modelThat(() => REPLY),
      send: async ({ messages }) => {
        if ((messages[0]?.content.length ?? 0) > 20_000) throw tooLong;
        return REPLY;
      },
    };
    const reduceContext = (tokens: number) => {
      targets.push(tokens);
      return {
        request: { ...long, messages: [{ role: 'user' as const, content: 'x'.repeat(tokens * 4) }] },
        dropped: ['src/least.ts'],
      };
    };
    const deps = callDeps(model, { reduceContext });
    const result = await callModel(long, deps, NEVER);
    assert.ok(result.ok);
    assert.equal(targets[0], (8000 - REQUEST.maxOutputTokens) * 0.85);
    assert.ok(
      targets.every((tokens, index) => index === 0 || tokens < (targets[index - 1] ?? 0) * 0.9),
      `${targets}`,
    );
    assert.ok(
      deps.events.some(
        (event) =>
          event.type === 'call-retry' && event.reason === 'context-too-long' && event.message.includes('src/least.ts'),
      ),
    );
  });

  it('fails after three reductions, or when nothing more can be dropped', async () => {
    const model = modelThat(() => tooLong);
    const result = await callModel(
      long,
      callDeps(model, { reduceContext: () => ({ request: long, dropped: [] }) }),
      NEVER,
    );
    assert.ok(!result.ok && result.failureClass === 'context-too-long' && result.contextLimit === 8000);
    assert.equal(model.sent.count, 4);
    const once = modelThat(() => tooLong);
    await callModel(long, callDeps(once, { reduceContext: () => undefined }), NEVER);
    assert.equal(once.sent.count, 1);
  });
});
