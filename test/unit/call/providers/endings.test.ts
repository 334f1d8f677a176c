import assert from 'node:assert/strict';
import { callModel } from '../../../../src/engine/call/call';
import { ModelError } from '../../../../src/engine/call/resilience/failure';
import type { ScriptedReply } from '../../../support/model-server';
import { callDeps, type Kind, modelAt, NEVER, REQUEST, withServer } from '../support';

const TEXT = 'const a = 1;\n';
const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const event = (value: { readonly type: string; readonly [key: string]: unknown }) =>
  `event: ${value.type}\n${data(value)}`;
const chunk = (delta: object, finish: string | null = null) =>
  data({ object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] });
const stream = (...frames: readonly string[]): ScriptedReply => ({
  fault: 'raw',
  contentType: 'text/event-stream',
  body: frames.join(''),
});
const whole = (contentType: string, choice: object = { finish_reason: 'stop' }): ScriptedReply => ({
  fault: 'raw',
  contentType,
  body: `\n${JSON.stringify({ choices: [{ index: 0, message: { content: TEXT }, ...choice }] })}`,
});

const COMPLETE: readonly (readonly [string, ScriptedReply, Kind?])[] = [
  ['[DONE] without a reason', stream(chunk({ content: TEXT }), 'data: [DONE]\n\n')],
  ['[DONE] without blanks or a line end', stream(chunk({ content: TEXT }), 'data:[DONE]')],
  ['an empty reason and [DONE]', stream(chunk({ content: TEXT }), chunk({}, ''), 'data: [DONE]\n\n')],
  ['a reason and no [DONE]', stream(chunk({ content: TEXT }), chunk({}, 'stop'))],
  ['a reason of another provider', stream(chunk({ content: TEXT }), chunk({}, 'eos_token'))],
  ['text in parts', stream(chunk({ content: [{ type: 'text', text: TEXT }] }), chunk({}, 'stop'))],
  ['one JSON answer', whole('application/json')],
  ['one JSON answer declared as text', whole('text/plain')],
  ['one JSON answer declared as a stream', whole('text/event-stream')],
  ['one JSON answer without a reason', whole('application/json', { finish_reason: null })],
  [
    'Anthropic’s message_stop without a reason',
    stream(
      event({ type: 'message_start', message: { usage: { input_tokens: 3, output_tokens: 1 } } }),
      event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: TEXT } }),
      event({ type: 'message_stop' }),
    ),
    'anthropic',
  ],
];

describe('the end of an answer', () => {
  for (const [what, reply, kind = 'chat'] of COMPLETE) {
    it(`is read as it comes: ${what}`, async () => {
      await withServer(
        () => reply,
        async (server) => {
          const { text, finish } = await modelAt(kind, server).send(REQUEST, NEVER);
          assert.deepEqual({ text, finish }, { text: TEXT, finish: 'stop' });
        },
      );
    });
  }

  for (const reason of ['length', 'max_tokens', 'MAX_TOKENS', 'model_length']) {
    it(`is the output limit for ${reason}`, async () => {
      await withServer(
        () => stream(chunk({ content: TEXT }), chunk({}, reason), 'data: [DONE]\n\n'),
        async (server) => assert.equal((await modelAt('chat', server).send(REQUEST, NEVER)).finish, 'length'),
      );
    });
  }

  const response = (status: string, more: object = {}) =>
    event({ type: `response.${status}`, response: { object: 'response', status, output: [], ...more } });
  const text = event({ type: 'response.output_text.delta', delta: TEXT });
  const BROKEN: readonly (readonly [string, ScriptedReply, Kind?])[] = [
    ['a response that is incomplete for no reason', stream(text, response('incomplete')), 'responses'],
    [
      'a response that is incomplete for a new reason',
      stream(text, response('incomplete', { incomplete_details: { reason: 'gpu_lost' } })),
      'responses',
    ],
    ['no reason and no [DONE]', stream(chunk({ content: TEXT }))],
    ['[DONE] only inside the text', stream(chunk({ content: '\ndata: [DONE]\n' }))],
  ];
  for (const [what, reply, kind = 'chat'] of BROKEN) {
    it(`stays broken, and is tried again: ${what}`, async () => {
      await withServer(
        ({ index }) => (index === 0 ? reply : { text: TEXT }),
        async (server) => {
          const deps = callDeps(modelAt(kind, server));
          const result = await callModel(REQUEST, deps, NEVER);
          assert.ok(result.ok && result.reply.text === TEXT);
          assert.deepEqual(
            deps.events.filter(({ type }) => type === 'call-retry').map((event) => 'reason' in event && event.reason),
            ['stream-broken'],
          );
        },
      );
    });
  }

  it('is a web page, whatever type it declares', async () => {
    await withServer(
      () => ({ fault: 'raw', contentType: 'text/plain', body: '\n<html><body>Sign in</body></html>' }),
      async (server) => {
        await assert.rejects(
          modelAt('chat', server).send(REQUEST, NEVER),
          (error) =>
            error instanceof ModelError && error.failureClass === 'bad-response' && /web page/.test(error.message),
        );
      },
    );
  });
});
