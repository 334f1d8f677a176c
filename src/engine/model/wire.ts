import { type Asked, createFailure } from './classify';
import type { FailureClass, ModelError } from './failure';

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
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  /** What the wire itself found wrong; the SDK's error then only repeats it. */
  failure(): ModelError | undefined;
  /** The server had begun to answer with success. */
  opened(): boolean;
  /** Ends timers and closes the socket if it is still open. */
  close(): void;
}

export function createWire(asked: Asked, timeouts: Timeouts): Wire {
  const stop = new AbortController();
  let failure: ModelError | undefined;
  let opened = false;
  let quiet: NodeJS.Timeout | undefined;
  let whole: NodeJS.Timeout | undefined;

  const clear = () => {
    clearTimeout(quiet);
    clearTimeout(whole);
  };
  const fail = (failureClass: FailureClass, said?: string): ModelError => {
    failure ??= createFailure(failureClass, asked, said === undefined ? {} : { said });
    clear();
    stop.abort(failure);
    return failure;
  };
  const expect = (failureClass: FailureClass, ms: number) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => fail(failureClass, `nothing for ${seconds(ms)}`), ms);
  };

  /** The body with time, size and encoding watched. */
  function watch(body: ReadableStream<Uint8Array>, ok: boolean): ReadableStream<Uint8Array> {
    const reader = body.getReader();
    const utf8 = new TextDecoder('utf-8', { fatal: true });
    const limit = ok ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES;
    let bytes = 0;
    const inspect = (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes > limit && ok) throw fail('too-large', `more than ${limit} bytes`);
      if (chunk.includes(NEWLINE)) expect('timeout-silence', timeouts.silenceMs);
      if (ok && !isUtf8(utf8, chunk)) throw fail('bad-response', 'the answer is not UTF-8 text');
    };
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done || (bytes > limit && !ok)) {
            clear();
            controller.close();
            return;
          }
          inspect(value);
          controller.enqueue(value);
        } catch (error) {
          clear();
          controller.error(failure ?? error);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    });
  }

  return {
    async fetch(input, init) {
      whole = setTimeout(() => fail('timeout-whole', `not complete after ${seconds(timeouts.wholeMs)}`), timeouts.wholeMs);
      expect('timeout-first-byte', timeouts.firstByteMs);
      const signal = init?.signal ? AbortSignal.any([init.signal, stop.signal]) : stop.signal;
      const response = await globalThis.fetch(input, { ...init, signal });
      opened = response.ok;
      const kind = (response.headers.get('content-type') ?? '').toLowerCase();
      if (response.ok && kind.includes('text/html')) throw fail('bad-response', 'a web page instead of an answer');
      if (!response.body) return response;
      const watched = new Response(watch(response.body, response.ok), { status: response.status, statusText: response.statusText, headers: response.headers });
      return response.ok && init?.method === 'POST' && kind.includes('application/json') ? asStream(await watched.text(), fail) : watched;
    },
    failure: () => failure,
    opened: () => opened,
    close() {
      clear();
      stop.abort();
    },
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
function asStream(text: string, fail: (failureClass: FailureClass, said: string) => ModelError): Response {
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
