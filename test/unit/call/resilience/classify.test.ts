import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { findLocalServers, listModels } from '../../../../src/engine/call/list-models';
import { classify, classOf } from '../../../../src/engine/call/resilience/classify';
import { FAILURE_CLASSES, type FailureClass } from '../../../../src/engine/call/resilience/failure';
import { sanitizeText } from '../../../../src/engine/call/resilience/sanitize';
import { KEY, LONG_TIMEOUTS, modelAt, NEVER, REQUEST, withServer } from '../support';

const network = (code: string) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) });
const api = (status: number, error: object) => Object.assign(new Error(`${status}`), { status, error });
const anthropic = (status: number, type: string, more: object = {}) =>
  api(status, { type: 'error', error: { type, message: type, ...more } });

/** Errors that the providers' and compatible servers send, and errors of Node's network stack. */
const CASES: readonly (readonly [string, unknown, FailureClass, boolean?])[] = [
  ['DNS', network('ENOTFOUND'), 'network-dns'],
  ['temporary DNS failure', network('EAI_AGAIN'), 'network-dns'],
  ['refused', network('ECONNREFUSED'), 'network-refused'],
  [
    'refused on both address families',
    Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new AggregateError([Object.assign(new Error(''), { code: 'ECONNREFUSED' })]), {
        code: 'ECONNREFUSED',
      }),
    }),
    'network-refused',
  ],
  ['reset', network('ECONNRESET'), 'network'],
  ['reset in the stream', network('ECONNRESET'), 'stream-broken', true],
  ['no route', network('EHOSTUNREACH'), 'network'],
  [
    'a port that fetch forbids',
    Object.assign(new TypeError('fetch failed'), { cause: new Error('bad port') }),
    'network',
  ],
  ['TLS', network('DEPTH_ZERO_SELF_SIGNED_CERT'), 'network-tls'],
  ['TLS against http', network('ERR_SSL_WRONG_VERSION_NUMBER'), 'network-tls'],
  ['certificate of another host', network('ERR_TLS_CERT_ALTNAME_INVALID'), 'network-tls'],
  ['no connection in time', network('UND_ERR_CONNECT_TIMEOUT'), 'timeout-connect'],
  ['no headers in time', network('UND_ERR_HEADERS_TIMEOUT'), 'timeout-first-byte'],
  ['silent body', network('UND_ERR_BODY_TIMEOUT'), 'timeout-silence'],
  ['not HTTP', network('HPE_INVALID_CONSTANT'), 'bad-response'],
  [
    'OpenAI: quota',
    api(429, { type: 'insufficient_quota', code: 'insufficient_quota', message: 'You exceeded your current quota' }),
    'quota',
  ],
  [
    'OpenAI: rate',
    api(429, { type: 'tokens', code: 'rate_limit_exceeded', message: 'Rate limit reached' }),
    'rate-limit',
  ],
  [
    'OpenAI: context',
    api(400, { code: 'context_length_exceeded', message: 'This model’s maximum context length is 8192 tokens' }),
    'context-too-long',
  ],
  ['OpenAI: model', api(404, { code: 'model_not_found', message: 'The model `x` does not exist' }), 'unknown-model'],
  ['OpenAI: key', api(401, { code: 'invalid_api_key' }), 'authentication'],
  ['OpenAI: overloaded', api(503, { code: 'server_is_overloaded' }), 'overloaded'],
  [
    'OpenAI: filtered prompt',
    api(400, { code: 'content_policy_violation', type: 'invalid_request_error' }),
    'content-filter',
  ],
  [
    'OpenAI: failed response',
    Object.assign(new Error('failed'), { error: { code: 'rate_limit_exceeded', message: 'slow' } }),
    'rate-limit',
    true,
  ],
  [
    'Anthropic: spend limit',
    anthropic(429, 'rate_limit_error', { details: { error_code: 'enforced_spend_limit_reached' } }),
    'quota',
  ],
  ['Anthropic: billing', anthropic(402, 'billing_error'), 'quota'],
  ['Anthropic: rate', anthropic(429, 'rate_limit_error'), 'rate-limit'],
  [
    'Anthropic: ramp',
    anthropic(429, 'rate_limit_error', { details: { error_code: 'ramp_limit_exceeded' } }),
    'rate-limit',
  ],
  ['Anthropic: overloaded', anthropic(529, 'overloaded_error'), 'overloaded'],
  [
    'Anthropic: prompt',
    anthropic(400, 'invalid_request_error', { message: 'prompt is too long: 214315 tokens > 200000 maximum' }),
    'context-too-long',
  ],
  ['Anthropic: size', anthropic(413, 'request_too_large'), 'context-too-long'],
  ['Anthropic: model', anthropic(404, 'not_found_error', { message: 'model: claude-9' }), 'unknown-model'],
  ['Anthropic: permission', anthropic(403, 'permission_error'), 'permission'],
  ['Anthropic: timeout', anthropic(504, 'timeout_error'), 'server-error'],
  [
    'Anthropic: bad request',
    anthropic(400, 'invalid_request_error', { message: 'temperature: must be less than 1' }),
    'bad-request',
  ],
  [
    'Anthropic: overloaded in the stream',
    Object.assign(new Error('Overloaded'), {
      error: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    }),
    'overloaded',
    true,
  ],
  [
    'llama.cpp: context',
    api(400, { type: 'exceed_context_size_error', message: 'the request exceeds the available context size' }),
    'context-too-long',
  ],
  [
    'vLLM: context',
    api(400, {
      type: 'BadRequestError',
      message: "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens",
    }),
    'context-too-long',
  ],
  [
    'Ollama: model',
    api(404, { type: 'api_error', message: 'model "qwen9" not found, try pulling it first' }),
    'unknown-model',
  ],
  [
    'LM Studio: no model',
    api(400, { message: 'No models loaded. Please load a model in the developer page' }),
    'unknown-model',
  ],
  ['wrong path', Object.assign(new Error('404 404 page not found'), { status: 404 }), 'no-endpoint'],
  [
    'proxy: bad gateway page',
    Object.assign(new Error('502 <html>Bad Gateway</html>'), { status: 502 }),
    'server-error',
  ],
  ['conflict', api(409, {}), 'server-error'],
  ['request timeout', api(408, {}), 'server-error'],
  ['unprocessable', api(422, {}), 'bad-request'],
  ['JSON broken in the stream', new SyntaxError('Unexpected token'), 'bad-response', true],
  ['anything else', new Error('what?'), 'unknown'],
  ...inStream(
    'OpenRouter: rate limit',
    { code: 429, message: 'Rate limit exceeded: free-models-per-min' },
    'rate-limit',
  ),
  ...inStream('OpenRouter: provider', { code: 502, message: 'Provider returned error' }, 'server-error'),
  ...inStream('OpenRouter: credits', { code: 402, message: 'Insufficient credits' }, 'quota'),
  ...inStream('words: context', { message: 'Context length of 4096 tokens exceeded' }, 'context-too-long'),
  ...inStream('no words', { message: 'CUDA error: device-side assert triggered' }, 'server-error'),
];

