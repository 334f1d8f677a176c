import { TextDecoder } from 'node:util';
import { type Asked, createFailure } from '../resilience/classify';
import type { FailureClass, ModelError } from '../resilience/failure';

/** All in milliseconds. */
export interface Timeouts {
  /** From sending to the first line of the answer's body. Connecting itself is bounded by undici (10 s). */
  readonly firstByteMs: number;
  /** Between two lines of the body; a server that sends single bytes without ending a line is silent too. */
  readonly silenceMs: number;
  readonly wholeMs: number;
}

/** Local models load for a minute and reasoning models think silently for longer: generous, but bounded. */
export const DEFAULT_TIMEOUTS: Timeouts = { firstByteMs: 120_000, silenceMs: 90_000, wholeMs: 600_000 };

/** Bytes of an answer: 128 k output tokens at about 250 bytes of event each, as the largest providers stream them. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/** Bytes of an error's body that are read. */
const MAX_ERROR_BYTES = 64 * 1024;

/** One attempt's connection: a `fetch` for the SDK that keeps time and size, and what went wrong in it. */
export interface GuardedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** What the wire itself found wrong; the SDK's error then only repeats it. */
  failure(): ModelError | undefined;
  /** The server had begun to answer with success. */
  opened(): boolean;
  /** Ends timers and closes the socket if it is still open. */
  close(): void;
}

export function createGuardedFetch(asked: Asked, timeouts: Timeouts): GuardedFetch {
  const stop = new AbortController();
  let failure: ModelError | undefined;
  let opened = false;
  let quiet: NodeJS.Timeout | undefined;
  let whole: NodeJS.Timeout | undefined;

  const rest = () => {
    clearTimeout(quiet);
    clearTimeout(whole);
  };
  const fail: Fail = (failureClass, said) => {
    failure ??= createFailure(failureClass, asked, { said });
    rest();
    stop.abort(failure);
    return failure;
  };
  const expect = (failureClass: FailureClass, ms: number) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => fail(failureClass, `nothing for ${seconds(ms)}`), ms);
  };

  return {
    async fetch(input, init) {
      whole = setTimeout(
        () => fail('timeout-whole', `not complete after ${seconds(timeouts.wholeMs)}`),
        timeouts.wholeMs,
      );
      expect('timeout-first-byte', timeouts.firstByteMs);
      const signal = init?.signal ? AbortSignal.any([init.signal, stop.signal]) : stop.signal;
      const response = await globalThis.fetch(input, { ...init, signal });
      opened = response.ok;
      const kind = (response.headers.get('content-type') ?? '').toLowerCase();
      if (response.ok && kind.includes('text/html')) throw fail('bad-response', 'a web page instead of an answer');
      if (!response.body) return response;
      const body = response.ok
        ? watch(response.body, {
            look: inspector(fail, () => expect('timeout-silence', timeouts.silenceMs)),
            over: rest,
          })
        : watch(response.body, { look: capAt(MAX_ERROR_BYTES), over: rest });
      const watched = new Response(body, {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
      });
      return response.ok && kind.includes('application/json') ? asStream(await watched.text(), fail) : watched;
    },
    failure: () => failure,
    opened: () => opened,
    close() {
      rest();
      stop.abort();
    },
  };
}

type Fail = (failureClass: FailureClass, said: string) => ModelError;

/** The body, looked at chunk by chunk: `look` throws to fail it and returns false to end it; `over` is told of any end. */
function watch(
  body: ReadableStream<Uint8Array>,
  { look, over }: { look: (chunk: Uint8Array) => boolean; over: () => void },
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done && look(value)) return controller.enqueue(value);
        over();
        controller.close();
      } catch (error) {
        over();
        controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** An answer's bytes: bounded, UTF-8, and alive as long as lines end. */
function inspector(fail: Fail, alive: () => void): (chunk: Uint8Array) => boolean {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw fail('too-large', `more than ${MAX_ANSWER_BYTES} bytes`);
    if (!isUtf8(utf8, chunk)) throw fail('bad-response', 'the answer is not UTF-8 text');
    if (chunk.includes(NEWLINE)) alive();
    return true;
  };
}

function capAt(limit: number): (chunk: Uint8Array) => boolean {
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.length;
    return bytes <= limit;
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
 * One JSON answer where a stream was asked for, as servers without streaming send it: given on as a stream of one event,
 * `error` when it is an error object, so that the SDK's one reading path serves both.
 */
function asStream(text: string, fail: Fail): Response {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw fail('bad-response', 'JSON that cannot be read');
  }
  const isError = typeof body === 'object' && body !== null && 'error' in body && Boolean(body.error);
  return new Response(`event: ${isError ? 'error' : 'whole'}\ndata: ${JSON.stringify(body)}\n\n`, {
    headers: { 'content-type': 'text/event-stream' },
  });
}
