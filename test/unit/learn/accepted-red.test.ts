import assert from 'node:assert/strict';
import { describePatterns, resetPatterns } from '../../../src/engine/learn/memory';
import { forgetTests, rememberTests, testsKey } from '../../../src/engine/learn/tests/remembered-tests';
import { ACCEPTED_RED } from '../../../src/engine/learn/tests/test-lists';
import { memoryStore } from '../../support/memory-store';
import { memoryOf } from './support';

const A = { path: 'a.test.ts', name: 'a' };
const B = { name: 'exit code 1' };

function createTestMemory(values?: Map<string, unknown>) {
  const { memory: accepted, ...rest } = memoryOf(ACCEPTED_RED, values);
  return { accepted, ...rest };
}

describe('failing tests that a person accepted', () => {
  it('are kept for the workspace, and renewed by the next acceptance', async () => {
    const { accepted, names, store, advance } = createTestMemory();
    await accepted.add([A, B]);
    advance(60);
    await accepted.add([A]);
    await accepted.add([]);
    assert.deepEqual(await names(), ['a', 'exit code 1']);
    assert.deepEqual(await rememberTests(ACCEPTED_RED, store, '/other', { now: () => 0 }, assert.fail).load(), []);
    advance(31);
    assert.deepEqual(await names(), ['a']);
  });

  it('are shown with the patterns, and forgotten alone or together with them', async () => {
    const { accepted, names, store } = createTestMemory();
    await accepted.add([A, B]);
    const { text, summary } = await describePatterns(store, '/ws', { now: () => 0 });
    assert.match(text, /accepted as red as before.*\n {2}a\.test\.ts {2}a\n {2}exit code 1$/);
    assert.deepEqual(summary.acceptedRed, [A, B]);
    await forgetTests(ACCEPTED_RED, store, '/ws');
    assert.deepEqual(await names(), []);
    await accepted.add([A]);
    await resetPatterns(store, '/ws');
    assert.deepEqual(await names(), []);
  });

  it('start over from a damaged value, and a failing store is logged', async () => {
    for (const damaged of ['no JSON', { version: 2 }, { version: 1, tests: [{ name: 1 }] }, null]) {
      const { names, accepted } = createTestMemory(new Map([[testsKey(ACCEPTED_RED, '/ws'), damaged]]));
      assert.deepEqual(await names(), []);
      await accepted.add([A]);
      assert.deepEqual(await names(), ['a']);
    }
    const log: string[] = [];
    const fail = () => Promise.reject(new Error('disk full'));
    const broken = rememberTests(
      ACCEPTED_RED,
      { ...memoryStore(), load: fail, save: fail },
      '/ws',
      { now: () => 0 },
      (line) => log.push(line),
    );
    assert.deepEqual(await broken.load(), []);
    await broken.add([A]);
    assert.deepEqual([log.length, log.every((line) => line.includes('disk full'))], [2, true]);
  });
});
