import assert from 'node:assert/strict';
import type { ChatRequest } from '../../../src/engine/call/ports';
import { createFinder } from '../../../src/engine/code/reach/finder';
import type { CodeFinder } from '../../../src/engine/contract/code-reach';
import { NO_PERMISSIONS, type Task } from '../../../src/engine/contract/task';
import { gatherContext } from '../../../src/engine/prompt/context/gather-context';
import { widenContext } from '../../../src/engine/prompt/widening/widen-context';
import { createToolbox } from '../../../src/engine/search/tools/toolbox';
import type { Snapshot } from '../../../src/engine/workspace/snapshot';
import { BASELINE, evidence, GREEN, memorySnapshot, red } from '../../support/fakes';
import { play } from '../../support/play-run';

const FILES: Readonly<Record<string, string>> = {
  'AGENTS.md': '# Rules\n\nMoney is in cents.\n',
  'package.json': '{"name":"shop","type":"module"}\n',
  'src/index.ts': "export * from './cart.js';\nexport * from './rates.js';\n",
  'src/cart.ts':
    "import { rateOf } from './rates.js';\n\nexport interface Item {\n  price: number;\n}\n\n" +
    '/** What a cart costs. */\n' +
    'export function totalOf(items: readonly Item[]): number {\n' +
    '  return items.reduce((all, { price }) => all + price * rateOf(price), 1);\n}\n',
  'src/rates.ts': 'export function rateOf(price: number): number {\n  return price > 100 ? 0.9 : 1;\n}\n',
  'test/cart.test.ts':
    "import { expect, it } from 'vitest';\nimport { totalOf } from '../src/index.js';\n\n" +
    "it('adds the prices', () => {\n  expect(totalOf([{ price: 3 }])).toBe(3);\n});\n",
  // More than a prompt holds, so that what is chosen depends on the ranking.
  ...Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [
      `src/parts/part-${at}.ts`,
      `/** Adds the price of part ${at} to a cart. */\nexport function part${at}(price: number): number {\n` +
        `${`  const step${at} = price * ${at};\n  if (step${at} > ${at * 7}) return step${at};\n`.repeat(12)}` +
        `  return price;\n}\n`,
    ]),
  ),
};

const FAILING = evidence('tests', 'adds', {
  test: 'adds the prices',
  path: 'test/cart.test.ts',
  line: 5,
  message: 'expected 4 to be 3 // Object.is equality',
  expected: '3',
  actual: '4',
});
const REPORT = {
  ...BASELINE.report,
  exitCode: 1,
  passed: 0,
  tests: [{ name: 'adds the prices', path: 'test/cart.test.ts', status: 'failed' as const }],
};
const TASKS: Readonly<Record<string, Partial<Task>>> = {
  'a request': { kind: 'generate', text: 'Add the prices of all parts of a cart' },
  'a failing test': { kind: 'fix', targets: [{ name: 'adds the prices', path: 'test/cart.test.ts' }] },
};
const unused = () => Promise.reject(new Error('unused'));
const sumFrom = (start: string) => `  return items.reduce((all, { price }) => all + price * rateOf(price), ${start});`;
const edit = (before: string, after: string) =>
  `src/cart.ts\n\`\`\`\n<<<<<<< SEARCH\n${sumFrom(before)}\n=======\n${sumFrom(after)}\n>>>>>>> REPLACE\n\`\`\`\n`;
const REPLIES = [edit('1', '"0"'), `The rates of part7 matter.\n\n${edit('"0"', '2')}`, edit('2', '0')];

/** What a run of two red verdicts sends, with the prompts' real parts over this search for code. */
async function requestsOf(task: Partial<Task>, files: Readonly<Record<string, string>>, own = createFinder()) {
  const memory = memorySnapshot(files);
  // The files are not on a disk, so that the finder gets them as an editor's texts.
  const snapshot: Snapshot = { ...memory, unsaved: new Map(Object.entries(files)) };
  const checker: CodeFinder & { readonly exportedTypes: () => Promise<[]> } = {
    reach: (request) => own.find(request, async () => {}),
    exportedTypes: async () => [],
  };
  const goals = task.kind === 'fix' ? [FAILING] : [];
  const whole: Task = { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS, ...task };
  const { requests, ending } = await play({
    task,
    replies: REPLIES,
    verdicts: [red('types', 'A'), red('tests', 'B'), GREEN],
    baseline: { ...BASELINE, report: REPORT, tests: [FAILING], goals },
    more: {
      snapshot,
      toolbox: createToolbox({ snapshot, searcher: { searchText: unused }, lookup: { lookUp: unused } }),
      gatherContext: (red, signal) => gatherContext(whole, { ...red, snapshot, checker }, signal),
      widenContext: (request, signal) => widenContext(request, { snapshot, checker }, signal),
      readCurrent: async (path) => files[path] ?? null,
    },
  });
  assert.equal(requests.length, 3, JSON.stringify(ending));
  return requests;
}

