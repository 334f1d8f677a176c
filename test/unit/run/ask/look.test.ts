import assert from 'node:assert/strict';
import type { ChatModel, ChatReply, ChatRequest } from '../../../../src/engine/call/ports';
import { createCircuitBreakers } from '../../../../src/engine/call/resilience/circuit-breaker';
import type { EventBody } from '../../../../src/engine/contract/events';
import { DEFAULT_LIMITS, type Limits } from '../../../../src/engine/contract/task';
import { allowanceFor } from '../../../../src/engine/prompt/allowance';
import { findSkills } from '../../../../src/engine/prompt/instructions/skills';
import { createAsk } from '../../../../src/engine/run/ask/ask';
import { createBudget } from '../../../../src/engine/run/limits/budget';
import { NO_CHANGE } from '../../../../src/engine/run/progress';
import { createToolbox } from '../../../../src/engine/search/tools/toolbox';
import { searchTexts } from '../../../../src/engine/workspace/search-texts';
import { fakeClock, memoryDay, memorySnapshot } from '../../../support/fakes';

const SECRET = `ghp_${'a1B2'.repeat(9)}`;
const FILES = {
  'src/a.ts': 'export const a = 1;\n',
  'src/key.ts': `export const key = '${SECRET}';\n`,
  ...Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`src/f${at}.ts`, `export const f${at} = ${at};\n`])),
  'src/long.ts': Array.from({ length: 2000 }, (_, at) => `export const value${at} = ${at};`).join('\n'),
};

type Reply = Pick<ChatReply, 'text'> & { readonly calls?: readonly (readonly [name: string, input: unknown])[] };
const read = (path: string) => ['read_file', { path }] as const;

interface Scene {
  /** The model's reply to each request, whose number starts at 0. */
  readonly model: (request: ChatRequest, index: number) => Reply;
  readonly limits?: Partial<Limits>;
  readonly isUseful?: (text: string) => boolean;
  readonly inputTokens?: number;
  /** More files of the workspace. */
  readonly files?: Readonly<Record<string, string>>;
  /** How often the model is asked for an answer. */
  readonly turns?: number;
}

async function play(
  { model, limits, isUseful, inputTokens = 100, files = {}, turns = 1 }: Scene,
  signal = new AbortController().signal,
) {
  const clock = fakeClock();
  const requests: ChatRequest[] = [];
  const events: EventBody[] = [];
  const chat: ChatModel = {
    provider: 'scripted',
    model: 'm',
    endpoint: 'here',
    async send(request, abort) {
      abort.throwIfAborted();
      requests.push(request);
      const { text, calls = [] } = model(request, requests.length - 1);
      const toolCalls = calls.map(([name, input], at) => ({
        id: `${requests.length}-${at}`,
        name,
        input: typeof input === 'string' ? input : JSON.stringify(input),
      }));
      const usage = { inputTokens, outputTokens: 10, cachedInputTokens: 0 };
      return { text, finish: 'stop', usage, ...(toolCalls.length > 0 ? { toolCalls } : {}) };
    },
  };
  const snapshot = memorySnapshot(files, FILES);
  const free = { priceOf: () => 0, day: memoryDay(), emit: () => {} };
  const budget = createBudget({ limits: { ...DEFAULT_LIMITS, ...limits }, clock, ...free });
  const ask = createAsk(
    {
      model: chat,
      allowance: allowanceFor([]),
      priceOf: () => 0,
      clock,
      breakers: createCircuitBreakers(clock),
      emit: (event) => events.push(event),
      toolbox: createToolbox({
        snapshot,
        skills: await findSkills(snapshot),
        lookup: { lookUp: () => Promise.reject(new Error('unused')) },
        searcher: { searchText: (request) => searchTexts(request, async () => {}) },
      }),
    },
    budget,
  );
  const render = () => ({ messages: [{ role: 'user' as const, content: 'Write it.' }], omitted: [] });
  const answers = [];
  for (let turn = 0; turn < turns; turn++) {
    answers.push(
      await ask('generate', render, signal, {
        lookAt: { candidate: NO_CHANGE, unseen: 'code' },
        isUseful: isUseful && (async ({ text }) => isUseful(text)),
      }),
    );
  }
  return { answer: answers[0], answers, requests, events };
}

