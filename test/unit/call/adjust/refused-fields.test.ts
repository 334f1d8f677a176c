import assert from 'node:assert/strict';
import { z } from 'zod';
import { createRequestAdjustments } from '../../../../src/engine/call/adjust/adjustments';
import { callModel } from '../../../../src/engine/call/call';
import { createModel } from '../../../../src/engine/call/create-model';
import type { ChatModel, ChatRequest } from '../../../../src/engine/call/ports';
import type { ModelServer, ScriptedReply, SeenRequest } from '../../../support/model-server';
import { callDeps, KEY, type Kind, LONG_TIMEOUTS, modelAt, NEVER, REQUEST, withServer } from '../support';

type Json = Record<string, unknown>;
const bodyOf = (request: SeenRequest | undefined) => (request?.body ?? {}) as Json;
const refuse = (status: number, body: unknown): ScriptedReply => ({
  fault: 'raw',
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
const openAi = (message: string, param: string | null = null): unknown => ({
  error: { message, type: 'invalid_request_error', param, code: 'unsupported_parameter' },
});

/** What a server says as long as the request has the field, and what the request has that it takes. */
interface Case {
  readonly what: string;
  readonly kind?: Kind;
  readonly request?: Partial<ChatRequest>;
  readonly effort?: 'low';
  readonly refuses: (body: Json) => ScriptedReply | undefined;
  readonly takes: (body: Json) => boolean;
  readonly told: RegExp;
  /** How many requests it takes; default: any number. */
  readonly requests?: number;
}
const roleOf = (body: Json): unknown => (body['messages'] as readonly { role: string }[])[0]?.role;
const OUTPUT = { name: 'answer', schema: z.object({ yes: z.boolean() }) };

const CASES: readonly Case[] = [
  {
    what: 'OpenAI’s max_tokens for a reasoning model',
    refuses: (body) =>
      'max_tokens' in body
        ? refuse(
            400,
            openAi(
              "Unsupported parameter: 'max_tokens' is not supported with this model. " +
                "Use 'max_completion_tokens' instead.",
              'max_tokens',
            ),
          )
        : undefined,
    takes: (body) => body['max_completion_tokens'] === 1000 && !('max_tokens' in body),
    told: /max_completion_tokens instead of max_tokens/,
  },
  {
    what: 'a server that takes no limit at all',
    refuses: (body) => {
      const name = ['max_tokens', 'max_completion_tokens'].find((each) => each in body);
      return name === undefined ? undefined : refuse(400, { message: `unrecognized request argument: ${name}` });
    },
    takes: (body) => !('max_tokens' in body || 'max_completion_tokens' in body),
    told: /leaving out max_completion_tokens/,
  },
  {
    what: 'FastAPI’s stream_options',
    refuses: (body) =>
      'stream_options' in body
        ? refuse(422, {
            detail: [
              { type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' },
            ],
          })
        : undefined,
    takes: (body) => !('stream_options' in body) && body['stream'] === true,
    told: /leaving out stream_options/,
  },
  {
    what: 'Mistral’s validation inside a message',
    refuses: (body) =>
      'stream_options' in body
        ? refuse(422, {
            object: 'error',
            message: { detail: [{ loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }] },
            type: 'invalid_request_error',
          })
        : undefined,
    takes: (body) => !('stream_options' in body),
    told: /leaving out stream_options/,
  },
  {
    what: 'a model that can’t stream',
    refuses: (body) =>
      body['stream']
        ? refuse(400, openAi("Unsupported value: 'stream' does not support true with this model.", 'stream'))
        : undefined,
    takes: (body) => body['stream'] === false && !('stream_options' in body),
    told: /the whole answer at once/,
  },
  {
    what: 'a chat template without a system role',
    refuses: (body) => (roleOf(body) === 'system' ? refuse(400, openAi('System role not supported')) : undefined),
    takes: (body) =>
      JSON.stringify(body['messages']) ===
      JSON.stringify([{ role: 'user', content: `${REQUEST.system}\n\nWrite a function that adds.` }]),
    told: /as part of the first message/,
  },
  {
    what: 'a chat template whose refusal is a server error',
    refuses: (body) =>
      roleOf(body) === 'system'
        ? refuse(500, {
            error: {
              code: 500,
              message: 'Jinja Exception: Conversation roles must alternate user/assistant/user/assistant/...',
              type: 'server_error',
            },
          })
        : undefined,
    takes: (body) => roleOf(body) === 'user',
    told: /as part of the first message/,
  },
  {
    what: 'a model that wants the role developer',
    refuses: (body) =>
      roleOf(body) === 'system'
        ? refuse(
            400,
            openAi(
              "Unsupported value: 'messages[0].role' does not support 'system'. Use 'developer'.",
              'messages[0].role',
            ),
          )
        : undefined,
    takes: (body) => roleOf(body) === 'developer',
    told: /“developer” instead of “system”/,
  },
  {
    what: 'an output limit above the model’s',
    request: { maxOutputTokens: 8192 },
    refuses: (body) =>
      Number(body['max_tokens']) > 4096
        ? refuse(
            400,
            openAi(
              'max_tokens is too large: 8192. This model supports at most 4096 completion tokens, whereas you ' +
                'provided 8192.',
              'max_tokens',
            ),
          )
        : undefined,
    takes: (body) => body['max_tokens'] === 4096,
    told: /at most 4096 output tokens instead of 8192/,
  },
  {
    what: 'an output limit above the model’s, in Anthropic’s words',
    kind: 'anthropic',
    request: { maxOutputTokens: 8192 },
    refuses: (body) =>
      Number(body['max_tokens']) > 4096
        ? refuse(400, {
            type: 'error',
            error: {
              type: 'invalid_request_error',
              message: 'max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for claude-x',
            },
          })
        : undefined,
    takes: (body) => body['max_tokens'] === 4096,
    told: /at most 4096 output tokens/,
  },
  {
    what: 'an output limit that does not fit beside the prompt',
    request: { maxOutputTokens: 8192 },
    refuses: (body) =>
      Number(body['max_tokens']) > 4096 - 1500
        ? refuse(
            400,
            openAi(
              "'max_tokens' or 'max_completion_tokens' is too large: 8192. This model's maximum context length is " +
                '4096 tokens and your request has 1500 input tokens (8192 > 4096 - 1500).',
            ),
          )
        : undefined,
    takes: (body) => Number(body['max_tokens']) > 2000 && Number(body['max_tokens']) <= 2596,
    told: /output tokens instead of 8192/,
  },
  {
    what: 'the prompt and the answer together, in vLLM’s older words',
    request: { maxOutputTokens: 8192 },
    refuses: (body) =>
      Number(body['max_tokens']) > 8192 - 1808
        ? refuse(400, {
            object: 'error',
            message:
              "This model's maximum context length is 8192 tokens. However, you requested 10000 tokens (1808 in the " +
              'messages, 8192 in the completion). Please reduce the length of the messages or completion.',
            type: 'BadRequestError',
            code: 400,
          })
        : undefined,
    takes: (body) => Number(body['max_tokens']) > 5500,
    told: /output tokens instead of 8192/,
  },
  {
    what: 'a server without JSON schemas',
    request: { output: OUTPUT },
    refuses: (body) =>
      (body['response_format'] as { type?: string } | undefined)?.type === 'json_schema'
        ? refuse(400, { error: "'response_format.type' must be 'json_object' or 'text'" })
        : undefined,
    takes: (body) => JSON.stringify(body['response_format']) === '{"type":"json_object"}',
    told: /any JSON object/,
  },
  {
    what: 'a model without tools',
    request: { tools: [{ name: 'read', description: 'Reads a file.', input: z.object({ path: z.string() }) }] },
    refuses: (body) =>
      'tools' in body
        ? refuse(400, { error: { message: 'registry.ollama.ai/library/gemma:2b does not support tools' } })
        : undefined,
    takes: (body) => !('tools' in body),
    told: /leaving out the tools/,
  },
  {
    what: 'the effort of a model that does not reason',
    effort: 'low',
    refuses: (body) =>
      'reasoning_effort' in body
        ? refuse(400, openAi('Unrecognized request argument supplied: reasoning_effort'))
        : undefined,
    takes: (body) => !('reasoning_effort' in body),
    told: /leaving out reasoning_effort/,
  },
  {
    what: 'a compatible server without prompt caching',
    kind: 'anthropic',
    refuses: (body) =>
      JSON.stringify(body).includes('cache_control')
        ? refuse(400, {
            type: 'error',
            error: { type: 'invalid_request_error', message: 'system.0.cache_control: Extra inputs are not permitted' },
          })
        : undefined,
    takes: (body) => body['system'] === REQUEST.system && !JSON.stringify(body).includes('cache_control'),
    told: /marks for the prompt cache/,
  },
  {
    what: 'a server that does not know “store”',
    kind: 'responses',
    refuses: (body) => ('store' in body ? refuse(400, openAi('Unknown parameter: store', 'store')) : undefined),
    takes: (body) => !('store' in body) && body['max_output_tokens'] === 1000,
    told: /leaving out store/,
  },
  {
    what: 'two fields in one refusal, as FastAPI writes it',
    kind: 'chat',
    refuses: (body) => {
      const extra = ['stream_options', 'max_tokens'].filter((name) => name in body);
      return extra.length === 0
        ? undefined
        : refuse(422, {
            detail: extra.map((name) => ({
              type: 'extra_forbidden',
              loc: ['body', name],
              msg: 'Extra inputs are not permitted',
              input: body[name],
            })),
          });
    },
    takes: (body) => !('stream_options' in body) && body['max_completion_tokens'] === 1000,
    told: /^(?=.*sending max_completion_tokens instead of max_tokens)(?=.*leaving out stream_options)/,
    requests: 2,
  },
  {
    what: 'two fields in one sentence',
    effort: 'low',
    refuses: (body) =>
      'stream_options' in body || 'reasoning_effort' in body
        ? refuse(400, openAi('Unrecognized request arguments supplied: reasoning_effort, stream_options'))
        : undefined,
    takes: (body) => !('stream_options' in body || 'reasoning_effort' in body),
    told: /leaving out reasoning_effort/,
  },
  {
    what: 'the system role by its place alone',
    refuses: (body) =>
      roleOf(body) === 'system'
        ? refuse(422, {
            detail: [
              {
                type: 'literal_error',
                loc: ['body', 'messages', 0, 'role'],
                msg: "Input should be 'user' or 'assistant'",
                input: 'system',
              },
            ],
          })
        : undefined,
    takes: (body) => roleOf(body) === 'user',
    told: /as part of the first message/,
  },
  {
    what: 'a limit by its place and bound',
    request: { maxOutputTokens: 8192 },
    refuses: (body) =>
      Number(body['max_tokens']) > 4096
        ? refuse(422, {
            detail: [
              {
                type: 'less_than_equal',
                loc: ['body', 'max_tokens'],
                msg: 'Input should be less than or equal to 4096',
                input: 8192,
                ctx: { le: 4096 },
              },
            ],
          })
        : undefined,
    takes: (body) => body['max_tokens'] === 4096,
    told: /at most 4096 output tokens/,
  },
  {
    what: 'a limit with a comma in its number',
    request: { maxOutputTokens: 16_384 },
    refuses: (body) =>
      Number(body['max_tokens']) > 8192
        ? refuse(400, openAi('max_tokens must be less than or equal to 8,192'))
        : undefined,
    takes: (body) => body['max_tokens'] === 8192,
    told: /at most 8192 output tokens/,
  },
  {
    what: 'Gemini’s range, in a list',
    request: { maxOutputTokens: 100_000 },
    refuses: (body) =>
      Number(body['max_tokens']) > 8192
        ? refuse(400, [
            {
              error: {
                code: 400,
                message:
                  'Unable to submit request because it has a maxOutputTokens value of 100000 but the supported range ' +
                  'is from 1 (inclusive) to 8193 (exclusive).',
                status: 'INVALID_ARGUMENT',
              },
            },
          ])
        : undefined,
    takes: (body) => body['max_tokens'] === 8192,
    told: /at most 8192 output tokens/,
  },
  {
    what: 'Gemini’s unknown name, in a list',
    effort: 'low',
    refuses: (body) =>
      'reasoning_effort' in body
        ? refuse(400, [
            {
              error: {
                code: 400,
                message: 'Invalid JSON payload received. Unknown name "reasoning_effort": Cannot find field.',
                status: 'INVALID_ARGUMENT',
                details: [
                  {
                    '@type': 'type.googleapis.com/google.rpc.BadRequest',
                    fieldViolations: [{ description: 'Unknown name "reasoning_effort": Cannot find field.' }],
                  },
                ],
              },
            },
          ])
        : undefined,
    takes: (body) => !('reasoning_effort' in body),
    told: /leaving out reasoning_effort/,
  },
  {
    what: 'LiteLLM’s list of parameters',
    effort: 'low',
    refuses: (body) =>
      'reasoning_effort' in body
        ? refuse(400, {
            error: {
              message: "litellm.UnsupportedParamsError: ollama does not support parameters: ['reasoning_effort'].",
              type: 'None',
              param: null,
              code: '400',
            },
          })
        : undefined,
    takes: (body) => !('reasoning_effort' in body),
    told: /leaving out reasoning_effort/,
  },
  {
    what: 'OpenRouter’s providers without tools',
    request: { tools: [{ name: 'read', description: 'Reads a file.', input: z.object({ path: z.string() }) }] },
    refuses: (body) =>
      'tools' in body
        ? refuse(404, { error: { message: 'No endpoints found that support tool use.', code: 404 } })
        : undefined,
    takes: (body) => !('tools' in body),
    told: /leaving out the tools/,
  },
  {
    what: 'text-generation-inference’s sum',
    request: { maxOutputTokens: 8192 },
    refuses: (body) =>
      Number(body['max_tokens']) > 4096 - 808
        ? refuse(422, {
            error:
              'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 808 ' +
              '`inputs` tokens and 8192 `max_new_tokens`',
            error_type: 'validation',
          })
        : undefined,
    takes: (body) => Number(body['max_tokens']) > 2900,
    told: /output tokens instead of 8192/,
  },
  {
    what: 'the prompt and the answer together, in SGLang’s words',
    request: { maxOutputTokens: 8192 },
    refuses: (body) =>
      Number(body['max_tokens']) > 4096 - 808
        ? refuse(400, {
            object: 'error',
            message:
              "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a " +
              'total of 9000 tokens: 808 tokens from the input messages and 8192 tokens for the completion.',
            type: 'BadRequestError',
            code: 400,
          })
        : undefined,
    takes: (body) => Number(body['max_tokens']) > 2900,
    told: /output tokens instead of 8192/,
  },
];

function modelOf(kind: Kind, server: ModelServer, effort?: 'low'): ChatModel {
  if (!effort) return modelAt(kind, server);
  const model = createModel({
    provider: 'openai',
    model: 'm',
    baseUrl: server.openAiBaseUrl,
    apiKey: KEY,
    timeouts: LONG_TIMEOUTS,
    reasoningEffort: effort,
  });
  assert.ok(!('problem' in model));
  return model;
}

describe('a request of which a server refuses a field', () => {
  for (const { what, kind = 'chat', request, effort, refuses, takes, told, requests } of CASES) {
    it(`is sent without it, told and remembered: ${what}`, async () => {
      await withServer(
        ({ body }) => refuses(body as Json) ?? { text: 'done' },
        async (server) => {
          const deps = callDeps(modelOf(kind, server, effort));
          const whole = { ...REQUEST, ...request };
          const result = await callModel(whole, deps, NEVER);
          assert.ok(result.ok, JSON.stringify(result));
          const sent = server.requests.length;
          assert.ok(takes(bodyOf(server.requests.at(-1))), JSON.stringify(server.requests.at(-1)?.body));
          const retries = deps.events.filter((event) => event.type === 'call-retry');
          assert.equal(retries.length, sent - 1);
          if (requests !== undefined) assert.equal(sent, requests);
          assert.match(retries.at(-1)?.message ?? '', told);
          assert.ok(retries.every(({ delayMs, reason }) => delayMs === 0 && reason === 'request-adjusted'));
          assert.ok((await callModel(whole, deps, NEVER)).ok);
          assert.equal(server.requests.length, sent + 1, 'the next call is right at once');
        },
      );
    });
  }

  it('is remembered for the endpoint and model by every model of the process, and for no other model', async () => {
    await withServer(
      ({ body, model }) =>
        model === 'old' && 'stream_options' in (body as Json)
          ? refuse(400, openAi('no stream_options'))
          : { text: 'ok' },
      async (server) => {
        const adjustments = createRequestAdjustments();
        const send = async (name: string) => {
          const model = createModel({ provider: 'openai', model: name, baseUrl: server.openAiBaseUrl, adjustments });
          assert.ok(!('problem' in model));
          assert.ok((await callModel(REQUEST, callDeps(model), NEVER)).ok);
        };
        for (const name of ['old', 'old', 'new']) await send(name);
        const had = server.requests.map(({ body }) => 'stream_options' in (body as Json));
        assert.deepEqual(had, [true, false, false, true]);
      },
    );
  });

  it('ends for a named reason when a server refuses each request for another field, for ever', async () => {
    const fields = ['stream_options', 'max_tokens', 'max_completion_tokens', 'stream', 'system role', 'tools', 'store'];
    await withServer(
      ({ index }) => refuse(400, openAi(`${fields[index % fields.length]} is not supported (${index})`)),
      async (server) => {
        const deps = callDeps(modelAt('chat', server));
        const result = await callModel(REQUEST, deps, NEVER);
        assert.ok(!result.ok);
        assert.equal(result.reason, 'configuration');
        assert.equal(result.failureClass, 'bad-request');
        assert.ok(server.requests.length <= 13, `${server.requests.length}`);
        const before = server.requests.length;
        assert.ok(!(await callModel(REQUEST, deps, NEVER)).ok);
        assert.ok(server.requests.length - before <= 13, 'what did not help is forgotten and bounded again');
      },
    );
  });

  it('ends when the limit that a server names shrinks with every request', async () => {
    await withServer(
      ({ maxOutputTokens = 0 }) =>
        refuse(400, openAi(`max_tokens must be at most ${maxOutputTokens - 1}`, 'max_tokens')),
      async (server) => {
        const result = await callModel({ ...REQUEST, maxOutputTokens: 8192 }, callDeps(modelAt('chat', server)), NEVER);
        assert.ok(!result.ok);
        assert.equal(result.reason, 'configuration');
        assert.ok(server.requests.length <= 13, `${server.requests.length}`);
      },
    );
  });

  it('is read without trouble where it is nested endlessly', async () => {
    const nested = `${'['.repeat(30_000)}"body"${']'.repeat(30_000)}`;
    const bodies = [nested, `{"error":${nested}}`, `{"detail":${'{"a":'.repeat(8000)}1${'}'.repeat(8000)}}`];
    await withServer(
      ({ index }) => ({ fault: 'raw', status: 422, contentType: 'application/json', body: bodies[index] ?? '' }),
      async (server) => {
        for (const _ of bodies) {
          const result = await callModel(REQUEST, callDeps(modelAt('chat', server)), NEVER);
          assert.equal(result.ok || result.failureClass, 'bad-request', JSON.stringify(result).slice(0, 300));
        }
      },
    );
  });

  it('is not sent again when the refusal names nothing that can change', async () => {
    await withServer(
      () => refuse(422, { detail: 'The moon is in the wrong phase.' }),
      async (server) => {
        const result = await callModel(REQUEST, callDeps(modelAt('chat', server)), NEVER);
        assert.ok(!result.ok);
        assert.equal(server.requests.length, 1);
        assert.match(result.message, /wrong phase/);
      },
    );
  });
});
