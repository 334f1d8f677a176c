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

const BAD: (readonly [string, ScriptedReply, FailureClass, RegExp])[] = [
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

const half = data(delta('const a = '));
const mid = (...frames: readonly string[]) => sse([half, ...frames].join(''));
BAD.push(
  [
    'an error in mid-stream',
    mid(data({ error: { code: 429, message: 'Slow down. Try again in 2s.' } })),
    'rate-limit',
    /Slow down/,
  ],
  [
    'an error event in mid-stream',
    mid(`event: error\n${data({ error: { message: 'Model unloaded.' } })}`),
    'server-error',
    /Model unloaded/,
  ],
  ['an error event in plain words', mid('event: error\ndata: the GPU is lost\n\n'), 'server-error', /the GPU is lost/],
  [
    'an error object without an envelope',
    mid(data({ object: 'error', message: 'EngineDeadError', type: 'InternalServerError', code: 500 })),
    'server-error',
    /EngineDeadError/,
  ],
  ['a bare error in mid-stream', mid('{"error":{"message":"out of blocks"}}\n\n'), 'server-error', /out of blocks/],
  [
    'a list of errors in mid-stream',
    mid(data([{ error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } }])),
    'overloaded',
    /overloaded/,
  ],
  [
    'a list of errors as the answer',
    raw('application/json', JSON.stringify([{ error: { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED' } }])),
    'rate-limit',
    /Quota/,
  ],
  ['an error as the finish', mid(data(delta('', 'error'))), 'stream-broken', /ended with “error”/],
  ['an abort as the finish', mid(data(delta('', 'abort'))), 'stream-broken', /ended with “abort”/],
  [
    'too little capacity as the finish',
    mid(data(delta('', 'insufficient_system_resource'))),
    'stream-broken',
    /ended with “insufficient_system_resource”/,
  ],
  ['what Gemini forbids', mid(data(delta('', 'prohibited_content'))), 'content-filter', /content filter/],
);

const GOOD: readonly (readonly [string, string])[] = [
  ['keep-alive comments', `: ping\n\n${data(delta('fi'))}: ping\n\n${data(delta('ne', 'stop'))}data: [DONE]\n\n`],
  [
    '“data:” without a blank',
    `${data(delta('fi'), '\n\n', 'data:')}${data(delta('ne', 'stop'), '\n\n', 'data:')}data:[DONE]\n\n`,
  ],
  ['CRLF', `${data(delta('fi'), '\r\n\r\n')}${data(delta('ne', 'stop'), '\r\n\r\n')}data: [DONE]\r\n\r\n`],
  ['CR alone', `${data(delta('fi'), '\r\r')}${data(delta('ne', 'stop'), '\r\r')}data: [DONE]\r\r`],
  ['no blank lines', `${data(delta('fi'), '\n')}${data(delta('ne', 'stop'), '\n')}data: [DONE]\n`],
  ['no blank lines, with CRLF', `${data(delta('fi'), '\r\n')}${data(delta('ne', 'stop'), '\r\n')}data: [DONE]\r\n`],
  ['a BOM in front', `\uFEFF${data(delta('fi'))}${data(delta('ne', 'stop'))}data: [DONE]\n\n`],
  [
    'JSON on several lines',
    `${JSON.stringify(delta('fine', 'stop'), null, 1)
      .split('\n')
      .map((line) => `data: ${line}\n`)
      .join('')}\ndata: [DONE]\n\n`,
  ],
  ['blank lines too many', `\n\n${data(delta('fi'), '\n\n\n\n')}${data(delta('ne', 'stop'))}data: [DONE]\n\n`],
  ['retry and id fields', `retry: 3000\n\nid: 1\n${data(delta('fi'))}id: 2\n${data(delta('ne', 'stop'))}`],
  ['a ping event', `event: ping\ndata: {"type":"ping"}\n\n${data(delta('fine', 'stop'))}`],
  ['a null error', `${data(delta('fi', null, { error: null }))}${data(delta('ne', 'stop', { error: null }))}`],
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
          assert.ok(server.requests.length <= 8, `${server.requests.length}`);
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