/** All that a provider gets, byte for byte. */
const bytesOf = (requests: readonly ChatRequest[]): string => JSON.stringify(requests, undefined, 1);
const find = (finder: ReturnType<typeof createFinder>, files: Readonly<Record<string, string>>, words: string) =>
  finder.find(
    {
      root: memorySnapshot({}).root,
      unsaved: new Map(Object.entries(files)),
      files: Object.keys(files),
      manifests: new Map(),
      tests: [],
      places: [],
      outlines: [],
      words,
    },
    async () => {},
  );

for (const [name, task] of Object.entries(TASKS))
  describe(`the prompts of a run, from ${name}`, () => {
    let first: readonly ChatRequest[] = [];
    before(async () => {
      first = await requestsOf(task, FILES);
    });

    it('show code that was chosen, and offer tools', () => {
      const prompt = first[0]?.messages[0]?.content ?? '';
      assert.match(prompt, /# The workspace[\s\S]*Project instructions: AGENTS\.md[\s\S]*totalOf\(items/);
      const parts = prompt.match(/function part/g) ?? [];
      assert.ok(parts.length > 3 && parts.length < 60, `${parts.length} of 60 parts fit`);
      assert.ok((first[0]?.tools?.length ?? 0) > 0);
    });

    it('are the same bytes for two engines', async () => {
      assert.equal(bytesOf(await requestsOf(task, FILES)), bytesOf(first));
    });

    it('are the same bytes where files were read in another order, one after the other', async () => {
      const finder = createFinder();
      const backwards = Object.entries(FILES).reverse();
      for (const count of [1, 7, 30, backwards.length])
        await find(finder, Object.fromEntries(backwards.slice(0, count)), 'price of a part');
      assert.equal(bytesOf(await requestsOf(task, FILES, finder)), bytesOf(first));
    });

    it('are the same bytes after other questions, and after an edit that was undone', async () => {
      const finder = createFinder();
      await requestsOf({ kind: 'generate', text: 'Rename rateOf' }, FILES, finder);
      const edited = Object.entries(FILES).map(([path, text]) => [path, `${text}\n// price cart part add\n`.repeat(3)]);
      await find(finder, { ...Object.fromEntries(edited), 'src/more.ts': 'export const price = 1;\n' }, 'cart');
      assert.equal(bytesOf(await requestsOf(task, FILES, finder)), bytesOf(first));
      assert.equal(bytesOf(await requestsOf(task, FILES, finder)), bytesOf(first), 'again, with all of it read');
    });

    it('are the same bytes where a file changed that they do not show', async () => {
      const shown = bytesOf(first);
      const path = 'docs/unrelated.md';
      assert.ok(!shown.includes(path));
      const others = { 'docs/a.md': 'a', 'docs/b.md': 'b' };
      const before = await requestsOf(task, { ...FILES, ...others, [path]: 'old' });
      const after = await requestsOf(task, { ...FILES, ...others, [path]: 'new text of another length' });
      assert.equal(bytesOf(after), bytesOf(before));
      const source = 'src/zebra/unrelated.ts';
      const old = await requestsOf(task, { ...FILES, [source]: 'export const zebra = 1;\n' });
      const fresh = await requestsOf(task, { ...FILES, [source]: 'export const zebra = 1 + 1;\n' });
      assert.equal(bytesOf(fresh), bytesOf(old));
    });

    it('begin with the same bytes in every iteration: system, tools and the first message', () => {
      const [opening, ...later] = first;
      for (const { system, tools, messages } of later) {
        assert.equal(system, opening?.system);
        assert.equal(JSON.stringify(tools), JSON.stringify(opening?.tools));
        assert.equal(JSON.stringify(messages[0]), JSON.stringify(opening?.messages[0]));
      }
      assert.equal(new Set(later.map(({ messages }) => bytesOf([{ ...later[0], messages } as ChatRequest]))).size, 2);
    });
  });
