import assert from 'node:assert/strict';
import { estimateTokens } from '../../../src/engine/call/pricing/prices';
import { NO_PERMISSIONS } from '../../../src/engine/contract/task';
import { allowanceFor, readAllowance } from '../../../src/engine/prompt/allowance';
import { gatherContext } from '../../../src/engine/prompt/context/gather-context';
import { codeFinder } from '../../support/code-finder';
import { memorySnapshot } from '../../support/fakes';

const openai = (model: string) => ({ provider: 'openai', model });

describe('what a prompt may hold', () => {
  it('is a quarter of a small window, at most 16,000 tokens of a large one, and 8,000 of one that nobody knows', () => {
    const { contextTokens, outputTokens } = allowanceFor([openai('gpt-4')]);
    assert.deepEqual([contextTokens, outputTokens], [2048, 2048]);
    for (const [model, tokens] of [
      ['gpt-5', 16_000],
      ['a-model-that-nobody-knows', 8000],
    ] as const) {
      const large = allowanceFor([openai(model)]);
      assert.deepEqual([large.contextTokens, large.outputTokens], [tokens, 8192]);
    }
    assert.equal(allowanceFor([{ provider: 'scripted', model: 'gpt-4' }]).contextTokens, 8000);
  });

  it('fits the smallest window among the models that may take over', () => {
    assert.equal(allowanceFor([openai('gpt-5'), openai('gpt-4')]).contextTokens, 2048);
    assert.equal(allowanceFor([openai('gpt-4'), openai('unknown')]).contextTokens, 2048);
  });

  it('fits what the host of a model says that it reads, which may be less than its window', async () => {
    const model = (maxInputTokens: number | undefined) => ({
      ...openai('gpt-5'),
      endpoint: 'here',
      maxInputTokens: async () => maxInputTokens,
      send: () => Promise.reject(new Error('not asked')),
    });
    const { inputTokens, contextTokens, evidenceTokens } = await readAllowance([model(4000), model(undefined)]);
    assert.deepEqual([inputTokens, contextTokens, evidenceTokens], [4000, 1000, 1000]);
    const unknown = await readAllowance([model(undefined)]);
    assert.deepEqual([unknown.inputTokens, unknown.contextTokens, unknown.evidenceTokens], [undefined, 16_000, 4000]);
    assert.equal((await readAllowance([model(0)])).inputTokens, undefined);
  });

  it('grows after failed tries only where the window is known to be large', () => {
    const growth = (model: string) => [0, 1, 2, 3, 9].map(allowanceFor([openai(model)]).widenTokens);
    assert.deepEqual(growth('gpt-5'), [2000, 2000, 4000, 6000, 6000]);
    assert.deepEqual(growth('unknown'), [2000, 2000, 2000, 2000, 2000]);
    assert.deepEqual(growth('gpt-4'), [512, 512, 512, 512, 512]);
  });

  it('leaves most of a small allowance to the code, whatever the project’s instructions say', async () => {
    const code = Array.from({ length: 60 }, (_, at) => `export const price${at} = (net: number) => net * ${at};`);
    const files = {
      'AGENTS.md': 'Mind this rule.\n'.repeat(2000),
      '.github/copilot-instructions.md': 'Mind this as well.\n'.repeat(2000),
      'src/price.ts': code.join('\n'),
      ...Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`src/some/long/folder/name/file${at}.ts`, ''])),
    };
    const snapshot = memorySnapshot(files);
    const task = { kind: 'generate' as const, text: 'src/price.ts', files: [], allow: NO_PERMISSIONS };
    const checker = { exportedTypes: async () => [], ...codeFinder(files) };
    const { parts } = await gatherContext(
      task,
      { snapshot, checker, evidence: [], tokens: 2048 },
      new AbortController().signal,
    );
    const cost = parts.reduce((sum, { title, text }) => sum + estimateTokens(title) + estimateTokens(text), 0);
    assert.ok(cost <= 2048, String(cost));
    const price = parts.find(({ title }) => title.startsWith('src/price.ts'));
    assert.ok(estimateTokens(price?.text ?? '') > 400, price?.text);
  });

  it('shows something of every file that the person gave, however small the window', async () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c'].map((name) => [
        `src/${name}.ts`,
        Array.from({ length: 170 }, (_, at) => `export function ${name}${at}() {\n  return ${at};\n}\n`).join('\n'),
      ]),
    );
    const checker = { exportedTypes: async () => [], ...codeFinder(files) };
    const task = { kind: 'generate' as const, text: 'x', files: Object.keys(files), allow: NO_PERMISSIONS };
    const deps = { snapshot: memorySnapshot(files), checker, evidence: [], tokens: 2048 };
    const { shown } = await gatherContext({ ...task, files: ['src/b.ts'] }, deps, new AbortController().signal);
    assert.deepEqual(
      shown.map(({ path, isExcerpt }) => [path, isExcerpt]),
      [['src/b.ts', true]],
    );
    const large = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.repeat(2)]));
    const more = { ...deps, snapshot: memorySnapshot(large), tokens: 8000 };
    const all = await gatherContext(
      task,
      { ...more, checker: { ...checker, ...codeFinder(large) } },
      new AbortController().signal,
    );
    assert.deepEqual(all.shown.map(({ path }) => path).sort(), task.files);
  });
});