/** Errors that have nothing but words, as VS Code's own models throw them. */
const WORDS: readonly (readonly [string, FailureClass])[] = [
  ['Response contained no choices.', 'empty'],
  ['Sorry, no response was returned.', 'empty'],
  [
    'Request Failed: 400 {"error":{"message":"prompt token count of 82016 exceeds the limit of 64000"}}',
    'context-too-long',
  ],
  ['Request Failed: 400 {"error":{"message":"x","code":"model_max_prompt_tokens_exceeded"}}', 'context-too-long'],
  ['Message exceeds token limit: the prompt is too long', 'context-too-long'],
  ['Request Failed: 429 {"error":{"message":"slow","code":"rate_limited"}}', 'rate-limit'],
  ["Sorry, you've hit a rate limit. Please wait a moment.", 'rate-limit'],
  ['quotaExceeded', 'quota'],
  ['You have used up your premium requests for this month', 'quota'],
  ['Request Failed: 502 <html>Bad Gateway</html>', 'server-error'],
  ['Server error. Stream terminated', 'network'],
  ['Please check your firewall rules and network connection. Error Code: net::ERR_CONNECTION_RESET.', 'network'],
  ['net::ERR_NAME_NOT_RESOLVED', 'network-dns'],
  ['connect ECONNREFUSED 127.0.0.1:11434', 'network-refused'],
  ['net::ERR_CERT_AUTHORITY_INVALID', 'network-tls'],
  ['net::ERR_PROXY_CONNECTION_FAILED', 'proxy'],
  ['Request timed out.', 'timeout-first-byte'],
  ['You are not signed in to GitHub.', 'authentication'],
  ['Response got filtered.', 'content-filter'],
  ['The model is overloaded, try again', 'overloaded'],
  ['Request Failed: 400 {"error":{"message":"The requested model is not supported."}}', 'unknown-model'],
  ['Cannot read properties of undefined', 'unknown'],
];

