import assert from 'node:assert/strict';
import type { FailureClass } from '../../../../src/engine/call/resilience/failure';
import { ModelError } from '../../../../src/engine/call/resilience/failure';
import { modelAt, NEVER, REQUEST, withServer } from '../support';

interface Case {
  readonly what: string;
  readonly status: number;
  readonly body: unknown;
  readonly expected: FailureClass;
  readonly says: RegExp;
  readonly retryAfterMs?: number;
  readonly contextLimit?: number;
}

const gemini = (code: number, status: string, message: string, details: readonly object[] = []) => [
  { error: { code, message, status, details } },
];
const retryInfo = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
const quotaFailure = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaMetric: 'generativelanguage.googleapis.com/generate_requests', quotaId }],
});
const TOO_MUCH = 'You exceeded your current quota, please check your plan and billing details.';

/** Refusals as Azure, Gemini, Groq, OpenRouter and the servers for one's own machine send them. */
const CASES: readonly Case[] = [
  {
    what: 'Azure: no such deployment',
    status: 404,
    body: {
      error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist. Wait.' },
    },
    expected: 'unknown-model',
    says: /API deployment/,
  },
  {
    what: 'Azure: the prompt is filtered',
    status: 400,
    body: {
      error: {
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        type: null,
        param: 'prompt',
        code: 'content_filter',
        status: 400,
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    },
    expected: 'content-filter',
    says: /content management policy/,
  },
  {
    what: 'Azure: no version in the address',
    status: 400,
    body: { error: { code: 'BadRequest', message: 'Missing required query parameter: api-version' } },
    expected: 'no-endpoint',
    says: /api-version/,
  },
  {
    what: 'Azure: an unknown version',
    status: 404,
    body: { error: { code: '404', message: 'Resource not found' } },
    expected: 'no-endpoint',
    says: /Resource not found/,
  },
  {
    what: 'Azure: rate limit',
    status: 429,
    body: {
      error: {
        code: '429',
        message: 'Requests have exceeded call rate limit of your pricing tier. Please retry after 34 seconds.',
      },
    },
    expected: 'rate-limit',
    says: /pricing tier/,
    retryAfterMs: 34_000,
  },
  {
    what: 'Azure: no key',
    status: 401,
    body: { statusCode: 401, message: 'Access denied due to invalid subscription key.' },
    expected: 'authentication',
    says: /subscription key/,
  },
  {
    what: 'Gemini: rate limit, in a list',
    status: 429,
    body: gemini(429, 'RESOURCE_EXHAUSTED', TOO_MUCH, [
      quotaFailure('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
      retryInfo('34s'),
    ]),
    expected: 'rate-limit',
    says: /exceeded your current quota/,
    retryAfterMs: 34_000,
  },
  {
    what: 'Gemini: rate limit, with a fraction, not in a list',
    status: 429,
    body: gemini(429, 'RESOURCE_EXHAUSTED', TOO_MUCH, [retryInfo('3.502s')])[0],
    expected: 'rate-limit',
    says: /exceeded your current quota/,
    retryAfterMs: 3502,
  },
  {
    what: 'Gemini: the requests of a day',
    status: 429,
    body: gemini(429, 'RESOURCE_EXHAUSTED', TOO_MUCH, [
      quotaFailure('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      retryInfo('11s'),
    ]),
    expected: 'quota',
    says: /exceeded your current quota/,
  },
  {
    what: 'Gemini: a wrong key',
    status: 400,
    body: gemini(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
    ]),
    expected: 'authentication',
    says: /API key not valid/,
  },
  {
    what: 'Gemini: no such model',
    status: 404,
    body: gemini(404, 'NOT_FOUND', 'models/gemini-9 is not found for API version v1main'),
    expected: 'unknown-model',
    says: /gemini-9 is not found/,
  },
  {
    what: 'Gemini: a prompt that is too long',
    status: 400,
    body: gemini(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    ),
    expected: 'context-too-long',
    says: /input token count/,
    contextLimit: 1_048_576,
  },
  {
    what: 'Gemini: overloaded',
    status: 503,
    body: gemini(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    expected: 'overloaded',
    says: /model is overloaded/,
  },
  {
    what: 'Groq: rate limit',
    status: 429,
    body: {
      error: {
        message:
          'Rate limit reached for model `llama` on tokens per minute (TPM): Limit 6000, Used 5800, Requested 1200. ' +
          'Please try again in 1m2.5s.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
    },
    expected: 'rate-limit',
    says: /Limit 6000/,
    retryAfterMs: 62_500,
  },
  {
    what: 'OpenAI: rate limit of a moment',
    status: 429,
    body: { error: { message: 'Rate limit reached. Please try again in 120ms.', code: 'rate_limit_exceeded' } },
    expected: 'rate-limit',
    says: /in 120ms/,
    retryAfterMs: 120,
  },
  {
    what: 'OpenRouter: no provider of the model',
    status: 404,
    body: { error: { message: 'No endpoints found for some/model:free.', code: 404 } },
    expected: 'unknown-model',
    says: /No endpoints found/,
  },
  {
    what: 'OpenRouter: no such model',
    status: 400,
    body: { error: { message: 'some/model is not a valid model ID', code: 400 } },
    expected: 'unknown-model',
    says: /not a valid model ID/,
  },
  {
    what: 'OpenRouter: what its provider said',
    status: 429,
    body: {
      error: {
        message: 'Provider returned error',
        code: 429,
        metadata: { raw: 'some/model is temporarily rate-limited upstream. Please retry in 7 seconds.' },
      },
    },
    expected: 'rate-limit',
    says: /rate-limited upstream/,
    retryAfterMs: 7000,
  },
  {
    what: 'OpenRouter: flagged',
    status: 403,
    body: {
      error: {
        message: 'Your chosen model requires moderation on OpenAI. Your input was flagged for "violence".',
        code: 403,
        metadata: { reasons: ['violence'], flagged_input: '…' },
      },
    },
    expected: 'content-filter',
    says: /flagged/,
  },
  {
    what: 'LM Studio: an error that is a string',
    status: 404,
    body: { error: "model 'x' not found" },
    expected: 'unknown-model',
    says: /model 'x' not found/,
  },
  {
    what: 'LM Studio: a small context',
    status: 400,
    body: {
      error:
        'Trying to keep the first 5210 tokens when context the overflows. However, the model is loaded with context ' +
        'length of only 4096 tokens, which is not enough. Try to load the model with a larger context length',
    },
    expected: 'context-too-long',
    says: /4096 tokens/,
    contextLimit: 4096,
  },
  {
    what: 'llama.cpp: a small context',
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'request (5210 tokens) exceeds the available context size (4096 tokens), try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 5210,
        n_ctx: 4096,
      },
    },
    expected: 'context-too-long',
    says: /available context size/,
    contextLimit: 4096,
  },
  {
    what: 'llama.cpp: still loading',
    status: 503,
    body: { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    expected: 'overloaded',
    says: /Loading model/,
  },
  {
    what: 'llama.cpp: another kind of server',
    status: 501,
    body: { error: { code: 501, message: 'This server does not support completions.', type: 'not_supported_error' } },
    expected: 'bad-request',
    says: /does not support completions/,
  },
  {
    what: 'Ollama: too little memory',
    status: 500,
    body: { error: { message: 'model requires more system memory (5.6 GiB) than is available (4.1 GiB)', code: null } },
    expected: 'bad-request',
    says: /more system memory/,
  },
  {
    what: 'vLLM: no such model',
    status: 404,
    body: { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', param: null, code: 404 },
    expected: 'unknown-model',
    says: /does not exist/,
  },
  {
    what: 'vLLM: a prompt that is too long',
    status: 400,
    body: {
      object: 'error',
      message: 'The decoder prompt (length 5210) is longer than the maximum model length of 4096.',
      type: 'BadRequestError',
      code: 400,
    },
    expected: 'context-too-long',
    says: /decoder prompt/,
    contextLimit: 4096,
  },
  {
    what: 'SGLang: a prompt that is too long',
    status: 400,
    body: {
      object: 'error',
      message: "The input (5210 tokens) is longer than the model's context length (4096 tokens).",
      type: 'BadRequestError',
      code: 400,
    },
    expected: 'context-too-long',
    says: /longer than/,
    contextLimit: 4096,
  },
  {
    what: 'LiteLLM: a prompt that is too long',
    status: 400,
    body: {
      error: {
        message: 'litellm.ContextWindowExceededError: prompt of 5210 tokens',
        type: null,
        param: null,
        code: '400',
      },
    },
    expected: 'context-too-long',
    says: /ContextWindowExceeded/,
  },
];

describe('what servers answer when they refuse a request', () => {
  for (const { what, status, body, expected, says, retryAfterMs, contextLimit } of CASES) {
    it(`${what}: ${expected}`, async () => {
      await withServer(
        () => ({ fault: 'raw', status, contentType: 'application/json', body: JSON.stringify(body) }),
        async (server) => {
          const error: unknown = await modelAt('chat', server)
            .send(REQUEST, NEVER)
            .then(undefined, (e: unknown) => e);
          assert.ok(error instanceof ModelError);
          assert.equal(error.failureClass, expected, error.message);
          assert.match(error.message, says);
          assert.equal(error.details.retryAfterMs, retryAfterMs);
          assert.equal(error.details.contextLimit, contextLimit);
        },
      );
    });
  }
});
