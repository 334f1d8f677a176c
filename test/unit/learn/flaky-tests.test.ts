import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describePatterns, resetPatterns } from '../../../src/engine/learn/memory';
import type { PatternStore } from '../../../src/engine/learn/store/ports';
import { rememberTests, testsKey } from '../../../src/engine/learn/tests/remembered-tests';
import { FLAKY_TESTS } from '../../../src/engine/learn/tests/test-lists';
import { memoryStore } from '../../support/memory-store';
import { DAY_MS, memoryOf } from './support';

const A = { path: 'a.test.ts', name: 'a' };
const B = { path: 'b.test.ts', name: 'b' };

const createTestMemory = (values?: Map<string, unknown>) => memoryOf(FLAKY_TESTS, values);

describe('flaky memory', () => {
  it('keeps what runs found, most recent first, for the next run but not for other workspaces', async () => {
    const { memory, names, store } = createTestMemory();
    assert.deepEqual(await names(), []);
    await memory.add([A]);
    await memory.add([B]);
    await memory.add([]);
    assert.deepEqual(await names(), ['b', 'a']);
    await memory.add([A]);
    assert.deepEqual(await names(), ['a', 'b']);
    assert.deepEqual(await rememberTests(FLAKY_TESTS, store, '/other', { now: () => 0 }, assert.fail).load(), []);
  });

  it('drops tests that were not flaky for 90 days', async () => {
    const { memory, names, advance } = createTestMemory();
    await memory.add([A]);
    advance(60);
    await memory.add([B]);
    advance(31);
    assert.deepEqual(await names(), ['b']);
  });

  it('is described and reset together with the patterns', async () => {
    const { memory, names, store } = createTestMemory();
    await memory.add([A]);
    const { text, summary } = await describePatterns(store, '/ws', { now: () => 0 });
    assert.match(text, /\n {2}a\.test\.ts {2}a$/);
    assert.deepEqual(summary.flakyTests, [A]);
    assert.deepEqual((await describePatterns(store, '/ws', { now: () => 91 * DAY_MS })).summary.flakyTests, []);
    await resetPatterns(store, '/ws');
    assert.deepEqual(await names(), []);
  });

  it('starts over from a damaged value, and logs when the store fails', async () => {
    for (const damaged of ['no JSON', { version: 2 }, { version: 1, tests: [{ path: 1 }] }, null]) {
      const { memory, names } = createTestMemory(new Map([[testsKey(FLAKY_TESTS, '/ws'), damaged]]));
      assert.deepEqual(await names(), []);
      await memory.add([A]);
      assert.deepEqual(await names(), ['a']);
    }
    const fail = () => Promise.reject(new Error('disk'));
    const failing: PatternStore = { ...memoryStore(), load: fail, save: fail };
    const log: string[] = [];
    const memory = rememberTests(FLAKY_TESTS, failing, '/ws', { now: () => 0 }, (line) => log.push(line));
    assert.deepEqual(await memory.load(), []);
    await memory.add([A]);
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
          for (const seen of runs) await memory.add(seen);
          const known = await memory.load();
          assert.ok(known.length <= 50);
          assert.ok(JSON.stringify(values.get(testsKey(FLAKY_TESTS, '/ws')) ?? '').length < 256 * 1024);
          const last = runs.at(-1) ?? [];
          const short = last.filter(({ path, name }) => path.length + name.length <= 500).slice(0, 50);
          assert.ok(short.every((test) => known.some(({ path, name }) => path === test.path && name === test.name)));
        },
      ),
      { numRuns: 50 },
    );
  });
});