function inStream(what: string, error: object, expected: FailureClass) {
  return [[what, Object.assign(new Error('in the stream'), { error }), expected, true] as const];
}

describe('classification', () => {
  for (const [what, error, expected, responseStarted] of CASES) {
    it(`${what} → ${expected}`, () => assert.equal(classOf(error, responseStarted ?? false), expected));
  }

  for (const [message, expected] of WORDS) {
    it(`“${message.slice(0, 60)}” → ${expected}`, () => {
      assert.equal(classOf(new Error(message), false), expected);
      assert.equal(classOf(new Error('failed', { cause: new Error(message) }), false), expected);
    });
  }

  it('has a class for anything that can be thrown', () => {
    assert.equal(classOf({ toString: 0 }, false), 'unknown');
    fc.assert(
      fc.property(fc.anything(), fc.boolean(), (thrown, responseStarted) => {
        assert.ok(FAILURE_CLASSES.includes(classOf(thrown, responseStarted)));
      }),
    );
  });

  it('reads the model’s limit if the error names it', () => {
    const context = { provider: 'openai', model: 'm', endpoint: 'h', responseStarted: false, now: 0 };
    const limit = (message: string) =>
      classify(api(400, { code: 'context_length_exceeded', message }), context).details.contextLimit;
    assert.equal(limit('prompt is too long: 214315 tokens > 200000 maximum'), 200_000);
    assert.equal(limit('This model’s maximum context length is 8192 tokens. However …'), 8192);
    assert.equal(limit('prompt token count of 82016 exceeds the limit of 64000'), 64_000);
    assert.equal(limit('too long'), undefined);
  });

  it('shows a provider’s text on one line, bounded, without keys and web pages', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
        const shown = sanitizeText(`${before}${KEY}${after}`, KEY);
        assert.ok(!shown.includes(KEY) && shown.length <= 301 && !/[\r\n]/.test(shown));
      }),
    );
    for (const key of ['q"7\\zW/4+=k', KEY]) {
      for (const form of [
        key,
        JSON.stringify({ key }),
        `?key=${encodeURIComponent(key)}`,
        Buffer.from(key).toString('base64'),
      ]) {
        assert.match(sanitizeText(`it was ${form}.`, key), /^it was .*\[key\]/);
      }
    }
    assert.equal(sanitizeText('Incorrect API key provided: sk-abc*****wxyz.', undefined).includes('wxyz'), false);
    assert.equal(sanitizeText('<!DOCTYPE html><html><body>503</body></html>', undefined), 'a web page');
  });

  it('takes a short key out as a whole token, and leaves the words that contain it', () => {
    const shown = sanitizeText('functional function (function), afunction: key=function.', 'function');
    assert.equal(shown, 'functional [key] ([key]), afunction: key=[key].');
    assert.equal(sanitizeText('the next text, x', 'x'), 'the next text, x');
    const long = 'Abcdefghijklmnopqrst';
    assert.equal(sanitizeText(`x${long}y`, long), 'x[key]y');
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/=_.-]{8,19}$/), (key) => {
        assert.ok(!sanitizeText(`got ${key}, refused`, key).includes(key) || key === '');
      }),
    );
  });

  it('takes out keys in other writings, and those of other services', () => {
    const key = 'a/b+c=d-ef_0123456789xyz';
    for (const form of [
      encodeURIComponent(key).toLowerCase(),
      key.replaceAll('/', '\\/'),
      key.replaceAll('=', '\\u003d'),
      Buffer.from(`user:${key}`).toString('base64'),
      Buffer.from(`:${key}`).toString('base64'),
      Buffer.from(key).toString('base64url'),
    ])
      assert.match(sanitizeText(`sent ${form} to`, key), /^sent \S*\[key\]\S* to$/, form);
    for (const other of [
      'AIzaSyA1234567890abcdefghijklmnopqrstuvw',
      'gsk_1234567890abcdefghij',
      'hf_abcdefghijklmnopqrstuvwx',
      'xai-1234567890abcdefghij',
      'Bearer abcdef.1234567890',
      'Authorization: Basic dXNlcjpwYXNz',
      'https://host/v1?key=abcdef1234567890&alt=sse',
      'https://me:secret-word@host/v1',
    ]) {
      const shown = sanitizeText(`It was ${other}, refused.`, undefined);
      assert.ok(!/1234567890|abcdefghij|dXNlcjpwYXNz|secret-word/.test(shown), shown);
      assert.match(shown, /^It was .*refused\.$/);
    }
    for (const plain of ['the bearer of news', 'the key=value pairs', 'basic authentication', 'token: 1500 of 4096'])
      assert.equal(sanitizeText(plain, undefined), plain);
  });

  it('recognizes TLS and DNS failures of the real network stack', async () => {
    await withServer(
      () => ({ text: '' }),
      async (server) => {
        const https = server.openAiBaseUrl.replace('http:', 'https:');
        await assert.rejects(modelAt('chat', { ...server, openAiBaseUrl: https }).send(REQUEST, NEVER), {
          failureClass: 'network-tls',
        });
      },
    );
    await assert.rejects(
      modelAt('chat', { openAiBaseUrl: 'https://loopcraft.invalid/v1', anthropicBaseUrl: '' }, LONG_TIMEOUTS).send(
        REQUEST,
        NEVER,
      ),
      { failureClass: 'network-dns' },
    );
  });
});

