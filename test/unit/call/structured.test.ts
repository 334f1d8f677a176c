import assert from 'node:assert/strict';
import { z } from 'zod';
import { callModel } from '../../../src/engine/call/call';
import type { ChatModel } from '../../../src/engine/call/ports';
import { callStructured } from '../../../src/engine/call/structured';
import { callDeps, KINDS, modelAt, NEVER, REQUEST, withServer } from './support';

const REVIEW = {
  name: 'review',
  schema: z.object({ ok: z.boolean(), findings: z.array(z.object({ path: z.string(), line: z.number().int() })) }),
};
const GOOD = { ok: false, findings: [{ path: 'src/a.ts', line: 3 }] };

/** Requests a review through `callModel`, collecting the events of all its calls. */
function requestReview(model: ChatModel, request = REQUEST) {
  const deps = callDeps(model);
  const result = callStructured((each) => callModel(each, deps, NEVER), request, REVIEW);
  return { result, deps };
}

for (const kind of KINDS) {
  describe(`structured answers over ${kind}`, () => {
    it('are requested through the provider’s own parameter and validated', async () => {
      await withServer(
        () => ({ text: JSON.stringify(GOOD), chunkSize: 7 }),
        async (server) => {
          assert.deepEqual(await requestReview(modelAt(kind, server)).result, { ok: true, value: GOOD });
          const [request] = server.requests;
          assert.equal(request?.output?.name, 'review');
          assert.deepEqual(request?.output?.schema['required'], ['ok', 'findings']);
          assert.equal(request?.output?.strict, kind !== 'anthropic');
          assert.equal(request?.stream, true);
          assert.match(
            request?.messages.at(-1)?.text ?? '',
            /^Write a function that adds\.\n\nAnswer with one JSON object/,
          );
        },
      );
    });

    it('that don’t match the schema are requested once more, with what is wrong', async () => {
      await withServer(
        ({ index }) => ({
          text: JSON.stringify(index === 0 ? { ...GOOD, findings: [{ path: 'src/a.ts', line: 'three' }] } : GOOD),
        }),
        async (server) => {
          const { result, deps } = requestReview(modelAt(kind, server));
          assert.deepEqual(await result, { ok: true, value: GOOD });
          const again = server.requests[1]?.messages ?? [];
          assert.equal(again.length, 3);
          assert.match(again[1]?.text ?? '', /"three"/);
          assert.match(again[2]?.text ?? '', /findings\[0\]\.line/);
          assert.equal(
            deps.events.filter(({ type }) => type === 'call-end').length,
            2,
            'both calls are published and counted',
          );
        },
      );
    });

    it('that are not JSON twice end the call as malformed, with the reason', async () => {
      await withServer(
        () => ({ text: '{"ok": tru' }),
        async (server) => {
          const result = await requestReview(modelAt(kind, server)).result;
          assert.ok(
            !result.ok && result.failureClass === 'malformed' && result.reason === 'configuration',
            JSON.stringify(result),
          );
          assert.match(result.message, /twice.*not JSON/);
          assert.equal(server.requests.length, 2);
        },
      );
    });

    it('that were cut off are not continued', async () => {
      await withServer(
        () => ({ text: JSON.stringify({ ...GOOD, findings: Array.from({ length: 50 }, () => GOOD.findings[0]) }) }),
        async (server) => {
          const result = await requestReview(modelAt(kind, server), { ...REQUEST, maxOutputTokens: 30 }).result;
          assert.ok(!result.ok && result.failureClass === 'cut-off', JSON.stringify(result));
          assert.equal(server.requests.length, 1);
        },
      );
    });
  });
}

describe('structured answers of a server without structured output', () => {
  it('are read from its text, even inside a code fence', async () => {
    const fenced = `\`\`\`json\n${JSON.stringify(GOOD)}\n\`\`\``;
    // Like Anthropic's stream, but with text instead of the forced tool call.
    const body = [
      {
        type: 'message_start',
        message: {
          id: 'm',
          type: 'message',
          role: 'assistant',
          model: 'm',
          content: [],
          stop_reason: null,
          usage: { input_tokens: 5, output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: fenced } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    ]
      .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
      .join('');
    for (const kind of KINDS) {
      await withServer(
        () => (kind === 'anthropic' ? { fault: 'raw', contentType: 'text/event-stream', body } : { text: fenced }),
        async (server) => {
          assert.deepEqual(await requestReview(modelAt(kind, server)).result, { ok: true, value: GOOD });
        },
      );
    }
  });

  it('are not requested again after a failure that another request can’t fix', async () => {
    await withServer(
      () => ({ fault: 'status', status: 401 }),
      async (server) => {
        const result = await requestReview(modelAt('chat', server)).result;
        assert.ok(!result.ok && result.failureClass === 'authentication');
        assert.equal(server.requests.length, 1);
      },
    );
  });
});
