import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, sendJson } from './answer';
import { anthropic } from './anthropic';
import { answerEmbeddings, type EmbeddingScript, type SeenTexts, wordVectors } from './embeddings';
import { openAiChat } from './openai-chat';
import { openAiResponses } from './openai-responses';
import { createPromptCache } from './tokens';
import { fullText } from './tools';
import type { Protocol, ProtocolAdapter, ReadRequest, Script, SeenRequest } from './types';

export interface ModelServerOptions {
  readonly script: Script;
  /** Default: a free port. */
  readonly port?: number;
  /** The models that exist. Any other one gets the provider's 404. Default: every model exists. */
  readonly models?: readonly string[];
  /** The vectors of texts. Default: by their words. */
  readonly embed?: EmbeddingScript;
}

export interface ModelServer {
  readonly origin: string;
  /** Ends in `/v1`, as OpenAI's SDK expects. */
  readonly openAiBaseUrl: string;
  /** Without `/v1`, as Anthropic's SDK expects. */
  readonly anthropicBaseUrl: string;
  /** Every request for a reply so far, in order. */
  readonly requests: SeenRequest[];
  /** Every request for vectors so far, in order. */
  readonly embedded: SeenTexts[];
  close(): Promise<void>;
}

const ROUTES: Readonly<Record<string, { protocol: Protocol; adapter: ProtocolAdapter }>> = {
  '/v1/chat/completions': { protocol: 'openai-chat', adapter: openAiChat },
  '/v1/responses': { protocol: 'openai-responses', adapter: openAiResponses },
  '/v1/messages': { protocol: 'anthropic', adapter: anthropic },
};

/** Starts a model provider on loopback that speaks the real providers' protocols. A script decides its replies. */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const { script, port = 0, models, embed = ({ input }) => ({ vectors: wordVectors(input) }) } = options;
  const requests: SeenRequest[] = [];
  const embedded: SeenTexts[] = [];
  const cache = createPromptCache();

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(message.url ?? '/', 'http://localhost').pathname;
    if (message.method === 'GET' && path === '/v1/models') return sendModels(response, models ?? ['scripted-1']);
    if (message.method === 'POST' && path === '/v1/embeddings')
      return answerEmbeddings(message, response, embed, embedded);
    const route = ROUTES[path];
    if (!route || message.method !== 'POST') return notFound(message, response);
    await handleExchange(message, response, route);
  }

  async function handleExchange(
    message: IncomingMessage,
    response: ServerResponse,
    { protocol, adapter }: { protocol: Protocol; adapter: ProtocolAdapter },
  ): Promise<void> {
    const requestId = `req_${(requests.length + 1).toString().padStart(6, '0')}`;
    const disconnected = new AbortController();
    const ended = new Promise<'answered' | 'disconnected'>((resolve) => {
      response.once('close', () => {
        disconnected.abort();
        resolve(response.writableFinished ? 'answered' : 'disconnected');
      });
    });
    const read = await readRequest(message, adapter, protocol);
    const base = { adapter, response, cache, requestId, disconnected: disconnected.signal };
    if ('problem' in read) {
      return sendJson(
        { ...base, request: EMPTY_REQUEST },
        400,
        adapter.errorBody(400, { message: read.problem }, requestId),
      );
    }
    const { request, body } = read;
    if (models && !models.includes(request.model)) {
      return sendJson(
        { ...base, request },
        404,
        adapter.errorBody(404, unknownModel(protocol, request.model), requestId),
      );
    }
    const seen: SeenRequest = {
      index: requests.length,
      protocol,
      model: request.model,
      system: request.system,
      messages: request.messages,
      tools: request.tools,
      output: request.output,
      stream: request.stream,
      maxOutputTokens: request.maxOutputTokens,
      text: [request.system, ...request.messages.map(fullText)].join('\n'),
      headers: message.headers,
      body,
      at: Date.now(),
      ended,
    };
    requests.push(seen);
    await answer({ ...base, request }, await script(seen));
  }

  const server = createServer((message, response) => {
    handle(message, response).catch((error: unknown) => {
      // A mistake in a script must be visible and not look like a fault of the provider.
      process.stderr.write(`scripted model server: ${error instanceof Error ? error.stack : String(error)}\n`);
      response.destroy();
    });
  });
  await listen(server, port);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    openAiBaseUrl: `${origin}/v1`,
    anthropicBaseUrl: origin,
    requests,
    embedded,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const EMPTY_REQUEST: ReadRequest = {
  model: '',
  system: '',
  messages: [],
  tools: [],
  output: undefined,
  stream: false,
  maxOutputTokens: undefined,
  streamUsage: false,
  blocks: [],
};

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function readRequest(
  message: IncomingMessage,
  adapter: ProtocolAdapter,
  protocol: Protocol,
): Promise<{ request: ReadRequest; body: unknown } | { problem: string }> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  if (protocol === 'anthropic' && !message.headers['anthropic-version'])
    return { problem: 'anthropic-version: header is required' };
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    return { request: adapter.read(body), body };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function unknownModel(protocol: Protocol, model: string) {
  if (protocol === 'anthropic') return { message: `model: ${model}` };
  return { message: `The model \`${model}\` does not exist or you do not have access to it.` };
}

function sendModels(response: ServerResponse, models: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const data = models.map((id) => ({
    id,
    object: 'model',
    created: 1_700_000_000,
    owned_by: 'loopcraft-test',
    type: 'model',
    display_name: id,
    created_at: '2023-11-14T22:13:20Z',
  }));
  response.end(
    JSON.stringify({
      object: 'list',
      data,
      has_more: false,
      first_id: models[0] ?? null,
      last_id: models.at(-1) ?? null,
    }),
  );
}

function notFound(message: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      error: {
        message: `Invalid URL (${message.method} ${message.url})`,
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    }),
  );
}
