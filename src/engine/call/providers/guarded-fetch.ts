import { TextDecoder } from 'node:util';
import { createFailure, INVALID_JSON, type ModelTarget } from '../resilience/classify';
import type { FailureClass, ModelError } from '../resilience/failure';

/** Limits of one attempt, all in milliseconds. */
export interface Timeouts {
  /** From sending the request to the first complete line of the body. Connecting is bounded by undici (10 s). */
  readonly firstByteMs: number;
  /** Between two complete lines of the body. Single bytes without a line end don't count as progress. */
  readonly silenceMs: number;
  /** From sending the request to the end of the response. */
  readonly wholeMs: number;
}

/** Generous, because local models take up to a minute to load and reasoning models think longer without output. */
export const DEFAULT_TIMEOUTS: Timeouts = { firstByteMs: 120_000, silenceMs: 90_000, wholeMs: 600_000 };

/** Bytes of a response: 128 k output tokens at about 250 bytes of event each, as the largest providers stream them. */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;
/** Bytes that are read of an error response's body. */
const MAX_ERROR_BYTES = 64 * 1024;

/** A `fetch` for one attempt that enforces timeouts and size limits and knows which of them was violated. */
export interface GuardedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** The first violation; it is the cause of whatever error the SDK then throws. */
  failure(): ModelError | undefined;
  /** The server had started to answer with success. */
  responseStarted(): boolean;
  /** Clears the timers and closes the connection if it is still open. */
  close(): void;
}

export function createGuardedFetch(target: ModelTarget, timeouts: Timeouts): GuardedFetch {
  const abort = new AbortController();
  let failure: ModelError | undefined;
  let responseStarted = false;
  let silenceTimer: NodeJS.Timeout | undefined;
  let wholeTimer: NodeJS.Timeout | undefined;

  const clearTimers = () => {
    clearTimeout(silenceTimer);
    clearTimeout(wholeTimer);
  };
  const fail: Fail = (failureClass, detail) => {
    failure ??= createFailure(failureClass, target, { detail });
    clearTimers();
    abort.abort(failure);
    return failure;
  };
  const restartSilenceTimer = (failureClass: FailureClass, ms: number) => {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => fail(failureClass, `nothing for ${seconds(ms)}`), ms);
  };
  const onLine = () => restartSilenceTimer('timeout-silence', timeouts.silenceMs);

  return {
    async fetch(input, init) {
      wholeTimer = setTimeout(
        () => fail('timeout-whole', `not complete after ${seconds(timeouts.wholeMs)}`),
        timeouts.wholeMs,
      );
      restartSilenceTimer('timeout-first-byte', timeouts.firstByteMs);
      const signal = init?.signal ? AbortSignal.any([init.signal, abort.signal]) : abort.signal;
      const response = await globalThis.fetch(input, { ...init, signal });
      const { ok, status, statusText, headers } = response;
      responseStarted = ok;
      const contentType = (headers.get('content-type') ?? '').toLowerCase();
      if (ok && contentType.includes('text/html')) throw fail('bad-response', 'a web page instead of an answer');
      if (!response.body) return response;
      const onChunk = ok ? responseChecker(fail, onLine) : sizeLimit(MAX_ERROR_BYTES);
      const body = inspectBody(response.body, onChunk, clearTimers);
      const inspected = new Response(body, { status, statusText, headers });
      return ok && contentType.includes('application/json') ? asEventStream(await inspected.text(), fail) : inspected;
    },
    failure: () => failure,
    responseStarted: () => responseStarted,
    close() {
      clearTimers();
      abort.abort();
    },
  };
}

type Fail = (failureClass: FailureClass, detail: string) => ModelError;

/**
 * Passes the body on chunk by chunk. `onChunk` throws to fail the body and returns false to end it early; `onEnd` is
 * called when the body ends for any reason except cancellation.
 */
function inspectBody(
  body: ReadableStream<Uint8Array>,
  onChunk: (chunk: Uint8Array) => boolean,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done && onChunk(value)) return controller.enqueue(value);
        onEnd();
        controller.close();
      } catch (error) {
        onEnd();
        controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** Checks the chunks of a successful response: bounded in size, UTF-8, and `onLine` is called when a line ends. */
function responseChecker(fail: Fail, onLine: () => void): (chunk: Uint8Array) => boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.length;
    if (bytes > MAX_RESPONSE_BYTES) throw fail('too-large', `more than ${MAX_RESPONSE_BYTES} bytes`);
    if (!isUtf8(decoder, chunk)) throw fail('bad-response', 'the response is not UTF-8 text');
    if (chunk.includes(NEWLINE)) onLine();
    return true;
  };
}

function sizeLimit(maxBytes: number): (chunk: Uint8Array) => boolean {
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.length;
    return bytes <= maxBytes;
  };
}

const NEWLINE = 0x0a;
const seconds = (ms: number): string => `${ms / 1000} s`;

function isUtf8(decoder: TextDecoder, chunk: Uint8Array): boolean {
  try {
    decoder.decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Servers without streaming answer with one JSON document. It is passed on as a stream of one event (`error` if it is
 * an error object), so that the SDK reads both kinds of answer in the same way.
 */
function asEventStream(text: string, fail: Fail): Response {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw fail('bad-response', INVALID_JSON);
  }
  const isError = typeof body === 'object' && body !== null && 'error' in body && Boolean(body.error);
  return new Response(`event: ${isError ? 'error' : 'whole'}\ndata: ${JSON.stringify(body)}\n\n`, {
    headers: { 'content-type': 'text/event-stream' },
  });
}
