import assert from 'node:assert/strict';
import { NO_PERMISSIONS, type Task } from '../../../../src/engine/contract/task';
import { type PreviewDeps, previewContext, type Red } from '../../../../src/engine/prompt/context/preview-context';
import { memorySnapshot } from '../../../support/fakes';

const TEST = 'test/cart.test.ts';
const task: Task = { kind: 'fix', text: '', files: [], allow: NO_PERMISSIONS, targets: [{ name: 'adds up' }] };
const snapshot = memorySnapshot({ [TEST]: "test('adds up', () => {});", 'src/cart.ts': 'export {};' });
const coverage = { failing: [{ path: TEST, name: 'adds up' }], passing: 0, files: [] };
const failure = { stage: 'tests' as const, fingerprint: 'f', message: 'expected 3', path: TEST, test: 'adds up' };

describe('previewContext', () => {
  const preview = async (failuresIn?: PreviewDeps['failuresIn']) => {
    const seen: Red[] = [];
    const gather: PreviewDeps['gather'] = async (red) => {
      seen.push(red);
      return { parts: [], focus: [], shown: [] };
    };
    const { note, unknownTests } = await previewContext(task, snapshot, { gather, failuresIn });
    return { red: seen[0], note, unknownTests };
  };

  it('takes the tests for failing where they are not run', async () => {
    const { red, note } = await preview();
    assert.deepEqual(
      red?.evidence.map(({ path, test, message }) => [path, test, message]),
      [[TEST, 'adds up', '']],
    );
    assert.deepEqual([red?.coverage, note], [undefined, undefined]);
  });

  it('runs the files of the tests, and then knows how they fail and what they ran', async () => {
    const files: unknown[] = [];
    const { red, note } = await preview(async (asked) => {
      files.push(...asked);
      return { evidence: [failure], coverage };
    });
    assert.deepEqual(files, [{ path: TEST, names: [] }]);
    assert.deepEqual([red, note], [{ evidence: [failure], coverage }, undefined]);
  });

  it('shows no more than the model has room for', async () => {
    const parts = [1, 2, 3].map((at) => ({ title: `src/${at}.ts`, text: 'x'.repeat(4000), why: 'it is near' }));
    const gather = async () => ({ parts, focus: [], shown: [] });
    const [large, small] = await Promise.all(
      [undefined, 2048].map((tokens) => previewContext(task, snapshot, { gather, tokens })),
    );
    assert.deepEqual([large?.parts.length, small?.parts.length], [3, 2]);
    assert.ok((small?.tokens ?? 0) <= 2048);
  });

  it('says so where the tests pass or cannot be run, and goes on as if they were not run', async () => {
    const passing = await preview(async () => ({ evidence: [] }));
    assert.match(passing.note ?? '', /^The tests did not fail when they were run\. What is shown is chosen as if/);
    const problem = { kind: 'timeout' as const, message: 'It took too long.' };
    const stuck = await preview(async () => ({ problem }));
    assert.match(stuck.note ?? '', /^It took too long\. What is shown is chosen as if/);
    for (const { red } of [passing, stuck]) assert.equal(red?.evidence[0]?.message, '');
  });
});
