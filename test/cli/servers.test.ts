import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CliResult, runArguments, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { minutesDrafts } from '../support/minutes-script';
import { type ModelServer, type ScriptedReply, type SeenRequest, startModelServer } from '../support/model-server';
import { type ProxyRefusal, startProxy } from '../support/network/proxy';
import { CERTIFICATE, startTlsFront } from '../support/network/tls-front';
import { makeRunnerWorkspace, removeWorkspace } from '../support/runner-workspaces';

type Body = Record<string, unknown>;
const RIGHT = { text: `\`\`\`ts src/format.ts\n${minutesDrafts('.js').right}\`\`\`\n` };
const refuse = (message: string): ScriptedReply => ({ fault: 'status', status: 400, message });

const chunk = (more: object) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', ...more })}\n\n`;
const choice = (delta: object, finish: string | null) => ({ choices: [{ index: 0, delta, finish_reason: finish }] });
const stream = (chunks: readonly object[]): ScriptedReply => {
  return { fault: 'raw', contentType: 'text/event-stream', body: `${chunks.map(chunk).join('')}data: [DONE]\n\n` };
};
const usageOf = (input: number, output: number) => ({
  usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
});

/** A reply, with the count of prompt tokens that the server reports. */
function answered(text: string, promptTokens: number): ScriptedReply {
  return stream([choice({ content: text }, null), choice({}, 'stop'), { choices: [], ...usageOf(promptTokens, 20) }]);
}

/** Nothing but thoughts until the limit, as llama.cpp and vLLM stream them. */
function thinking(limit: number): ScriptedReply {
  return stream([
    choice({ role: 'assistant', content: null, reasoning_content: 'Let me see. ' }, null),
    choice({ reasoning_content: 'And once more.' }, null),
    choice({}, 'length'),
    { choices: [], ...usageOf(2000, limit) },
  ]);
}

