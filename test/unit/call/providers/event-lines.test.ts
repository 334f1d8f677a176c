import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readableEvents } from '../../../../src/engine/call/providers/event-lines';

async function read(bytes: Uint8Array, cuts: readonly number[]): Promise<string> {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const end = ends.shift();
      if (end === undefined) return controller.close();
      controller.enqueue(bytes.slice(from, end));
      from = end;
    },
  });
  return new Response(readableEvents(body)).text();
}

const EVENTS = ['{"text":"é — 😀"}', '{"text":"b"}', '[DONE]'];

/** How servers end their lines and events. */
const WAYS: readonly (readonly [end: string, separator: string, prefix: string])[] = [
  ['\n', '\n', 'data: '],
  ['\r\n', '\r\n', 'data: '],
  ['\r', '\r', 'data:'],
  ['\n', '', 'data: '],
  ['\r\n', '', 'data:'],
  ['\n', '\n\n', 'data: '],
];

describe('the lines of an event stream', () => {
  it('are the same events however they end and wherever the network cuts them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...WAYS),
        fc.array(fc.nat(), { maxLength: 8 }),
        async ([end, separator, prefix], cuts) => {
          const text = EVENTS.map((event) => `${prefix}${event}${end}${separator}`).join('');
          const events = (await read(new TextEncoder().encode(text), cuts)).split(/\n\n+/).filter(Boolean);
          assert.deepEqual(
            events.map((event) => event.trim()),
            EVENTS.map((event) => `data: ${event}`),
          );
        },
      ),
    );
  });

  it('are passed on as they are where one event has several lines', async () => {
    const text = ': ping\n\nevent: a\nid: 1\ndata: {\ndata: "b": 1}\n\ndata: x';
    assert.equal(await read(new TextEncoder().encode(text), [3, 20]), `${text}\n`);
  });

  it('become an event where a server writes an error without its form', async () => {
    const text = 'event: error\ndata: no memory\n\n{"error":"lost"}\n{not JSON}\n';
    assert.equal(
      await read(new TextEncoder().encode(text), []),
      'event: error\ndata: {"error":{"message":"no memory"}}\n\n\ndata: {"error":"lost"}\n\n{not JSON}\n',
    );
  });
});
