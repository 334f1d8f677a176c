import assert from 'node:assert/strict';
import fc from 'fast-check';
import { callModel } from '../../../src/engine/call/call';
import { joinParts } from '../../../src/engine/call/continuation';
import type { ChatModel, ChatReply, ChatRequest, Spending } from '../../../src/engine/call/ports';
import { ModelError } from '../../../src/engine/call/resilience/failure';
import { callDeps, NEVER, REQUEST } from './support';

/** Answers with what `answer` returns, and remembers the requests. */
function modelThat(answer: (request: ChatRequest, index: number) => Partial<ChatReply> | ModelError) {
  const requests: ChatRequest[] = [];
  const model: ChatModel = {
    provider: 'openai',
    model: 'm',
    endpoint: 'host/v1',
    async send(request) {
      requests.push(request);
      const reply = answer(request, requests.length - 1);
      if (reply instanceof ModelError) throw reply;
      const usage = { inputTokens: 10, outputTokens: request.maxOutputTokens, cachedInputTokens: 0 };
      return { text: '', finish: 'length', usage, ...reply };
    },
  };
  return { model, requests };
}

const raise = { raiseOutputLimit: (current: number) => (current < 16_000 ? current * 4 : undefined) };
const limitsOf = (requests: readonly ChatRequest[]) => requests.map(({ maxOutputTokens }) => maxOutputTokens);
const leaving = (tokens: number): Spending => ({
  refuses: () => undefined,
  settle: () => undefined,
  remainingTokens: () => tokens,
});

describe('thinking that uses up the output limit', () => {
  it('is asked again with a larger limit, said so, and paid for', async () => {
    const { model, requests } = modelThat((_, index) => (index === 0 ? {} : { text: 'done', finish: 'stop' }));
    const deps = callDeps(model, raise);
    const result = await callModel(REQUEST, deps, NEVER);
    assert.ok(result.ok && result.reply.text === 'done');
    assert.deepEqual(limitsOf(requests), [1000, 4000]);
    assert.deepEqual(requests[1]?.messages, REQUEST.messages);
    const [told] = deps.events.flatMap((event) => (event.type === 'call-retry' ? [event.message] : []));
    assert.match(told ?? '', /1000 tokens before it wrote any text; asking again with 4000/);
    assert.equal(result.reply.usage.outputTokens, 5000);
  });

  it('is recognised in the text as well', async () => {
    const thought = '<think>\nFirst I look at the function.\nThen';
    const { model, requests } = modelThat((_, i) => (i === 0 ? { text: thought } : { text: 'done', finish: 'stop' }));
    const result = await callModel(REQUEST, callDeps(model, raise), NEVER);
    assert.ok(result.ok && result.reply.text === 'done');
    assert.deepEqual(requests[1]?.messages, REQUEST.messages);
  });

  it('is given up after two larger limits, with the way out', async () => {
    const { model, requests } = modelThat(() => ({}));
    const result = await callModel(REQUEST, callDeps(model, raise), NEVER);
    assert.ok(!result.ok && result.failureClass === 'cut-off');
    assert.deepEqual(limitsOf(requests), [1000, 4000, 16_000]);
    assert.match(result.message, /16000 tokens before it wrote any text/);
    assert.match(result.next, /reasoning effort/);
  });

  it('is given up where a larger limit changed nothing', async () => {
    const usage = { inputTokens: 10, outputTokens: 1000, cachedInputTokens: 0 };
    const { model, requests } = modelThat(() => ({ usage }));
    const result = await callModel(REQUEST, callDeps(model, raise), NEVER);
    assert.ok(!result.ok && result.failureClass === 'cut-off');
    assert.equal(requests.length, 2);
  });

  it('is asked again only within the budget', async () => {
    const some = modelThat((_, index) => (index === 0 ? {} : { text: 'done', finish: 'stop' }));
    await callModel(REQUEST, callDeps(some.model, { ...raise, spending: leaving(2012) }), NEVER);
    const [first, second = 0] = limitsOf(some.requests);
    assert.ok(first === 1000 && second > 1900 && second <= 2000, `${second}`);
    const none = modelThat(() => ({}));
    const result = await callModel(REQUEST, callDeps(none.model, { ...raise, spending: leaving(1100) }), NEVER);
    assert.equal(none.requests.length, 1);
    assert.ok(!result.ok);
    assert.match(result.message, /token limit/);
  });
});

