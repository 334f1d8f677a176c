import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { PromptCache } from './tokens';
import { firstTokens } from './tokens';
import type { Finish, Frames, ProtocolAdapter, ReadRequest, Rendered, ScriptedCall, ScriptedReply } from './types';

// Writes one scripted reply, or one scripted fault, as an HTTP response.

/** One request with what is needed to answer it. */
export interface Exchange {
  readonly adapter: ProtocolAdapter;
  readonly request: ReadRequest;
  readonly response: ServerResponse;
  readonly cache: PromptCache;
  readonly requestId: string;
  /** Aborted when the client's connection closes. */
  readonly disconnected: AbortSignal;
}

/** Writes one scripted reply. Returns when it is written or the client has disconnected. */
export async function answer(exchange: Exchange, reply: ScriptedReply): Promise<void> {
  try {
    if ('fault' in reply) await sendFault(exchange, reply);
    else await sendText(exchange, reply);
  } catch (error) {
    if (!exchange.disconnected.aborted) throw error;
  }
}

async function sendText(
  exchange: Exchange,
  reply: Extract<ScriptedReply, { text: string }> & { fault?: undefined },
): Promise<void> {
  const rendered = render(exchange, reply.text, reply.chunkSize, reply.finish, reply.toolCalls);
  await pause(reply.delayMs, exchange);
  if (!exchange.request.stream) return sendJson(exchange, 200, exchange.adapter.jsonBody(rendered));
  startStream(exchange);
  await stream(exchange, flatten(exchange.adapter.frames(rendered)), reply.chunkDelayMs);
  exchange.response.end();
}

async function sendFault(exchange: Exchange, reply: Extract<ScriptedReply, { fault: string }>): Promise<void> {
  const { response, adapter, requestId } = exchange;
  switch (reply.fault) {
    case 'status':
      await pause(reply.delayMs, exchange);
      return sendJson(exchange, reply.status, adapter.errorBody(reply.status, reply, requestId), reply.headers);
    case 'stall':
      if (reply.afterChunks !== undefined)
        await sendPartially(exchange, reply.text ?? '', reply.afterChunks, reply.chunkSize, reply.chunkDelayMs);
      return untilDisconnected(exchange);
    case 'drip':
      return sendByteByByte(exchange, reply.text, reply.everyMs);
    case 'broken':
      await sendPartially(exchange, reply.text, reply.afterChunks, reply.chunkSize, reply.chunkDelayMs);
      if (reply.how === 'end') response.end();
      else {
        await pause(20, exchange);
        response.destroy();
      }
      return;
    case 'error-event':
      await sendPartially(exchange, reply.text ?? '', reply.afterChunks, reply.chunkSize, reply.chunkDelayMs);
      response.end(adapter.errorFrame(reply, requestId));
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(
        '<!doctype html><html><head><title>Sign in to the network</title></head><body><h1>Welcome</h1></body></html>',
      );
      return;
    case 'empty':
      return sendText(exchange, { text: '' });
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'json':
      return sendJson(
        exchange,
        200,
        adapter.jsonBody(render(exchange, reply.text, undefined, undefined, reply.toolCalls)),
      );
    case 'flood':
      return sendFlood(exchange, reply.bytes);
    case 'raw':
      response.writeHead(reply.status ?? 200, { 'content-type': reply.contentType });
      response.end(reply.body);
  }
}

function render(
  { request, cache, requestId, adapter }: Exchange,
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
  const outputCall =
    request.output && adapter.outputByTool
      ? [{ id: `call_${id}_0`, name: request.output.name, pieces: chunks }]
      : undefined;
  return {
    id,
    model: request.model,
    chunks: outputCall ? [] : chunks,
    toolCalls: outputCall ?? toolCalls,
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
  { response, adapter, requestId }: Exchange,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', [adapter.requestIdHeader]: requestId, ...headers });
  response.end(JSON.stringify(body));
}

function startStream({ response, adapter, requestId }: Exchange): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    [adapter.requestIdHeader]: requestId,
  });
  response.flushHeaders();
}

async function stream(exchange: Exchange, frames: readonly string[], everyMs = 0): Promise<void> {
  for (const frame of frames) {
    await pause(everyMs, exchange);
    if (exchange.disconnected.aborted) return;
    await write(exchange, frame);
  }
}

async function sendPartially(
  exchange: Exchange,
  text: string,
  count: number,
  chunkSize?: number,
  everyMs?: number,
): Promise<void> {
  const { head, chunks } = exchange.adapter.frames(render(exchange, text, chunkSize));
  startStream(exchange);
  await stream(exchange, [...head, ...chunks.slice(0, count)], everyMs);
}

async function sendByteByByte(exchange: Exchange, text: string, everyMs: number): Promise<void> {
  startStream(exchange);
  const bytes = Buffer.from(flatten(exchange.adapter.frames(render(exchange, text))).join(''));
  for (const byte of bytes) {
    await pause(everyMs, exchange);
    exchange.response.write(Uint8Array.of(byte));
  }
  exchange.response.end();
}

async function sendFlood(exchange: Exchange, bytes: number): Promise<void> {
  startStream(exchange);
  const { head, chunks } = exchange.adapter.frames(
    render({ ...exchange, request: { ...exchange.request, maxOutputTokens: undefined } }, 'x'.repeat(16_384), 16_384),
  );
  const chunk = chunks[0] ?? '';
  await stream(exchange, head);
  for (let sent = 0; sent < bytes && !exchange.disconnected.aborted; sent += chunk.length) await write(exchange, chunk);
  exchange.response.end();
}

/** Writes, and waits until the client has read enough. */
async function write({ response, disconnected }: Exchange, data: string): Promise<void> {
  if (response.write(data) || disconnected.aborted) return;
  await new Promise<void>((resolve) => {
    const proceed = () => {
      response.off('drain', proceed);
      disconnected.removeEventListener('abort', proceed);
      resolve();
    };
    response.on('drain', proceed);
    disconnected.addEventListener('abort', proceed);
  });
}

async function pause(ms: number | undefined, { disconnected }: Exchange): Promise<void> {
  if (ms) await delay(ms, undefined, { signal: disconnected });
}

function untilDisconnected({ disconnected }: Exchange): Promise<void> {
  return new Promise((resolve) => {
    if (disconnected.aborted) resolve();
    else disconnected.addEventListener('abort', () => resolve(), { once: true });
  });
}
