import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { PromptCache } from './tokens';
import { firstTokens } from './tokens';
import type { Dialect, Finish, Frames, ReadRequest, Rendered, ScriptedCall, ScriptedReply } from './types';

export interface Exchange {
  readonly dialect: Dialect;
  readonly request: ReadRequest;
  readonly response: ServerResponse;
  readonly cache: PromptCache;
  readonly requestId: string;
  /** Aborted when the socket closes. */
  readonly gone: AbortSignal;
}

/** Writes one scripted reply; returns when the answer is out or the client has left. */
export async function answer(exchange: Exchange, reply: ScriptedReply): Promise<void> {
  try {
    if ('fault' in reply) await answerFault(exchange, reply);
    else await answerText(exchange, reply);
  } catch (error) {
    if (!exchange.gone.aborted) throw error;
  }
}

async function answerText(
  exchange: Exchange,
  reply: Extract<ScriptedReply, { text: string }> & { fault?: undefined },
): Promise<void> {
  const rendered = render(exchange, reply.text, reply.chunkSize, reply.finish, reply.toolCalls);
  await pause(reply.delayMs, exchange);
  if (!exchange.request.stream) return sendJson(exchange, 200, exchange.dialect.whole(rendered));
  startStream(exchange);
  await stream(exchange, flatten(exchange.dialect.frames(rendered)), reply.chunkDelayMs);
  exchange.response.end();
}

async function answerFault(exchange: Exchange, reply: Extract<ScriptedReply, { fault: string }>): Promise<void> {
  const { response, dialect, requestId } = exchange;
  switch (reply.fault) {
    case 'status':
      await pause(reply.delayMs, exchange);
      return sendJson(exchange, reply.status, dialect.errorBody(reply.status, reply, requestId), reply.headers);
    case 'stall':
      if (reply.afterChunks !== undefined)
        await partial(exchange, reply.text ?? '', reply.afterChunks, reply.chunkSize, reply.chunkDelayMs);
      return untilGone(exchange);
    case 'drip':
      return drip(exchange, reply.text, reply.everyMs);
    case 'broken':
      await partial(exchange, reply.text, reply.afterChunks, reply.chunkSize, reply.chunkDelayMs);
      if (reply.how === 'end') response.end();
      else {
        await pause(20, exchange);
        response.destroy();
      }
      return;
    case 'error-event':
      await partial(exchange, reply.text ?? '', reply.afterChunks, reply.chunkSize, reply.chunkDelayMs);
      response.end(dialect.errorFrame(reply, requestId));
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(
        '<!doctype html><html><head><title>Sign in to the network</title></head><body><h1>Welcome</h1></body></html>',
      );
      return;
    case 'empty':
      return answerText(exchange, { text: '' });
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'json':
      return sendJson(
        exchange,
        200,
        dialect.whole(render(exchange, reply.text, undefined, undefined, reply.toolCalls)),
      );
    case 'flood':
      return flood(exchange, reply.bytes);
    case 'raw':
      response.writeHead(200, { 'content-type': reply.contentType });
      response.end(reply.body);
  }
}

function render(
  { request, cache, requestId, dialect }: Exchange,
  text: string,
  chunkSize = 24,
  finish?: Finish,
  calls: readonly ScriptedCall[] = [],
): Rendered {
  const allowed = request.maxOutputTokens === undefined ? text : firstTokens(text, request.maxOutputTokens);
  const written = calls.map(({ name, input }) => ({
    name,
    json: typeof input === 'string' ? input : JSON.stringify(input),
  }));
  const usage = cache.count(request.blocks, [allowed, ...written.map(({ name, json }) => `${name}${json}`)].join('\n'));
  const id = requestId.replace(/\W/g, '');
  const chunks = split(allowed, chunkSize);
  const toolCalls = written.map(({ name, json }, index) => ({
    id: `call_${id}_${index}`,
    name,
    pieces: split(json, chunkSize),
  }));
  const asCall =
    request.output && dialect.outputByTool
      ? [{ id: `call_${id}_0`, name: request.output.name, pieces: chunks }]
      : undefined;
  return {
    id,
    model: request.model,
    chunks: asCall ? [] : chunks,
    toolCalls: asCall ?? toolCalls,
    finish: finish ?? (allowed.length < text.length ? 'length' : 'stop'),
    usage,
    created: Math.floor(Date.now() / 1000),
    streamUsage: request.streamUsage,
  };
}

function split(text: string, size: number): string[] {
  const chunks: string[] = [];
  for (let start = 0; start < text.length; start += size) chunks.push(text.slice(start, start + size));
  return chunks;
}

const flatten = ({ head, chunks, tail }: Frames): string[] => [...head, ...chunks, ...tail];

export function sendJson(
  { response, dialect, requestId }: Exchange,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', [dialect.requestIdHeader]: requestId, ...headers });
  response.end(JSON.stringify(body));
}

function startStream({ response, dialect, requestId }: Exchange): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    [dialect.requestIdHeader]: requestId,
  });
  response.flushHeaders();
}

async function stream(exchange: Exchange, frames: readonly string[], everyMs = 0): Promise<void> {
  for (const frame of frames) {
    await pause(everyMs, exchange);
    if (exchange.gone.aborted) return;
    await write(exchange, frame);
  }
}

async function partial(
  exchange: Exchange,
  text: string,
  count: number,
  chunkSize?: number,
  everyMs?: number,
): Promise<void> {
  const { head, chunks } = exchange.dialect.frames(render(exchange, text, chunkSize));
  startStream(exchange);
  await stream(exchange, [...head, ...chunks.slice(0, count)], everyMs);
}

async function drip(exchange: Exchange, text: string, everyMs: number): Promise<void> {
  startStream(exchange);
  const bytes = Buffer.from(flatten(exchange.dialect.frames(render(exchange, text))).join(''));
  for (const byte of bytes) {
    await pause(everyMs, exchange);
    exchange.response.write(Uint8Array.of(byte));
  }
  exchange.response.end();
}

async function flood(exchange: Exchange, bytes: number): Promise<void> {
  startStream(exchange);
  const { head, chunks } = exchange.dialect.frames(
    render({ ...exchange, request: { ...exchange.request, maxOutputTokens: undefined } }, 'x'.repeat(16_384), 16_384),
  );
  const chunk = chunks[0] ?? '';
  await stream(exchange, head);
  for (let sent = 0; sent < bytes && !exchange.gone.aborted; sent += chunk.length) await write(exchange, chunk);
  exchange.response.end();
}

/** Writes and waits while the client does not keep up. */
async function write({ response, gone }: Exchange, data: string): Promise<void> {
  if (response.write(data) || gone.aborted) return;
  await new Promise<void>((resolve) => {
    const go = () => {
      response.off('drain', go);
      gone.removeEventListener('abort', go);
      resolve();
    };
    response.on('drain', go);
    gone.addEventListener('abort', go);
  });
}

async function pause(ms: number | undefined, { gone }: Exchange): Promise<void> {
  if (ms) await delay(ms, undefined, { signal: gone });
}

function untilGone({ gone }: Exchange): Promise<void> {
  return new Promise((resolve) => {
    if (gone.aborted) resolve();
    else gone.addEventListener('abort', () => resolve(), { once: true });
  });
}