describe('the models that a server lists', () => {
  it('are named when the server does not know the chosen model', async () => {
    for (const kind of ['chat', 'responses', 'anthropic'] as const) {
      await withServer(
        () => ({ text: '' }),
        async (server) => {
          await assert.rejects(modelAt(kind, server, LONG_TIMEOUTS, 'large-9').send(REQUEST, NEVER), (error: Error) => {
            assert.match(error.message, /“large-9”.*It has: small-1, small-2$/);
            return true;
          });
        },
        ['small-1', 'small-2'],
      );
    }
  });

  it('are named within the length limit, and without the key', async () => {
    const many = [`echo-${KEY}`, ...Array.from({ length: 500 }, (_, index) => `model-${index}`)];
    await withServer(
      () => ({ text: '' }),
      async (server) => {
        await assert.rejects(modelAt('chat', server, LONG_TIMEOUTS, 'large-9').send(REQUEST, NEVER), (error: Error) => {
          assert.match(error.message, /It has: echo-\[key\], model-0, .*model-10 and 489 more$/);
          assert.ok(error.message.length < 700, error.message);
          return true;
        });
      },
      many,
    );
  });

  it('are given up if the list is endless or unreadable, and when the call is cancelled', async () => {
    const answers: readonly ((response: ServerResponse) => void)[] = [
      (response) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.writeHead(200, { 'content-type': 'application/json' }).on('drain', more);
        more();
      },
      (response) => response.writeHead(200).end('<html></html>'),
      (response) => response.writeHead(500).end(),
      (response) => response.destroy(),
    ];
    for (const answer of answers) {
      const server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      try {
        assert.equal(
          await listModels({ provider: 'openai', baseUrl: `http://127.0.0.1:${port}/v1` }, NEVER),
          undefined,
        );
      } finally {
        server.closeAllConnections();
        server.close();
      }
    }
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const listing = listModels(
        { provider: 'openai', baseUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1` },
        AbortSignal.timeout(50),
      );
      await assert.rejects(listing, { name: 'TimeoutError' });
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  it('determine which local servers can be offered', async () => {
    await withServer(
      () => ({ text: '' }),
      async (server) => {
        const servers = [
          { name: 'Ollama', baseUrl: server.openAiBaseUrl },
          { name: 'LM Studio', baseUrl: `${server.origin}/nothing` },
        ];
        assert.deepEqual(await findLocalServers(NEVER, servers), [
          { name: 'Ollama', baseUrl: server.openAiBaseUrl, models: ['qwen'] },
        ]);
        assert.equal(await listModels({ provider: 'openai', baseUrl: 'http://127.0.0.1:9/v1' }, NEVER), undefined);
      },
      ['qwen'],
    );
  });
});
