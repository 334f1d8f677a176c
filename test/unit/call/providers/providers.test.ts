import assert from 'node:assert/strict';
import type { ChatMessage } from '../../../../src/engine/call/ports';
import type { Timeouts } from '../../../../src/engine/call/providers/guarded-fetch';
import { ModelError } from '../../../../src/engine/call/resilience/failure';
import { countTokens, type ScriptedReply } from '../../../support/model-server';
import { KEY, KINDS, LONG_TIMEOUTS, modelAt, NEVER, REQUEST, withServer } from '../support';

const TEXT = 'export const add = (a: number, b: number): number => a + b; // ünïcödé ✓\n';

async function failureOf(send: Promise<unknown>): Promise<ModelError> {
  try {
    await send;
  } catch (error) {
    assert.ok(error instanceof ModelError, `expected a ModelError, got ${String(error)}`);
    return error;
  }
  assert.fail('expected a failure');
}

for (const kind of KINDS) {
  describe(`provider ${kind}`, () => {
    it('streams a reply, sends the system prompt and reads the provider’s own usage', async () => {
      await withServer(
        () => ({ text: TEXT }),
        async (server) => {
          const reply = await modelAt(kind, server).send(REQUEST, NEVER);
          const received = server.requests[0];
          assert.ok(received);
          assert.equal(reply.text, TEXT);
          assert.equal(reply.finish, 'stop');
          assert.equal(reply.usage.outputTokens, countTokens(TEXT));
          assert.ok(reply.usage.inputTokens >= countTokens(received.text));
          assert.equal(received.stream, true);
          assert.equal(received.system, REQUEST.system);
          assert.deepEqual(received.messages, [{ role: 'user', text: 'Write a function that adds.' }]);
          assert.equal(received.maxOutputTokens, 1000);
          assert.equal(received.headers.authorization, `Bearer ${KEY}`);
        },
      );
    });

    it('reports that the reply was cut off', async () => {
      await withServer(
        () => ({ text: TEXT.repeat(5) }),
        async (server) => {
          const reply = await modelAt(kind, server).send({ ...REQUEST, maxOutputTokens: 10 }, NEVER);
          assert.equal(reply.finish, 'length');
          assert.equal(reply.usage.outputTokens, 10);
        },
      );
    });

    it('reports that the model refuses', async () => {
      await withServer(
        () => ({ text: 'I can’t help with that.', finish: 'refusal' }),
        async (server) => {
          assert.equal((await modelAt(kind, server).send(REQUEST, NEVER)).finish, 'refusal');
        },
      );
    });

    it('accepts one JSON answer instead of a stream', async () => {
      await withServer(
        () => ({ fault: 'json', text: TEXT }),
        async (server) => {
          const reply = await modelAt(kind, server).send(REQUEST, NEVER);
          assert.equal(reply.text, TEXT);
          assert.equal(reply.usage.outputTokens, countTokens(TEXT));
        },
      );
    });

    it('closes the connection when cancelled before or in the middle of the answer', async () => {
      const replies: ScriptedReply[] = [{ fault: 'stall' }, { fault: 'stall', afterChunks: 2, text: TEXT }];
      const reason = new Error('enough');
      let controller = new AbortController();
      await withServer(
        ({ index }) => {
          // The server has the request by now, however slow the machine is.
          setTimeout(() => controller.abort(reason), 60);
          return replies[index] ?? { text: '' };
        },
        async (server) => {
          for (const index of [0, 1]) {
            controller = new AbortController();
            const sending = modelAt(kind, server).send(REQUEST, controller.signal);
            await assert.rejects(sending, reason);
            assert.equal(await server.requests[index]?.ended, 'disconnected');
          }
        },
      );
    });

    it('counts cached input tokens', async () => {
      const long = { ...REQUEST, system: 'Rules: '.repeat(1500) };
      await withServer(
        () => ({ text: TEXT }),
        async (server) => {
          const first = await modelAt(kind, server).send(long, NEVER);
          const second = await modelAt(kind, server).send(
            { ...long, messages: [{ role: 'user', content: 'Something else.' }] },
            NEVER,
          );
          assert.equal(first.usage.cachedInputTokens, 0);
          assert.ok(
            second.usage.cachedInputTokens >= 0.8 * second.usage.inputTokens,
            `${second.usage.cachedInputTokens} of ${second.usage.inputTokens}`,
          );
          if (kind === 'anthropic') assert.ok((first.usage.cacheWriteTokens ?? 0) > 0);
        },
      );
    });

    it('keeps the key out of every message, even if the server repeats it', async () => {
      await withServer(
        ({ headers }) => ({ fault: 'status', status: 401, message: `Bad key ${headers.authorization} given` }),
        async (server) => {
          const error = await failureOf(modelAt(kind, server).send(REQUEST, NEVER));
          assert.equal(error.failureClass, 'authentication');
          assert.doesNotMatch(JSON.stringify([error.message, error.stack, error.details]), /0123456789abcdef/);
        },
      );
    });

    const faults: readonly (readonly [string, ScriptedReply, string, Partial<Timeouts>?])[] = [
      ['rate limit', { fault: 'status', status: 429 }, 'rate-limit'],
      [
        'exhausted quota',
        {
          fault: 'status',
          status: 429,
          type: kind === 'anthropic' ? 'billing_error' : 'insufficient_quota',
          code: 'insufficient_quota',
        },
        'quota',
      ],
      ['overload', { fault: 'status', status: kind === 'anthropic' ? 529 : 503 }, 'overloaded'],
      ['server error', { fault: 'status', status: 500 }, 'server-error'],
      ['bad gateway', { fault: 'status', status: 502 }, 'server-error'],
      ['permission', { fault: 'status', status: 403 }, 'permission'],
      ['unknown model', { fault: 'status', status: 404 }, 'unknown-model'],
      ['bad request', { fault: 'status', status: 400 }, 'bad-request'],
      [
        'prompt too long',
        { fault: 'status', status: 400, message: 'prompt is too long: 214315 tokens > 200000 maximum' },
        'context-too-long',
      ],
      ['web page', { fault: 'html' }, 'bad-response'],
      ['empty reply', { fault: 'empty' }, 'empty'],
      // Anthropic has one stop reason for refusals and filtered replies.
      ...(kind === 'anthropic'
        ? []
        : [['filtered reply', { text: 'x', finish: 'content-filter' }, 'content-filter'] as const]),
      ['reset connection', { fault: 'reset' }, 'network'],
      ['stream reset', { fault: 'broken', afterChunks: 2, text: TEXT }, 'stream-broken'],
      ['stream ended early', { fault: 'broken', afterChunks: 2, text: TEXT, how: 'end' }, 'stream-broken'],
      [
        'error in the stream',
        {
          fault: 'error-event',
          afterChunks: 1,
          text: TEXT,
          type: kind === 'anthropic' ? 'overloaded_error' : 'server_error',
        },
        kind === 'anthropic' ? 'overloaded' : 'server-error',
      ],
      [
        'rate limit in the stream',
        { fault: 'error-event', afterChunks: 1, text: TEXT, type: 'rate_limit_error', code: 'rate_limit_exceeded' },
        'rate-limit',
      ],
      ['no answer', { fault: 'stall' }, 'timeout-first-byte', { firstByteMs: 200 }],
      [
        'silence after some chunks',
        { fault: 'stall', afterChunks: 1, text: TEXT },
        'timeout-silence',
        { silenceMs: 200 },
      ],
      ['one byte at a time', { fault: 'drip', everyMs: 30, text: TEXT }, 'timeout-first-byte', { firstByteMs: 300 }],
      ['slow and endless', { text: TEXT.repeat(40), chunkDelayMs: 40 }, 'timeout-whole', { wholeMs: 300 }],
      [
        'broken JSON in the stream',
        { fault: 'raw', contentType: 'text/event-stream', body: 'event: message_start\ndata: {"id": "x", \n\n' },
        'bad-response',
      ],
      ['broken JSON', { fault: 'raw', contentType: 'application/json', body: '{"id": "x"' }, 'bad-response'],
      [
        'error object with status 200',
        {
          fault: 'raw',
          contentType: 'application/json',
          body: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
        },
        'overloaded',
      ],
      [
        'error text with status 200, like Ollama’s',
        { fault: 'raw', contentType: 'application/json', body: '{"error":"llama runner process no longer running"}' },
        'server-error',
      ],
      [
        'invalid UTF-8',
        {
          fault: 'raw',
          contentType: 'text/event-stream',
          body: Uint8Array.of(0x64, 0x61, 0x74, 0x61, 0xc3, 0x28, 0x0a, 0x0a),
        },
        'bad-response',
      ],
      ['empty body', { fault: 'raw', contentType: 'text/event-stream', body: '' }, 'stream-broken'],
      ['100 MB', { fault: 'flood', bytes: 100 * 1024 * 1024 }, 'too-large'],
    ];
    for (const [what, reply, expected, timeouts] of faults) {
      it(`${what} → ${expected}`, async () => {
        await withServer(
          () => reply,
          async (server) => {
            const error = await failureOf(
              modelAt(kind, server, { ...LONG_TIMEOUTS, ...timeouts }).send(REQUEST, NEVER),
            );
            assert.equal(error.failureClass, expected, error.message);
            assert.ok(error.message.includes(new URL(server.origin).host), error.message);
            assert.ok(!error.message.includes('{'), `the message is readable: ${error.message}`);
            if (expected === 'context-too-long') assert.equal(error.details.contextLimit, 200_000);
          },
        );
      });
    }

    it('no server at the address → network-refused, naming the endpoint', async () => {
      const base = await withServer(
        () => ({ text: '' }),
        async ({ openAiBaseUrl, anthropicBaseUrl }) => ({ openAiBaseUrl, anthropicBaseUrl }),
      );
      const error = await failureOf(modelAt(kind, base).send(REQUEST, NEVER));
      assert.equal(error.failureClass, 'network-refused');
      assert.ok(error.message.includes(new URL(base.openAiBaseUrl).host), error.message);
    });

    it('reads how long the server asks to wait', async () => {
      const headers = [
        { 'retry-after': '7' },
        { 'retry-after-ms': '1500' },
        { 'retry-after': new Date(Date.now() + 9000).toUTCString() },
      ];
      await withServer(
        ({ index }) => ({ fault: 'status', status: 429, headers: headers[index] as Record<string, string> }),
        async (server) => {
          const waits: (number | undefined)[] = [];
          for (const _ of headers)
            waits.push((await failureOf(modelAt(kind, server).send(REQUEST, NEVER))).details.retryAfterMs);
          assert.deepEqual(waits.slice(0, 2), [7000, 1500]);
          assert.ok((waits[2] ?? 0) > 6000 && (waits[2] ?? 0) <= 9000, `${waits[2]}`);
        },
      );
    });
  });
}

