import assert from 'node:assert/strict';
import { callModel } from '../../../../src/engine/call/call';
import type { FailureClass } from '../../../../src/engine/call/resilience/failure';
import type { ScriptedReply } from '../../../support/model-server';
import { callDeps, modelAt, NEVER, REQUEST, withServer } from '../support';

const raw = (contentType: string, body: string, status = 200): ScriptedReply => {
  return { fault: 'raw', contentType, body, status };
};
const sse = (body: string) => raw('text/event-stream', body);
const data = (value: object, separator = '\n\n', prefix = 'data: ') => `${prefix}${JSON.stringify(value)}${separator}`;
const delta = (content: unknown, finish: string | null = null, more: object = {}) => ({
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  ...more,
});
const PAGE = '<!doctype html><html><body>Sign in</body></html>';

const BAD: readonly (readonly [string, ScriptedReply, FailureClass, RegExp])[] = [
  ['a web page', raw('text/html', PAGE), 'bad-response', /a web page instead of an answer/],
  ['a web page called JSON', raw('application/json', PAGE), 'bad-response', /a web page instead of an answer/],
  ['a web page called a stream', sse(`\n${PAGE}`), 'bad-response', /a web page instead of an answer/],
  ['a web page as a refusal', raw('text/html', PAGE, 403), 'permission', /a web page/],
  ['an empty body', raw('application/json', ''), 'stream-broken', /the response is empty/],
  ['an empty stream', sse(''), 'stream-broken', /the response is empty/],
  ['a stream of comments', sse(': keep-alive\n\n'.repeat(20)), 'stream-broken', /without a final event/],
  ['comments and the end', sse(': OPENROUTER PROCESSING\n\ndata: [DONE]\n\n'), 'empty', /empty reply/],
  ['nothing but null', raw('application/json', 'null'), 'bad-response', /JSON/],
  ['a plain word', raw('text/plain', 'Not today'), 'stream-broken', /without a final event/],
];

const GOOD: readonly (readonly [string, string])[] = [
  ['keep-alive comments', `: ping\n\n${data(delta('fi'))}: ping\n\n${data(delta('ne', 'stop'))}data: [DONE]\n\n`],
  [
    '“data:” without a blank',
    `${data(delta('fi'), '\n\n', 'data:')}${data(delta('ne', 'stop'), '\n\n', 'data:')}data:[DONE]\n\n`,
  ],
  ['CRLF', `${data(delta('fi'), '\r\n\r\n')}${data(delta('ne', 'stop'), '\r\n\r\n')}data: [DONE]\r\n\r\n`],
  ['a null usage', data(delta('fi', null, { usage: null })) + data(delta('ne', 'stop', { usage: null }))],
  ['no choices at the end', data(delta('fine', 'stop')) + data({ choices: [], usage: { prompt_tokens: 3 } })],
  ['null choices', data(delta('fine', 'stop')) + data({ choices: null, usage: null })],
  ['an empty finish reason', data(delta('fi', '')) + data(delta('ne', 'stop'))],
  ['a null delta', data({ choices: [{ delta: null }] }) + data(delta('fine', 'stop'))],
  ['thoughts in fields', data({ choices: [{ delta: { reasoning: 'hm' } }] }) + data(delta('fine', 'stop'))],
  ['an end without a line break', `${data(delta('fine', 'stop'))}data: [DONE]`],
  ['events with names', `event: message\nid: 1\n${data(delta('fine', 'stop'))}event: done\ndata: [DONE]\n\n`],
  ['a finish reason of its own', data(delta('fine', 'eos'))],
];

describe('answers as they should not be', () => {
  for (const [what, reply, expected, message] of BAD) {
    it(`${what}: ${expected}`, async () => {
      await withServer(
        () => reply,
        async (server) => {
          const result = await callModel(REQUEST, callDeps(modelAt('chat', server)), NEVER);
          assert.ok(!result.ok);
          assert.match(result.message, message);
          assert.equal(result.failureClass, expected, result.message);
          assert.ok(server.requests.length <= 5, `${server.requests.length}`);
        },
      );
    });
  }

  for (const [what, body] of GOOD) {
    it(`${what}: read`, async () => {
      await withServer(
        () => sse(body),
        async (server) => {
          const result = await callModel(REQUEST, callDeps(modelAt('chat', server)), NEVER);
          assert.ok(result.ok, result.ok ? '' : result.message);
          assert.equal(result.reply.text, 'fine');
          assert.equal(server.requests.length, 1);
        },
      );
    });
  }
});
