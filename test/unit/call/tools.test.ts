import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import { callModel } from '../../../src/engine/call/call';
import type { ChatMessage, ChatRequest, ToolCall, ToolSpec } from '../../../src/engine/call/ports';
import { estimateRequest } from '../../../src/engine/call/pricing/estimate-request';
import { createReplyBuilder, type ToolCallPart } from '../../../src/engine/call/providers/reply-builder';
import { readJson } from '../../../src/engine/call/read-json';
import { countTokens } from '../../support/model-server';
import { callDeps, KINDS, modelAt, NEVER, REQUEST, withServer } from './support';

const READ_FILE: ToolSpec = {
  name: 'read_file',
  description: 'Reads a file of the workspace.',
  input: z.object({ path: z.string(), from: z.number().int().positive().nullable() }),
};
const SEARCH: ToolSpec = {
  name: 'search',
  description: 'Finds a text.',
  input: z.object({ text: z.string(), limit: z.number().optional() }),
};
const CALLS = [
  { name: 'read_file', input: { path: 'src/“ünï”.ts', from: 3 } },
  { name: 'search', input: { text: '{"}' } },
];
const WITH_TOOLS: ChatRequest = { ...REQUEST, tools: [READ_FILE, SEARCH] };

/** The next request after these calls: it answers each of them with `content` and has no other text. */
function withResults(toolCalls: readonly ToolCall[], content: string): ChatRequest {
  const toolResults = toolCalls.map(({ id }) => ({ callId: id, content }));
  return {
    ...WITH_TOOLS,
    messages: [
      ...REQUEST.messages,
      { role: 'assistant', content: '', toolCalls },
      { role: 'user', content: '', toolResults },
    ],
  };
}

for (const kind of KINDS) {
  describe(`tools over ${kind}`, () => {
    it('are offered, called and answered in the next message', async () => {
      await withServer(
        ({ messages, index }) =>
          index === 0
            ? { text: 'Let me look.', toolCalls: CALLS, chunkSize: 5 }
            : { text: `It says: ${messages.at(-1)?.toolResults?.[0]?.text}` },
        async (server) => {
          const model = modelAt(kind, server);
          const first = await model.send(WITH_TOOLS, NEVER);
          assert.equal(first.text, 'Let me look.');
          assert.equal(first.finish, 'stop');
          assert.deepEqual(
            first.toolCalls?.map(({ name, input }) => ({ name, input: JSON.parse(input) as unknown })),
            CALLS,
          );
          assert.ok(first.usage.outputTokens > countTokens('Let me look.'), 'the calls are part of the usage');

          const { toolCalls = [] } = first;
          const messages: ChatMessage[] = [
            ...REQUEST.messages,
            { role: 'assistant', content: first.text, toolCalls },
            {
              role: 'user',
              content: 'Go on.',
              toolResults: toolCalls.map(({ id, name }) => ({ callId: id, content: `result of ${name}` })),
            },
          ];
          const second = await model.send({ ...WITH_TOOLS, messages }, NEVER);
          assert.equal(second.text, 'It says: result of read_file');
          assert.equal(second.toolCalls, undefined);

          const [firstRequest, secondRequest] = server.requests;
          assert.deepEqual(
            firstRequest?.tools.map(({ name, description }) => ({ name, description })),
            [READ_FILE, SEARCH].map(({ name, description }) => ({ name, description })),
          );
          assert.deepEqual(firstRequest?.tools[0]?.schema['required'], ['path', 'from']);
          assert.deepEqual(
            firstRequest?.tools.map(({ strict }) => strict),
            kind === 'anthropic' ? [false, false] : [true, false],
            'strict mode does not support optional fields',
          );
          const [, callMessage, resultMessage] = secondRequest?.messages ?? [];
          assert.deepEqual(
            callMessage?.toolCalls?.map(({ id, name }) => ({ id, name })),
            toolCalls.map(({ id, name }) => ({ id, name })),
          );
          assert.deepEqual(
            resultMessage?.toolResults?.map(({ text }) => text),
            ['result of read_file', 'result of search'],
          );
          assert.equal(resultMessage?.text, 'Go on.');
        },
      );
    });

    it('are called without any text, in a stream and in one JSON answer', async () => {
      await withServer(
        ({ index }) => (index === 0 ? { text: '', toolCalls: CALLS } : { fault: 'json', text: '', toolCalls: CALLS }),
        async (server) => {
          const model = modelAt(kind, server);
          const streamed = await model.send(WITH_TOOLS, NEVER);
          const whole = await model.send(WITH_TOOLS, NEVER);
          for (const reply of [streamed, whole]) {
            assert.deepEqual([reply.text, reply.finish], ['', 'stop']);
            assert.deepEqual(
              reply.toolCalls?.map(({ input }) => JSON.parse(input) as unknown),
              CALLS.map(({ input }) => input),
            );
          }
          // They are sent back without text next to the calls and to the results.
          const { toolCalls = [] } = streamed;
          const third = await model.send(withResults(toolCalls, 'done'), NEVER);
          assert.equal(third.toolCalls?.length, 2);
          assert.deepEqual(
            server.requests[2]?.messages.map(({ role }) => role),
            ['user', 'assistant', 'user'],
          );
        },
      );
    });

    it('called with invalid JSON arrive as written, and can be sent back', async () => {
      await withServer(
        ({ index }) =>
          index === 0 ? { text: '', toolCalls: [{ name: 'search', input: '{"text": oops' }] } : { text: 'Sorry.' },
        async (server) => {
          const model = modelAt(kind, server);
          const { toolCalls = [] } = await model.send(WITH_TOOLS, NEVER);
          assert.equal(toolCalls[0]?.input, '{"text": oops');
          const read = readJson(SEARCH.input, toolCalls[0]?.input ?? '');
          assert.ok(!read.ok && /not JSON/.test(read.problem));
          const second = await model.send(withResults(toolCalls, read.problem), NEVER);
          assert.equal(second.text, 'Sorry.');
        },
      );
    });

    it('add nothing to a request without tools', async () => {
      await withServer(
        () => ({ text: 'fine' }),
        async (server) => {
          await modelAt(kind, server).send(REQUEST, NEVER);
          await modelAt(kind, server).send({ ...REQUEST, tools: [] }, NEVER);
          for (const { body } of server.requests) {
            const keys = Object.keys(body as object);
            for (const key of ['tools', 'tool_choice', 'response_format', 'text', 'output'])
              assert.ok(!keys.includes(key), key);
          }
        },
      );
    });
  });
}