describe('cache breakpoints for Anthropic', () => {
  it('let every call of a growing conversation read the previous request from the cache', async () => {
    await withServer(
      () => ({ text: TEXT }),
      async (server) => {
        const model = modelAt('anthropic', server);
        const messages: ChatMessage[] = [{ role: 'user', content: 'The task and its files. '.repeat(400) }];
        let previousInput = 0;
        for (let call = 1; call <= 4; call += 1) {
          const { usage } = await model.send({ ...REQUEST, messages }, NEVER);
          assert.ok(
            usage.cachedInputTokens >= previousInput,
            `call ${call} read ${usage.cachedInputTokens}, the previous one sent ${previousInput}`,
          );
          previousInput = usage.inputTokens;
          messages.push(
            { role: 'assistant', content: `Attempt ${call}. `.repeat(50) },
            { role: 'user', content: `Finding ${call}. `.repeat(50) },
          );
        }
      },
    );
  });
});

describe('usage of failed attempts', () => {
  it('includes what Anthropic reported before the stream broke', async () => {
    await withServer(
      () => ({ fault: 'broken', afterChunks: 2, text: TEXT }),
      async (server) => {
        const error = await failureOf(modelAt('anthropic', server).send(REQUEST, NEVER));
        assert.ok((error.details.usage?.inputTokens ?? 0) > 0);
      },
    );
  });
});