describe('servers as they are, through the built command line', function () {
  this.timeout(120_000);
  let workspace: string;
  before(() => {
    workspace = makeRunnerWorkspace('node:test');
  });
  after(() => removeWorkspace(workspace));

  async function run(
    script: (request: SeenRequest) => ScriptedReply,
    options: {
      readonly baseUrl?: string;
      readonly env?: (server: ModelServer) => Readonly<Record<string, string>>;
      readonly more?: readonly string[];
    } = {},
  ): Promise<CliResult & { readonly server: ModelServer }> {
    const server = await startModelServer({ script });
    const state = temporaryFolder('state');
    try {
      const baseUrl = options.baseUrl ?? server.openAiBaseUrl;
      const target = { workspace, provider: 'openai', model: 'm', baseUrl, stateDir: state.path } as const;
      const env = { OPENAI_API_KEY: 'none', ...options.env?.(server) };
      const result = await runCli(runArguments(target, '--json', ...(options.more ?? [])), env);
      return { ...result, server };
    } finally {
      state.remove();
      await server.close();
    }
  }

  it('leaves out or replaces what a server refuses, says so, and succeeds', async () => {
    const { code, stderr, events, server } = await run(
      ({ body }) => {
        const sent = body as Body & { messages: { role: string }[] };
        if ('stream_options' in sent) return refuse('Unrecognized request argument supplied: stream_options');
        if ('max_tokens' in sent) return refuse("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.");
        if ('reasoning_effort' in sent) return refuse('reasoning_effort is not supported by this model');
        return sent.messages[0]?.role === 'system' ? refuse('System role not supported') : RIGHT;
      },
      { more: ['--reasoning-effort', 'low'] },
    );
    assert.equal(code, 0, stderr);
    const told = events.flatMap((event) => (event.type === 'call-retry' ? [event.message] : []));
    assert.equal(told.length, 4, told.join('\n'));
    for (const message of told) assert.ok(stderr.includes(message), stderr);
    const [first] = server.requests;
    assert.equal((first?.body as Body | undefined)?.['reasoning_effort'], 'low');
    assert.equal(server.requests.length, 5);
  });

  it('ends for a named reason when a server refuses every request with another reason', async () => {
    const fields = [
      'stream_options',
      'max_tokens',
      'stream',
      'the system role',
      'temperature',
      'the phase of the moon',
    ];
    const result = await run(({ index }) => refuse(`${fields[index % fields.length]} is not supported`));
    assert.equal(result.code, 2, result.stderr);
    assert.equal(runEndOf(result).reason, 'configuration');
    assert.ok(result.server.requests.length <= 13, `${result.server.requests.length}`);
  });

  it('asks again with a larger limit where thinking used it up, and goes on where half an edit arrived', async () => {
    const full = RIGHT.text;
    const { code, stderr, events, server } = await run(({ body, messages }) => {
      const { max_tokens: limit } = body as { max_tokens: number };
      if (limit <= 8192) return thinking(limit);
      const kept = messages.at(-2)?.text ?? '';
      return kept === '' ? { text: full.slice(0, 60), finish: 'length' } : { text: full.slice(kept.length) };
    });
    assert.equal(code, 0, stderr);
    assert.equal(server.requests.length, 3);
    assert.equal(server.requests[2]?.messages.at(-2)?.text, full.slice(0, 60));
    const told = events.flatMap((event) => (event.type === 'call-retry' ? [event.message] : []));
    assert.match(
      told.join('\n'),
      /8192 tokens before it wrote any text; asking again with 32768\..*\n.*requesting the rest/,
    );
    for (const message of told) assert.ok(stderr.includes(message), stderr);
  });

  it('says how a server cuts prompts, and asks again with a smaller one', async () => {
    const words = join(workspace, 'src/words.ts');
    writeFileSync(words, `export const words = ['${'a few words, '.repeat(1500)}'];\n`);
    const script = ({ text }: SeenRequest) => {
      const tokens = Math.ceil(text.length / 4);
      return tokens > 2048 ? answered('Which function do you mean?', 1024) : answered(RIGHT.text, tokens);
    };
    const { code, stderr, events } = await run(script, { more: ['--file', 'src/words.ts'] });
    rmSync(words);
    assert.equal(code, 0, stderr);
    const [told] = events.flatMap((event) => (event.type === 'call-retry' ? [event.message] : []));
    assert.match(told ?? '', /read only 1024 of about \d+ tokens of the prompt.*num_ctx.*Left out: .*words/);
    assert.ok(stderr.includes(told ?? ''), stderr);
  });

  it('waits for a model on this machine, and says that it reads the prompt', async () => {
    const { code, stderr, server } = await run(() => ({ ...RIGHT, delayMs: 11_000 }) as ScriptedReply);
    assert.equal(code, 0, stderr);
    assert.equal(server.requests.length, 1);
    assert.match(stderr, /the model is reading the prompt \(\d\d s\)/);
    assert.match(stderr, /the model began to answer after \d\d s/);
  });

  async function runThroughProxy(refusal?: ProxyRefusal) {
    const seen: string[] = [];
    const closing: (() => Promise<void>)[] = [];
    const server = await startModelServer({ script: () => RIGHT });
    const front = await startTlsFront(Number(new URL(server.origin).port));
    const proxy = await startProxy(front.port, refusal);
    closing.push(
      () => proxy.close(),
      () => front.close(),
      () => server.close(),
    );
    try {
      const result = await run(() => RIGHT, {
        baseUrl: 'https://model.test/v1',
        env: () => ({
          HTTPS_PROXY: proxy.url,
          NODE_EXTRA_CA_CERTS: CERTIFICATE,
          OPENAI_API_KEY: 'a-key-of-the-person',
        }),
      });
      seen.push(...proxy.seen);
      return { result, seen };
    } finally {
      for (const close of closing) await close();
    }
  }

  it('reaches a server through HTTPS_PROXY with a certificate of NODE_EXTRA_CA_CERTS', async () => {
    const { result, seen } = await runThroughProxy();
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual([...new Set(seen)], ['CONNECT model.test:443']);
  });

  it('names a proxy that answers with a web page', async () => {
    const body = '<html><body>Blocked by policy</body></html>';
    const { result } = await runThroughProxy({ status: 403, contentType: 'text/html', body });
    assert.equal(result.code, 2, result.stderr);
    assert.match(runEndOf(result).message, /through the proxy http:\/\/127\.0\.0\.1:\d+ \(from HTTPS_PROXY\)/);
    assert.match(runEndOf(result).next, /NO_PROXY/);
  });
});