describe('a call that ends with tools', () => {
  it('continues a reply that was cut off, including the calls after it', async () => {
    const full = Array.from(
      { length: 12 },
      (_, index) => `Reason ${index}: I need two files for this, and I say at length why.`,
    ).join(' ');
    await withServer(
      ({ messages }) => {
        const previousText = messages
          .filter(({ role }) => role === 'assistant')
          .map(({ text }) => text)
          .join('');
        return previousText === '' ? { text: full } : { text: full.slice(previousText.length), toolCalls: CALLS };
      },
      async (server) => {
        const result = await callModel(
          { ...WITH_TOOLS, maxOutputTokens: 150 },
          callDeps(modelAt('chat', server)),
          NEVER,
        );
        assert.ok(result.ok);
        assert.equal(result.reply.text, full);
        assert.equal(result.reply.toolCalls?.length, 2);
      },
    );
  });

  it('is estimated with its tools and their results', () => {
    const plain = estimateRequest(REQUEST);
    const tools = estimateRequest(WITH_TOOLS);
    const results = estimateRequest({
      ...WITH_TOOLS,
      messages: [
        ...REQUEST.messages,
        { role: 'user', content: '', toolResults: [{ callId: 'a', content: 'x'.repeat(400) }] },
      ],
    });
    assert.ok(tools > plain && results >= tools + 100, `${plain}, ${tools}, ${results}`);
  });
});

describe('streamed tool calls', () => {
  const target = { provider: 'p', model: 'm', endpoint: 'h' };
  const complete = (parts: readonly (readonly [number, ToolCallPart])[], finish: 'stop' | 'length' = 'stop') => {
    const builder = createReplyBuilder(REQUEST, target);
    for (const [index, part] of parts) builder.addToolCall(index, part);
    builder.addText('text');
    builder.finish(finish);
    return builder.complete();
  };

  it('are assembled from any pieces, even when two are interleaved', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 8 }), fc.array(fc.string(), { maxLength: 8 }), (a, b) => {
        const parts: [number, ToolCallPart][] = [
          [0, { id: 'a', name: 'one' }],
          [1, { id: 'b', name: 'two' }],
        ];
        for (let index = 0; index < Math.max(a.length, b.length); index += 1)
          parts.push([0, { input: a[index] }], [1, { input: b[index] }]);
        const { toolCalls } = complete(parts);
        assert.deepEqual(toolCalls, [
          { id: 'a', name: 'one', input: a.join('').trim() || '{}' },
          { id: 'b', name: 'two', input: b.join('').trim() || '{}' },
        ]);
      }),
    );
  });

  it('are distinguished by id when a server sends all with the first index, and get an id if they have none', () => {
    assert.deepEqual(
      complete([
        [0, { id: 'a', name: 'one', input: '{"x":1}' }],
        [0, { id: 'b', name: 'two', input: '{}' }],
      ]).toolCalls?.map(({ id, name }) => id + name),
      ['aone', 'btwo'],
    );
    assert.deepEqual(complete([[0, { id: '', name: 'one' }]]).toolCalls, [{ id: 'call_1', name: 'one', input: '{}' }]);
  });

  it('are dropped from a reply that was cut off, and rejected without a name', () => {
    assert.equal(complete([[0, { id: 'a', name: 'one', input: '{"x":' }]], 'length').toolCalls, undefined);
    assert.throws(() => complete([[0, { id: 'a', input: '{}' }]]), { failureClass: 'bad-response' });
  });
});
