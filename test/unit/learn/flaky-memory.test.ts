import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createFlakyMemory, flakyKey } from '../../../src/engine/learn/flaky-memory';
import { describePatterns, resetPatterns } from '../../../src/engine/learn/memory';
import type { PatternStore } from '../../../src/engine/learn/ports';

const DAY_MS = 24 * 60 * 60_000;
const A = { path: 'a.test.ts', name: 'a' };
const B = { path: 'b.test.ts', name: 'b' };

function createTestMemory(values = new Map<string, unknown>()) {
  const log: string[] = [];
  let now = 0;
  const store: PatternStore = {
    load: async (key) => values.get(key),
    save: async (key, value) => void values.set(key, JSON.parse(JSON.stringify(value))),
    remove: async (key) => void values.delete(key),
  };
  const memory = createFlakyMemory(store, '/ws', { now: () => now }, (line) => log.push(line));
  const names = async () => (await memory.load()).map(({ name }) => name);
  return { values, store, memory, log, names, advance: (days: number) => (now += days * DAY_MS) };
}

describe('flaky memory', () => {
  it('keeps what runs found, most recent first, for the next run but not for other workspaces', async () => {
    const { memory, names, store } = createTestMemory();
    assert.deepEqual(await names(), []);
    await memory.keep([A]);
    await memory.keep([B]);
    await memory.keep([]);
    assert.deepEqual(await names(), ['b', 'a']);
    await memory.keep([A]);
    assert.deepEqual(await names(), ['a', 'b']);
    assert.deepEqual(await createFlakyMemory(store, '/other', { now: () => 0 }, assert.fail).load(), []);
  });

  it('drops tests that were not flaky for 90 days', async () => {
    const { memory, names, advance } = createTestMemory();
    await memory.keep([A]);
    advance(60);
    await memory.keep([B]);
    advance(31);
    assert.deepEqual(await names(), ['b']);
  });

  it('is described and reset together with the patterns', async () => {
    const { memory, names, store } = createTestMemory();
    await memory.keep([A]);
    const { text, summary } = await describePatterns(store, '/ws', { now: () => 0 });
    assert.match(text, /\n {2}a\.test\.ts {2}a$/);
    assert.deepEqual(summary.flakyTests, [A]);
    assert.deepEqual((await describePatterns(store, '/ws', { now: () => 91 * DAY_MS })).summary.flakyTests, []);
    await resetPatterns(store, '/ws');
    assert.deepEqual(await names(), []);
  });

  it('starts over from a damaged value, and logs when the store fails', async () => {
    for (const damaged of ['no JSON', { version: 2 }, { version: 1, tests: [{ path: 1 }] }, null]) {
      const { memory, names } = createTestMemory(new Map([[flakyKey('/ws'), damaged]]));
      assert.deepEqual(await names(), []);
      await memory.keep([A]);
      assert.deepEqual(await names(), ['a']);
    }
    const failing: PatternStore = {
      load: () => Promise.reject(new Error('disk')),
      save: () => Promise.reject(new Error('disk')),
      remove: async () => {},
    };
    const log: string[] = [];
    const memory = createFlakyMemory(failing, '/ws', { now: () => 0 }, (line) => log.push(line));
    assert.deepEqual(await memory.load(), []);
    await memory.keep([A]);
    assert.match(log.join('\n'), /Couldn't load .*: Error: disk\nCouldn't save .*: Error: disk/);
  });

  it('stays small, whatever runs find', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(fc.record({ path: fc.string({ maxLength: 400 }), name: fc.string({ maxLength: 2000 }) }), {
            maxLength: 40,
          }),
          { maxLength: 6 },
        ),
        async (runs) => {
          const { memory, values } = createTestMemory();
          for (const seen of runs) await memory.keep(seen);
          const known = await memory.load();
          assert.ok(known.length <= 50);
          assert.ok(JSON.stringify(values.get(flakyKey('/ws')) ?? '').length < 256 * 1024);
          const last = runs.at(-1) ?? [];
          const short = last.filter(({ path, name }) => path.length + name.length <= 500).slice(0, 50);
          assert.ok(short.every((test) => known.some(({ path, name }) => path === test.path && name === test.name)));
        },
      ),
      { numRuns: 50 },
    );
  });
});
