import assert from 'node:assert/strict';
import { systemClock } from '../../../src/engine/platform/clock';

describe('systemClock', () => {
  it('waits for a time that no timer of Node can hold, and not in a busy loop', async () => {
    for (const ms of [3_000_000_000, Number.MAX_VALUE, Number.POSITIVE_INFINITY]) {
      const stop = new AbortController();
      const waiting = systemClock.sleep(ms, stop.signal);
      const first = await Promise.race([waiting.then(() => 'slept'), systemClock.sleep(30, stop.signal)]);
      assert.equal(first, undefined, `a sleep of ${ms} ms ended at once`);
      stop.abort(new Error('enough'));
      await assert.rejects(waiting, /enough/);
    }
  });
});
