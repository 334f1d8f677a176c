import assert from 'node:assert/strict';
import type { ChatMessage } from '../../../../src/engine/call/ports';
import { failureFor } from '../../../../src/engine/call/result';
import { exchangeOf } from '../../../../src/engine/run/ask/exchange';

const USAGE = { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 };
const request = (...messages: readonly ChatMessage[]) => ({ system: 'rules', messages, maxOutputTokens: 9 });
const answer = (text: string) => ({ ok: true, reply: { text, finish: 'stop', usage: USAGE } }) as const;

describe('what is kept of a call', () => {
  it('is what the model was sent and what it answered, with its tool calls and what they showed', () => {
    const asked = request(
      { role: 'user', content: 'do it' },
      { role: 'assistant', content: '', toolCalls: [{ id: '1', name: 'read_file', input: '{"path":"a.ts"}' }] },
      { role: 'user', content: 'last look', toolResults: [{ callId: '1', content: 'const a = 1;' }] },
    );
    assert.deepEqual(exchangeOf(3, asked, answer('done')), {
      type: 'exchange',
      call: 3,
      messages: [
        { role: 'system', text: 'rules' },
        { role: 'user', text: 'do it' },
        { role: 'assistant', text: '[read_file {"path":"a.ts"}]' },
        { role: 'user', text: 'const a = 1;\n\nlast look' },
      ],
      reply: 'done',
    });
  });

  it('has no secrets, and of a long text only the beginning', () => {
    const secret = `sk-${'a'.repeat(40)}`;
    const kept = exchangeOf(
      1,
      request({ role: 'user', content: `key ${secret} ${'x'.repeat(200_000)}` }),
      answer(secret),
    );
    const text = JSON.stringify(kept);
    assert.doesNotMatch(text, /sk-a/);
    assert.ok(text.length < 110_000);
    assert.match(text, /key \[secret\][\s\S]*cut at 100000 characters/);
  });

  it('has no reply where the call failed', () => {
    const kept = exchangeOf(1, request({ role: 'user', content: 'a' }), failureFor('overloaded', 'busy'));
    assert.equal('reply' in kept, false);
  });
});
