import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ModelError } from '../../../../src/engine/call/resilience/failure';
import { KINDS, modelAt, NEVER, REQUEST } from '../support';

const MEGABYTE = 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'x');

/** Starts a server that sends `head`, then `piece` until the client disconnects, and counts the bytes sent. */
async function startFloodServer(status: number, contentType: string, head: string, piece: Buffer) {
  let sent = 0;
  const flood = (response: ServerResponse): void => {
    while (!response.destroyed && sent < 100 * MEGABYTE) {
      sent += piece.length;
      if (!response.write(piece)) {
        response.once('drain', () => flood(response));
        return;
      }
    }
    response.end();
  };
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': contentType });
    response.write(head);
    flood(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    bases: { openAiBaseUrl: `${origin}/v1`, anthropicBaseUrl: origin },
    sent: () => sent,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const FLOODS: readonly (readonly [string, number, string, string, Buffer, string, number])[] = [
  ['a single line', 200, 'text/event-stream', 'event: message_start\ndata: {"x": "', PIECE, 'too-large', 48],
  ['one JSON document', 200, 'application/json', '{"x": "', PIECE, 'too-large', 48],
  [
    'comments',
    200,
    'text/event-stream',
    ': begin\n\n',
    Buffer.from(`: keep-alive${' '.repeat(1000)}\n\n`.repeat(64)),
    'too-large',
    48,
  ],
  ['an error body', 500, 'application/json', '{"error": {"message": "', PIECE, 'server-error', 16],
];

for (const kind of KINDS) {
  describe(`an endless response over ${kind}`, function () {
    this.timeout(20_000);
    for (const [what, status, contentType, head, piece, expected, megabytes] of FLOODS) {
      it(`consisting of ${what} ends as ${expected} after at most ${megabytes} MB`, async () => {
        const server = await startFloodServer(status, contentType, head, piece);
        try {
          const error: unknown = await modelAt(kind, server.bases)
            .send(REQUEST, NEVER)
            .then(
              () => assert.fail('expected a failure'),
              (thrown: unknown) => thrown,
            );
          assert.ok(error instanceof ModelError && error.failureClass === expected, String(error));
          assert.ok(error.message.length < 600, 'the message is bounded');
          const sentMegabytes = server.sent() / MEGABYTE;
          assert.ok(sentMegabytes <= megabytes, `${sentMegabytes} MB`);
        } finally {
          await server.close();
        }
      });
    }
  });
}