const resultsOf = (request: ChatRequest | undefined) =>
  request?.messages.flatMap(({ toolResults = [] }) => toolResults.map(({ content }) => content)) ?? [];
const textOf = (answer: Awaited<ReturnType<typeof play>>['answer']) => answer && 'text' in answer && answer.text;

describe('looking before an answer', () => {
  it('answers calls until the model answers, and keeps the beginning of the messages', async () => {
    const { answer, requests, events } = await play({
      model: (_, index) => (index < 2 ? { text: '', calls: [read(`src/f${index}.ts`)] } : { text: 'done' }),
    });
    assert.equal(textOf(answer), 'done');
    assert.equal(requests.length, 3);
    assert.deepEqual(requests[2]?.messages.slice(0, 3), requests[1]?.messages);
    assert.deepEqual(requests[2]?.tools, requests[0]?.tools);
    assert.match(resultsOf(requests[2])[1] ?? '', /f1 = 1/);
    assert.deepEqual(
      events.map(({ type }) => type).filter((type) => type.startsWith('tool')),
      ['tool-call', 'tool-result', 'tool-call', 'tool-result'],
    );
    assert.ok(answer && 'looked' in answer);
    assert.deepEqual(
      answer.looked.map(({ path, lines }) => [path, lines]),
      [
        ['src/f0.ts', [{ startLine: 1, endLine: 1 }]],
        ['src/f1.ts', [{ startLine: 1, endLine: 1 }]],
      ],
    );
  });

  it('ends for a model that calls tools for ever, with a request in which it can only answer', async () => {
    const { answer, requests } = await play({
      model: ({ tools }, index) =>
        tools ? { text: 'Looking.', calls: [read(`src/f${index}.ts`)] } : { text: 'at last' },
    });
    assert.equal(textOf(answer), 'at last');
    assert.equal(requests.length, 8, 'six looks, one after the last word, one without tools');
    assert.match(resultsOf(requests[6]).at(-1) ?? '', /That was the last look\. Now answer/);
    assert.deepEqual(requests[7]?.messages.slice(0, -1), requests[6]?.messages.slice(0, -1));
  });

  it('ends for skills that send the model in a circle', async () => {
    const skill = (name: string, next: string) => ({
      [`.claude/skills/${name}/SKILL.md`]: `---\nname: ${name}\ndescription: d\n---\nFirst read the skill ${next}.\n`,
    });
    const { answer, requests } = await play({
      model: ({ tools }, index) =>
        tools ? { text: '', calls: [['read_skill', { name: index % 2 === 0 ? 'one' : 'two' }]] } : { text: 'done' },
      files: { ...skill('one', 'two'), ...skill('two', 'one') },
    });
    assert.equal(textOf(answer), 'done');
    assert.match(resultsOf(requests[1])[0] ?? '', /First read the skill two/);
    assert.ok(requests.length <= 5, `${requests.length} requests`);
    assert.match(resultsOf(requests.at(-1)).at(-1) ?? '', /You made this call before[\s\S]*That was the last look/);
  });

  it('is bounded in the whole run', async () => {
    const { requests } = await play({
      turns: 4,
      limits: { maxCalls: 100 },
      model: ({ tools }, index) => (tools ? { text: '', calls: [read(`src/f${index}.ts`)] } : { text: 'answer' }),
    });
    const looks = new Set(requests.flatMap(resultsOf).filter((text) => text.includes('export const')));
    assert.ok(looks.size <= 14, `${looks.size} looks`);
  });

  it('leaves calls for the answer, and offers no tools where they would take the last ones', async () => {
    const forever = ({ tools }: ChatRequest, index: number): Reply =>
      tools ? { text: '', calls: [read(`src/f${index}.ts`)] } : { text: 'answer' };
    for (const maxCalls of [1, 2, 3, 4, 5]) {
      const { answer, requests } = await play({ limits: { maxCalls }, model: forever });
      assert.equal(textOf(answer), 'answer', `${maxCalls} calls`);
      assert.ok(requests.length <= maxCalls);
    }
  });

  it('ends when a reply brings nothing new, and says so', async () => {
    const { answer, requests } = await play({
      model: (request, index) =>
        index < 2 ? { text: '', calls: [read('src/a.ts')] } : { text: resultsOf(request).join('\n') },
    });
    assert.equal(requests.length, 3);
    assert.match(String(textOf(answer)), /You made this call before[\s\S]*a = 1[\s\S]*That was the last look/);
  });

  it('may make a call again in a later turn, where its answer is not shown any more', async () => {
    const { requests } = await play({
      turns: 2,
      model: (_, index) => (index % 3 < 2 ? { text: '', calls: [read(`src/f${index % 3}.ts`)] } : { text: 'x' }),
    });
    assert.equal(requests.length, 6);
    assert.match(resultsOf(requests[5])[0] ?? '', /^You made this call before[\s\S]*f0 = 0;\n```$/);
  });

  it('ends when its tokens are used up, or those of the run are nearly', async () => {
    const model = ({ tools }: ChatRequest, index: number): Reply =>
      tools && index < 9
        ? { text: '', calls: [['read_file', { path: 'src/long.ts', from: index * 300 + 1 }]] }
        : { text: 'answer' };
    const looked = await play({ model });
    const sizes = looked.events.flatMap((event) => (event.type === 'tool-result' ? [event.tokens] : []));
    assert.ok(
      sizes.every((size) => size <= 2600),
      sizes.join(),
    );
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 6600, sizes.join());
    const poor = await play({ model, limits: { maxTokens: 20_000 }, inputTokens: 5000 });
    assert.equal(textOf(poor.answer), 'answer');
    assert.ok(poor.requests.length <= 3);
  });

  it('carries out at most eight calls of one reply, and answers each', async () => {
    const calls = Array.from({ length: 20 }, (_, at) => read(`src/f${at}.ts`));
    const { requests, events } = await play({
      model: (_, index) => (index === 0 ? { text: '', calls } : { text: 'x' }),
    });
    const results = resultsOf(requests[1]);
    assert.equal(results.length, 20);
    assert.equal(results.filter((text) => text.includes('export const')).length, 8);
    assert.match(results[8] ?? '', /Only 8 calls/);
    assert.equal(events.filter(({ type }) => type === 'tool-call').length, 8);
  });

  it('takes a change that can be applied as the answer, whatever is called beside it', async () => {
    const { answer, requests } = await play({
      isUseful: (text) => text === 'the change',
      model: (_, index) => ({ text: index === 0 ? 'Let me look.' : 'the change', calls: [read('src/a.ts')] }),
    });
    assert.equal(textOf(answer), 'the change');
    assert.equal(requests.length, 2);
  });

  it('publishes no secrets and no long texts', async () => {
    const { events } = await play({
      model: (_, index) =>
        index === 0
          ? {
              text: '',
              calls: [
                read('src/key.ts'),
                read('src/long.ts'),
                ['search_text', { text: `${SECRET}${'x'.repeat(9000)}` }],
              ],
            }
          : { text: 'x' },
    });
    const published = JSON.stringify(events.filter(({ type }) => type.startsWith('tool')));
    assert.doesNotMatch(published, /ghp_/);
    assert.match(published, /\[secret\]/);
    assert.ok(published.length < 8000, String(published.length));
  });

  it('ends at once when cancelled', async () => {
    const abort = new AbortController();
    const model = (_: ChatRequest, index: number): Reply => {
      if (index === 1) abort.abort(new Error('stop'));
      return { text: '', calls: [read(`src/f${index}.ts`)] };
    };
    await assert.rejects(play({ model }, abort.signal), /stop/);
  });
});