const LINES = Array.from({ length: 60 }, (_, index) => `export const value${index} = ${index * 7};`);
const WHOLE = `Here is the whole file with the change:\n\n\`\`\`ts src/a.ts\n${LINES.join('\n')}\n\`\`\`\n`;
const BLOCKS = [
  'src/a.ts\n<<<<<<< SEARCH\nconst a = 1;\n=======\nconst a = 2;\n>>>>>>> REPLACE\n\n',
  `src/a.ts\n<<<<<<< SEARCH\nconst b = 1;\n=======\n${LINES.join('\n')}\n>>>>>>> REPLACE\n`,
];

describe('a reply that stops in the middle of an edit', () => {
  /** What the call makes of a reply cut at `at` and the continuation `rest`. */
  async function joined(full: string, at: number, rest: string) {
    const { model, requests } = modelThat((_, index) =>
      index === 0 ? { text: full.slice(0, at) } : { text: rest, finish: 'stop' },
    );
    const result = await callModel(REQUEST, callDeps(model), NEVER);
    assert.ok(result.ok);
    assert.equal(requests.length, 2);
    const [, kept] = requests[1]?.messages ?? [];
    assert.equal(kept?.content, full.slice(0, at));
    return result.reply.text;
  }
  const cut = WHOLE.indexOf('value30') + 4;

  it('is continued, wherever it stopped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: WHOLE.length - 1 }), fc.nat(300), (at, repeated) => {
        assert.equal(joinParts(WHOLE.slice(0, at), WHOLE.slice(at)), WHOLE);
        const from = Math.max(0, at - repeated);
        if (at - from >= 40) assert.equal(joinParts(WHOLE.slice(0, at), WHOLE.slice(from)), WHOLE);
      }),
    );
  });

  it('is joined to a repeated end with characters of two units', () => {
    assert.equal(joinParts('one 😀 two 😀 three 😀😀', 'two 😀 three 😀😀 four'), 'one 😀 two 😀 three 😀😀 four');
  });

  it('is not doubled where the model starts over', async () => {
    assert.equal(await joined(WHOLE, cut, WHOLE), WHOLE);
    const other = WHOLE.replace('value9 = 63', 'value9 = 64');
    assert.equal(await joined(WHOLE, cut, other), other);
  });

  it('keeps the edits before the one that the model starts over', async () => {
    const full = BLOCKS.join('');
    const half = full.indexOf('value30') + 4;
    assert.equal(await joined(full, half, BLOCKS[1] ?? ''), full);
    const other = (BLOCKS[1] ?? '').replace('value9 = 63', 'value9 = 64');
    assert.equal(await joined(full, half, other), (BLOCKS[0] ?? '') + other);
  });

  it('takes another edit of the same file for another edit', async () => {
    const [first = '', second = ''] = BLOCKS;
    assert.equal(await joined(first + second, first.length, second), first + second);
  });

  it('does not open the fence a second time', async () => {
    const rest = `\`\`\`ts src/a.ts\n${WHOLE.slice(cut)}`;
    assert.equal(await joined(WHOLE, cut, rest), WHOLE);
    assert.equal(await joined(WHOLE, cut, `Continuing where I stopped:\n\n${rest}`), WHOLE);
  });

  it('is asked for once more with a larger limit where the model only repeats it', async () => {
    const half = WHOLE.slice(0, cut);
    const repeats = modelThat((request) =>
      request.maxOutputTokens > 1000 ? { text: WHOLE, finish: 'stop' } : { text: half },
    );
    const result = await callModel(REQUEST, callDeps(repeats.model, raise), NEVER);
    assert.ok(result.ok && result.reply.text === WHOLE && result.reply.finish === 'stop');
    assert.deepEqual(limitsOf(repeats.requests), [1000, 1000, 4000]);
    const always = modelThat(() => ({ text: half }));
    const partial = await callModel(REQUEST, callDeps(always.model, raise), NEVER);
    assert.ok(partial.ok && partial.reply.finish === 'length');
    assert.ok(always.requests.length <= 4, `${always.requests.length}`);
  });
});
