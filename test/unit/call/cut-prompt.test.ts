import assert from 'node:assert/strict';
import { createRequestAdjustments } from '../../../src/engine/call/adjust/adjustments';
import { callModel } from '../../../src/engine/call/call';
import type { ChatModel, ChatReply, ChatRequest, PromptLimit } from '../../../src/engine/call/ports';
import { estimateRequest } from '../../../src/engine/call/pricing/estimate-request';
import { callDeps, fakeClock, NEVER, REQUEST } from './support';

const requestOf = (tokens: number): ChatRequest => ({
  ...REQUEST,
  maxOutputTokens: 8192,
  messages: [{ role: 'user', content: 'word'.repeat(tokens) }],
});
const reduceContext = (tokens: number) => ({ request: requestOf(tokens - 10), dropped: ['src/long.ts'] });
const isUseful = async ({ text }: ChatReply) => text.includes('useful');

/** A server whose context holds `context` tokens and keeps `kept` of a longer prompt, as Ollama does. */
function serverWith(context: number, kept: number, answer = 'useful', promptLimit?: PromptLimit) {
  const requests: ChatRequest[] = [];
  const model: ChatModel = {
    ...(promptLimit ? { promptLimit } : {}),
    provider: 'openai',
    model: 'qwen',
    endpoint: '127.0.0.1:11434/v1',
    async send(request) {
      requests.push(request);
      const tokens = estimateRequest(request);
      const isCut = tokens > context;
      const usage = { inputTokens: isCut ? kept : tokens, outputTokens: 20, cachedInputTokens: 0 };
      return { text: isCut ? 'Which function do you mean?' : answer, finish: 'stop', usage };
    },
  };
  return { model, requests };
}

async function call(server: ReturnType<typeof serverWith>, tokens: number, more: object = {}) {
  const deps = callDeps(server.model, { reduceContext, isUseful, ...more });
  const result = await callModel(requestOf(tokens), deps, NEVER);
  const told = deps.events.flatMap((event) => (event.type === 'call-retry' ? [event] : []));
  return { result, told, sizes: server.requests.map(estimateRequest) };
}

