import assert from 'node:assert/strict';
import { NO_PERMISSIONS, type Task } from '../../../src/engine/contract/task';
import type { TypeChecker } from '../../../src/engine/contract/type-check';
import { CONTEXT_TOKENS, gatherContext } from '../../../src/engine/prompt/context';
import { initialPrompt } from '../../../src/engine/prompt/initial-prompt';
import { evidence, memorySnapshot } from '../../support/fakes';

const FILES = {
  'AGENTS.md': 'Use tabs.',
  'SPEC.md': '# Tariffs\nNight is cheaper.',
  'src/tariff.ts': "import { Money } from './money';\nexport function tariff(): Money { return 1; }",
  'src/money.ts': 'export type Money = number;',
  'src/other.ts': 'export const unrelated = true;',
  'test/tariff.test.ts': "import { tariff } from '../src/tariff';",
};
const checker = (types: { path: string; text: string }[] = []): TypeChecker => ({
  check: () => Promise.reject(new Error('not asked')),
  exportedTypes: async () => types,
  dispose: async () => {},
});
const task = (parts: Partial<Task>): Task => ({
  kind: 'generate',
  text: '',
  files: [],
  allow: NO_PERMISSIONS,
  ...parts,
});
const gather = (
  parts: Partial<Task>,
  suspects: string[] = [],
  files: Record<string, string> = FILES,
  types: { path: string; text: string }[] = [],
) =>
  gatherContext(
    task(parts),
    { snapshot: memorySnapshot(files), checker: checker(types), suspects },
    new AbortController().signal,
  );

describe('gatherContext', () => {
  it('shows instructions first, then the focus, its tests and the types it uses', async () => {
    const { parts, focus } = await gather({ text: 'x', files: ['src/tariff.ts'] }, [], FILES, [
      { path: 'src/money.ts', text: 'type Money = number' },
    ]);
    assert.deepEqual(
      parts.slice(0, 4).map(({ title }) => title),
      ['Project instructions: AGENTS.md', 'src/tariff.ts', 'test/tariff.test.ts', 'Exported by src/money.ts'],
    );
    assert.deepEqual(focus, ['src/tariff.ts']);
  });

  it('shows files that the request names by path or base name', async () => {
    const { parts } = await gather({ text: 'Do what SPEC.md says in `src/other.ts`.' });
    const titles = parts.map(({ title }) => title);
    assert.ok(titles.includes('SPEC.md') && titles.includes('src/other.ts'));
  });

  it('follows a failing test to the code it imports', async () => {
    const { focus } = await gather({ kind: 'fix' }, ['test/tariff.test.ts']);
    assert.deepEqual(focus, ['src/tariff.ts']);
  });

  it('finds the files that a request is about when it names none', async () => {
    const { focus } = await gather({ text: 'Make the tariff cheaper at night' });
    assert.ok(focus.includes('src/tariff.ts'), focus.join());
  });

  it('shows unsaved text, and names the parts that did not fit', async () => {
    const snapshot = memorySnapshot({ ...FILES, 'src/big.ts': 'x '.repeat(60_000) }, { 'src/tariff.ts': 'UNSAVED' });
    const context = await gatherContext(
      task({ text: 'x', files: ['src/tariff.ts', 'src/big.ts'] }),
      { snapshot, checker: checker(), suspects: [] },
      new AbortController().signal,
    );
    assert.match(context.parts.map(({ text }) => text).join(), /UNSAVED/);
    const prompt = await initialPrompt(task({ text: 'x' }), context, { goals: [], other: [] }, snapshot);
    assert.deepEqual(prompt(CONTEXT_TOKENS).omitted, ['src/big.ts']);
    assert.match(prompt(CONTEXT_TOKENS).text, /left out for length: src\/big\.ts/);
    assert.equal(prompt(0).omitted.length, context.parts.length);
  });
});

describe('initialPrompt', () => {
  const snapshot = memorySnapshot(FILES);
  const context = { parts: [], focus: [] };
  const write = async (...args: Parameters<typeof initialPrompt>) =>
    (await initialPrompt(...args))(CONTEXT_TOKENS).text;

  it('names the goals of a fix, and says that tests stay as they are unless they may be wrong', async () => {
    const goals = [
      evidence('tests', 'g', { test: 'tariff > night', path: 'test/tariff.test.ts', expected: '7', actual: '9' }),
    ];
    const closed = await write(task({ kind: 'fix' }), context, { goals, other: [] }, snapshot);
    assert.match(closed, /What must become green[\s\S]*tariff > night[\s\S]*Expected: 7[\s\S]*Actual: 9/);
    assert.match(closed, /do not edit them/);
    const open = await write(
      task({ kind: 'fix', allow: { tests: true, config: false } }),
      context,
      { goals, other: [] },
      snapshot,
    );
    assert.match(open, /test itself may be wrong/);
  });

  it('shows the selected lines', async () => {
    const prompt = await write(
      task({ text: 'x', selection: { path: 'src/money.ts', startLine: 1, endLine: 1 } }),
      context,
      { goals: [], other: [] },
      snapshot,
    );
    assert.match(prompt, /selected lines 1-1 of src\/money\.ts:\n\nexport type Money = number;/);
  });
});
