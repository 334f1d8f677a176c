import assert from 'node:assert/strict';
import { eventSchema } from '../../../src/engine/contract/events';

describe('the event of a decision', () => {
  const read = (action: string) =>
    eventSchema.safeParse({ type: 'decision', action, why: 'because', runId: 'r', at: '2026-11-25T10:00:00.000Z' });

  it('reads the word of older journals as a fresh start', () => {
    const old = read('restart');
    assert.ok(old.success && old.data.type === 'decision');
    assert.equal(old.data.action, 'fresh-start');
    assert.equal(read('fresh-start').success, true);
  });

  it('knows no other actions', () => {
    assert.equal(read('give-up').success, false);
  });
});