describe('a prompt that the server cuts', () => {
  it('is said in one sentence with the way out, and made smaller', async () => {
    for (const [context, kept] of [
      [4096, 2050],
      [2048, 2048],
      [8192, 8191],
    ] as const) {
      const { result, told, sizes } = await call(serverWith(context, kept), 13_000);
      assert.ok(result.ok && result.reply.text === 'useful', `${context}`);
      assert.equal(sizes.length, 2);
      assert.equal(told[0]?.reason, 'prompt-cut');
      assert.match(
        told[0]?.message ?? '',
        /^qwen at 127\.0\.0\.1:11434\/v1 read only \d+ of about 13006 tokens of .*num_ctx.*: src\/long\.ts\.$/,
      );
    }
  });

  describe('is remembered for the endpoint and model', () => {
    const target = { provider: 'openai', endpoint: '127.0.0.1:11434/v1', model: 'qwen' };
    const limitOf = (more: object = {}, adjustments = createRequestAdjustments()) =>
      adjustments.forModel({ ...target, ...more }).promptLimit;

    it('by every call, which sends a smaller prompt at once and says so', async () => {
      const adjustments = createRequestAdjustments();
      const first = serverWith(4096, 2050, 'useful', limitOf({}, adjustments));
      assert.equal((await call(first, 13_000)).sizes.length, 2);
      const later = serverWith(4096, 2050, 'useful', limitOf({}, adjustments));
      const { result, told, sizes } = await call(later, 13_000);
      assert.ok(result.ok && result.reply.text === 'useful');
      assert.ok(sizes.length === 1 && (sizes[0] ?? 0) <= 2050, sizes.join());
      assert.match(
        told[0]?.message ?? '',
        /^qwen at 127\.0\.0\.1:11434\/v1 was seen to read only about \d+ tokens .*num_ctx.*: src\/long\.ts\.$/,
      );
      const small = serverWith(4096, 2050, 'useful', limitOf({}, adjustments));
      assert.deepEqual((await call(small, 1000)).told, []);
      for (const more of [{ model: 'llama' }, { endpoint: 'other:11434/v1' }]) {
        const other = serverWith(100_000, 0, 'useful', limitOf(more, adjustments));
        assert.ok(((await call(other, 13_000)).sizes[0] ?? 0) > 13_000);
      }
    });

    it('until the server reads more, or for half an hour', async () => {
      for (const isCounted of [true, false]) {
        const promptLimit = limitOf();
        const clock = fakeClock();
        await call(serverWith(4096, 2050, 'useful', promptLimit), 13_000, { clock });
        if (isCounted) promptLimit.read(4000);
        else await clock.sleep(31 * 60_000, NEVER);
        const grown = serverWith(100_000, 0, 'useful', promptLimit);
        assert.ok(((await call(grown, 13_000, { clock })).sizes[0] ?? 0) > 13_000);
        assert.deepEqual((await call(grown, 13_000, { clock })).told, []);
      }
    });

    it('only if a smaller prompt helped', async () => {
      const promptLimit = limitOf();
      await call(serverWith(10, 1024, 'no idea', promptLimit), 13_000, {
        reduceContext: () => ({ request: requestOf(3000), dropped: [] }),
      });
      assert.equal(promptLimit.tokens(0), undefined);
    });

    it('and sent in full where nothing can be left out', async () => {
      const promptLimit = limitOf();
      await call(serverWith(4096, 2050, 'useful', promptLimit), 13_000);
      const { result, sizes } = await call(serverWith(100_000, 0, 'useful', promptLimit), 13_000, {
        reduceContext: () => undefined,
      });
      assert.ok(result.ok && (sizes[0] ?? 0) > 13_000);
    });
  });

  it('is noticed at a context’s size where the counts are close', async () => {
    const { result, sizes } = await call(serverWith(4096, 4096), 4800);
    assert.ok(result.ok && result.reply.text === 'useful' && sizes.length === 2);
  });

  it('is no matter where the reply can be used, or the counts are close', async () => {
    const counts = serverWith(100_000, 0, 'useful');
    const { result } = await call(counts, 13_000);
    assert.ok(result.ok && counts.requests.length === 1);
    const useless = serverWith(100_000, 0, 'no idea');
    assert.ok((await call(useless, 13_000)).result.ok && useless.requests.length === 1);
    const wellKnown = serverWith(1000, 7000);
    assert.ok((await call(wellKnown, 13_000)).result.ok && wellKnown.requests.length === 1);
    const uncounted = serverWith(1000, 0);
    assert.ok((await call(uncounted, 13_000)).result.ok && uncounted.requests.length === 1);
  });

  it('ends the call with the way out where nothing more can be left out', async () => {
    const always = serverWith(10, 1024);
    const { result, sizes } = await call(always, 13_000, {
      reduceContext: () => ({ request: requestOf(3000), dropped: [] }),
    });
    assert.ok(!result.ok && result.failureClass === 'prompt-cut' && result.reason === 'configuration');
    assert.match(result.message, /read only 1024 of about 3006 tokens.*num_ctx/);
    assert.equal(sizes.length, 4);
  });

  it('is made smaller where prompt and answer fill the context', async () => {
    const { model, requests } = serverWith(100_000, 0);
    const full: ChatModel = {
      ...model,
      async send(request, signal) {
        const reply = await model.send(request, signal);
        const { inputTokens } = reply.usage;
        if (inputTokens < 3000) return reply;
        return { ...reply, text: '', finish: 'length', usage: { ...reply.usage, outputTokens: 4096 - inputTokens } };
      },
    };
    const { result, told } = await call({ model: full, requests }, 3500);
    assert.ok(result.ok && result.reply.text === 'useful');
    assert.match(told[0]?.message ?? '', /filled its context of 4096 tokens: .*num_ctx/);
  });
});
