import assert from 'node:assert/strict';
import { callModel } from '../../../src/engine/call/call';
import type { ChatModel, ChatReply, ChatRequest } from '../../../src/engine/call/ports';
import { FAILURE_CLASSES, type FailureClass, ModelError, POLICIES } from '../../../src/engine/call/resilience/failure';
import { callDeps, fakeClock, modelAt, NEVER, REQUEST, withServer } from './support';

const USAGE = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 0 };
const GOOD: ChatReply = { text: 'fine', finish: 'stop', usage: USAGE };

/** Returns or throws the steps in order, then repeats the last one. */
function modelOf(...steps: readonly (ChatReply | ModelError)[]): ChatModel & { readonly requests: ChatRequest[] } {
  const requests: ChatRequest[] = [];
  return {
    provider: 'openai',
    model: 'm',
    endpoint: 'host/v1',
    requests,
    async send(request) {
      requests.push(request);
      const step = steps[Math.min(requests.length, steps.length) - 1];
      if (step === undefined || step instanceof ModelError) throw step;
      return step;
    },
  };
}

const fails = (failureClass: FailureClass, details = {}) =>
  new ModelError(failureClass, `it is ${failureClass}`, details);

describe('callModel', () => {
  it('returns the first good reply, settles its usage and publishes the events', async () => {
    const deps = callDeps(modelOf(GOOD));
    assert.deepEqual(await callModel(REQUEST, deps, NEVER), { ok: true, reply: GOOD });
    assert.deepEqual(deps.settled, [USAGE]);
    assert.deepEqual(
      deps.events.map(({ type }) => type),
      ['call-start', 'call-end'],
    );
    assert.deepEqual(deps.events[1], {
      type: 'call-end',
      call: 1,
      ok: true,
      attempts: 1,
      inputTokens: 10,
      outputTokens: 5,
      cachedInputTokens: 0,
      costUsd: 0.015,
      priced: true,
      ms: 0,
    });
  });

  it('publishes every failed attempt that is retried, with its class and wait', async () => {
    const deps = callDeps(modelOf(fails('overloaded'), fails('server-error'), GOOD));
    const result = await callModel(REQUEST, deps, NEVER);
    assert.equal(result.ok, true);
    const retries = deps.events.filter((event) => event.type === 'call-retry');
    assert.deepEqual(
      retries.map(({ attempt, reason, delayMs }) => ({ attempt, reason, delayMs })),
      [
        { attempt: 1, reason: 'overloaded', delayMs: 500 },
        { attempt: 2, reason: 'server-error', delayMs: 1000 },
      ],
    );
    const end = deps.events.at(-1);
    assert.ok(end?.type === 'call-end' && end.attempts === 3 && end.ms === 1500);
  });

  for (const failureClass of FAILURE_CLASSES) {
    const { action, attempts, reason } = POLICIES[failureClass];
    const tries = action === 'retry' ? `is tried ${attempts} times` : 'is never retried';
    it(`${failureClass} ${tries}, then ends as ${reason}`, async () => {
      const model = modelOf(fails(failureClass));
      const deps = callDeps(model);
      const result = await callModel(REQUEST, deps, NEVER);
      assert.ok(!result.ok);
      assert.equal(model.requests.length, action === 'retry' ? attempts : 1);
      assert.equal(result.reason, reason);
      assert.equal(result.failureClass, failureClass);
      assert.ok(result.message.includes(`it is ${failureClass}`) && result.next.length > 10);
      const end = deps.events.at(-1);
      assert.ok(end?.type === 'call-end' && !end.ok && end.reason === failureClass);
    });
  }

  it('waits as long as Retry-After says, even beyond the cap', async () => {
    const clock = fakeClock(0);
    await callModel(REQUEST, callDeps(modelOf(fails('rate-limit', { retryAfterMs: 45_000 }), GOOD), { clock }), NEVER);
    assert.deepEqual(clock.slept, [45_000]);
  });

  it('does not start a wait that is longer than the call may take', async () => {
    const model = modelOf(fails('rate-limit', { retryAfterMs: 3_600_000 }));
    const clock = fakeClock(0);
    const result = await callModel(REQUEST, callDeps(model, { clock }), NEVER);
    assert.ok(!result.ok && /3600 s/.test(result.message), JSON.stringify(result));
    assert.deepEqual([model.requests.length, clock.slept], [1, []]);
  });

  it('stops at the time limit', async () => {
    const model = modelOf(fails('overloaded'));
    const clock = fakeClock(1);
    await callModel(
      REQUEST,
      callDeps(model, { clock, retry: { maxAttempts: 100, maxElapsedMs: 10_000, baseMs: 1000, capMs: 30_000 } }),
      NEVER,
    );
    assert.deepEqual(clock.slept, [1000, 2000, 4000]);
  });

  it('settles the usage of failed attempts', async () => {
    const deps = callDeps(
      modelOf(fails('stream-broken', { usage: { inputTokens: 7, outputTokens: 1, cachedInputTokens: 0 } }), GOOD),
    );
    await callModel(REQUEST, deps, NEVER);
    const end = deps.events.at(-1);
    assert.ok(end?.type === 'call-end' && end.inputTokens === 17 && end.outputTokens === 6);
    assert.equal(deps.settled.length, 2);
  });

  it('checks the budget before each attempt and stops when it refuses one', async () => {
    const model = modelOf(fails('overloaded'));
    let checks = 0;
    const spending = {
      refuses: () => {
        checks += 1;
        return checks === 3 ? ({ reason: 'cost-budget', message: 'no money left' } as const) : undefined;
      },
      settle: () => undefined,
      remainingTokens: () => 1_000_000,
    };
    const deps = callDeps(model, { spending });
    const result = await callModel(REQUEST, deps, NEVER);
    assert.ok(!result.ok && result.reason === 'cost-budget' && result.message === 'no money left');
    assert.equal(model.requests.length, 2);
    assert.ok(deps.events.at(-1)?.type === 'call-end');
  });

  it('retries immediately when the user asks for it during a wait', async () => {
    const clock = {
      ...fakeClock(),
      sleep: (_ms: number, signal: AbortSignal) =>
        new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const result = await callModel(
      REQUEST,
      callDeps(modelOf(fails('overloaded'), GOOD), { clock, retryNow: async () => undefined }),
      NEVER,
    );
    assert.equal(result.ok, true);
  });

  it('can be cancelled during a wait and during an attempt', async () => {
    for (const over of [{}, { retryNow: () => new Promise<void>(() => undefined) }]) {
      const controller = new AbortController();
      const clock = {
        ...fakeClock(),
        sleep: (_ms: number, signal: AbortSignal) =>
          new Promise<void>((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            controller.abort();
          }),
      };
      const deps = callDeps(modelOf(fails('overloaded')), { clock, ...over });
      const result = await callModel(REQUEST, deps, controller.signal);
      assert.ok(!result.ok && result.reason === 'cancelled');
      assert.ok(deps.events.at(-1)?.type === 'call-end');
    }
    await withServer(
      () => ({ fault: 'stall' }),
      async (server) => {
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 50);
        const result = await callModel(REQUEST, callDeps(modelAt('chat', server)), controller.signal);
        assert.ok(!result.ok && result.failureClass === 'cancelled');
      },
    );
  });

  it('rejects for bugs', async () => {
    const model: ChatModel = {
      ...modelOf(GOOD),
      send: async () => {
        throw new RangeError('a bug');
      },
    };
    await assert.rejects(callModel(REQUEST, callDeps(model), NEVER), /a bug/);
  });

  it('does not retry a refusal', async () => {
    const model = modelOf({ text: 'I would rather not.', finish: 'refusal', usage: USAGE });
    const result = await callModel(REQUEST, callDeps(model), NEVER);
    assert.ok(!result.ok && result.reason === 'model-refused' && result.message.includes('I would rather not.'));
    assert.equal(model.requests.length, 1);
  });

  it('continues a reply that was cut off from where it stopped', async () => {
    const full = Array.from({ length: 40 }, (_, index) => `export const value${index} = ${index};`).join('\n');
    await withServer(
      ({ messages }) => ({
        text: full.slice(
          messages
            .filter(({ role }) => role === 'assistant')
            .map(({ text }) => text)
            .join('').length,
        ),
      }),
      async (server) => {
        for (const kind of ['chat', 'anthropic'] as const) {
          const deps = callDeps(modelAt(kind, server));
          const result = await callModel({ ...REQUEST, maxOutputTokens: 150 }, deps, NEVER);
          assert.ok(result.ok);
          assert.equal(result.reply.text, full);
          assert.equal(result.reply.finish, 'stop');
          assert.ok(deps.events.some((event) => event.type === 'call-retry' && event.reason === 'cut-off'));
          assert.equal(
            result.reply.usage.outputTokens,
            deps.settled.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
          );
        }
      },
    );
  });

  it('returns the partial reply when the rest can’t be requested, and fails when there is no text', async () => {
    const half: ChatReply = { text: 'half of it', finish: 'length', usage: USAGE };
    const partial = await callModel(REQUEST, callDeps(modelOf(half, fails('authentication'))), NEVER);
    assert.ok(partial.ok && partial.reply.finish === 'length' && partial.reply.text === 'half of it');
    const model = modelOf(half);
    await callModel(REQUEST, callDeps(model), NEVER);
    assert.equal(model.requests.length, 4);
    const withoutText = await callModel(REQUEST, callDeps(modelOf({ ...half, text: '' })), NEVER);
    assert.ok(!withoutText.ok && withoutText.failureClass === 'cut-off');
  });

  it('returns the context limit that the error of a too long prompt names', async () => {
    const result = await callModel(
      REQUEST,
      callDeps(modelOf(fails('context-too-long', { contextLimit: 8192 }))),
      NEVER,
    );
    assert.ok(!result.ok && result.contextLimit === 8192);
  });
});
