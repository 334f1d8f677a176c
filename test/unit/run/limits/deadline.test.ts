import assert from 'node:assert/strict';
import { createDeadline } from '../../../../src/engine/run/limits/deadline';

/** A clock whose sleeps end when `advance` reaches their time. */
function steppedClock() {
  let now = 0;
  let waiting: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    random: () => 0.5,
    sleep: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        waiting.push({ until: now + ms, wake: resolve });
      }),
    async advance(ms: number) {
      now += ms;
      const due = waiting.filter(({ until }) => until <= now);
      waiting = waiting.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('createDeadline', () => {
  it('passes after the time', async () => {
    const clock = steppedClock();
    const deadline = createDeadline(new AbortController().signal, 100, clock);
    await clock.advance(99);
    assert.equal(deadline.passed(), false);
    await clock.advance(1);
    assert.equal(deadline.passed(), true);
    assert.equal(deadline.signal.aborted, true);
  });

  it('does not count the time that the run is held', async () => {
    const clock = steppedClock();
    const deadline = createDeadline(new AbortController().signal, 100, clock);
    await clock.advance(60);
    const release = deadline.hold();
    await clock.advance(500);
    assert.equal(deadline.clock.now(), 60);
    assert.equal(deadline.passed(), false);
    release();
    await clock.advance(39);
    assert.equal(deadline.clock.now(), 99);
    assert.equal(deadline.passed(), false);
    await clock.advance(1);
    assert.equal(deadline.passed(), true);
  });

  it('is aborted by the person, too', () => {
    const person = new AbortController();
    const deadline = createDeadline(person.signal, 100, steppedClock());
    person.abort();
    assert.equal(deadline.signal.aborted, true);
    assert.equal(deadline.passed(), false);
    deadline.clear();
  });
});
