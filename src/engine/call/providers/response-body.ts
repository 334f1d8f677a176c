import { TextDecoder } from 'node:util';
import { INVALID_JSON } from '../resilience/classify';
import type { FailureClass, ModelError } from '../resilience/failure';
import { readableEvents } from './event-lines';

/** Bytes of a response: 128 k output tokens at about 250 bytes of event each, as the largest providers stream them. */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;
/** Bytes that are read of an error response's body. */
const MAX_ERROR_BYTES = 64 * 1024;

export type Fail = (failureClass: FailureClass, detail: string) => ModelError;

/** What is seen while a response is read. */
export interface Watch {
  readonly fail: Fail;
  /** A line is complete. */
  readonly onLine: () => void;
  /** The stream's last event was `[DONE]`. */
  readonly onDone: () => void;
  /** The body ended, for any reason except cancellation. */
  readonly onEnd: () => void;
}

/**
 * Checks a successful response while it is read. Servers without streaming, or that ignore the request for a stream,
 * answer with one JSON document, whatever type they declare; it is passed on as a stream of one event, so that the SDK
 * reads both kinds of answer in the same way.
 */
export async function readAnswer(response: Response, watch: Watch): Promise<Response> {
  const { status, statusText, headers } = response;
  const contentType = (headers.get('content-type') ?? '').toLowerCase();
  if (contentType.includes('text/html')) throw watch.fail('bad-response', WEB_PAGE);
  if (!response.body) throw watch.fail('stream-broken', 'the response is empty');
  const inspected = inspectBody(response.body, responseChecker(watch), watch.onEnd);
  const { first, body } = await peek(inspected);
  if (first === undefined) throw watch.fail('stream-broken', 'the response is empty');
  if (first === '<') throw watch.fail('bad-response', WEB_PAGE);
  const whole = contentType.includes('application/json') || first === '{' || first === '[';
  if (whole) return asEventStream(await new Response(body).text(), watch.fail);
  return new Response(readableEvents(body), { status, statusText, headers: withEventStream(headers) });
}

/** The text of an error response, as far as it is read. */
export async function readErrorText(response: Response, onEnd: () => void): Promise<string> {
  if (!response.body) return '';
  return new Response(inspectBody(response.body, sizeLimit(MAX_ERROR_BYTES), onEnd)).text();
}

const WEB_PAGE = 'a web page instead of an answer';
const NO_OBJECT = 'the response is JSON, but no object';

/** The first character that is not white space, and the whole body again. */
async function peek(
  body: ReadableStream<Uint8Array>,
): Promise<{ readonly first: string | undefined; readonly body: ReadableStream<Uint8Array> }> {
  const reader = body.getReader();
  const read: Uint8Array[] = [];
  let first: string | undefined;
  let ended = false;
  while (first === undefined && !ended) {
    const { done, value } = await reader.read();
    ended = done;
    if (!value) continue;
    read.push(value);
    first = /[^\s\uFEFF]/.exec(Buffer.from(value).toString('utf8'))?.[0];
  }
  const again = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = read.shift();
      if (next) return controller.enqueue(next);
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { first, body: again };
}

function withEventStream(headers: Headers): Headers {
  const copy = new Headers(headers);
  copy.set('content-type', 'text/event-stream');
  return copy;
}

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

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const DONE = /^data:[ \t]*\[DONE\]/m;
/** Characters of the line before that are kept, enough for `data: [DONE]` in two chunks. */
const TAIL = 32;

/** Checks the chunks of a successful response: bounded in size and UTF-8; reports complete lines and the last event. */
function responseChecker({ fail, onLine, onDone }: Watch): (chunk: Uint8Array) => boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let tail = '';
  return (chunk) => {
    bytes += chunk.length;
    if (bytes > MAX_RESPONSE_BYTES) throw fail('too-large', `more than ${MAX_RESPONSE_BYTES} bytes`);
    const text = decode(decoder, chunk);
    if (text === undefined) throw fail('bad-response', 'the response is not UTF-8 text');
    if (chunk.includes(NEWLINE) || chunk.includes(RETURN)) onLine();
    const seen = tail + text;
    if (DONE.test(seen)) onDone();
    tail = seen.slice(-TAIL);
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

function decode(decoder: TextDecoder, chunk: Uint8Array): string | undefined {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    return undefined;
  }
}

/** The document as one event: `error` if it is an error object. Lines that are documents each become one event each. */
function asEventStream(text: string, fail: Fail): Response {
  const documents = parse(text) ?? parseLines(text);
  if (!documents) throw fail('bad-response', INVALID_JSON);
  if (!documents.every((each) => typeof each === 'object' && each !== null)) throw fail('bad-response', NO_OBJECT);
  const events = documents.map((document) => {
    const isError = typeof document === 'object' && document !== null && 'error' in document && Boolean(document.error);
    return `event: ${isError ? 'error' : 'whole'}\ndata: ${JSON.stringify(document)}\n\n`;
  });
  return new Response(events.join(''), { headers: { 'content-type': 'text/event-stream' } });
}

function parse(text: string): readonly unknown[] | undefined {
  try {
    const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    // Gemini puts its errors in a list.
    return Array.isArray(document) && document.length > 0 ? document : [document];
  } catch {
    return undefined;
  }
}

function parseLines(text: string): readonly unknown[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const documents = lines.map(parse);
  return lines.length > 1 && documents.every((each) => each !== undefined) ? documents.flat() : undefined;
}
