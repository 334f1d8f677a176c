import assert from 'node:assert/strict';
import { createToolbox, type Toolbox } from '../../../../src/engine/search/tools/toolbox';
import { createSession } from '../../../../src/engine/typecheck/session';
import { createCandidate } from '../../../../src/engine/workspace/candidate';
import { takeSnapshot } from '../../../../src/engine/workspace/take-snapshot';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const NEVER = new AbortController().signal;
const NO_CHANGE = createCandidate(new Map());

describe('the tools that ask the compiler', function () {
  this.timeout(60_000);
  const session = createSession();
  let workspace: TempWorkspace;
  let toolbox: Toolbox;
  before(async () => {
    workspace = await tempWorkspace({
      'tsconfig.json':
        '{ "compilerOptions": { "strict": true, "module": "esnext", "skipLibCheck": true, "types": [] } }',
      'src/cart.ts':
        '/** What a cart costs. */\nexport function total(prices: number[]): number {\n  return prices.length;\n}\n',
      'src/shop.ts':
        "import { total } from './cart';\n\n// total of the shop\n" +
        "export const shop = { sum: total([1]), label: 'total' };\n",
      'src/page.ts':
        "import { shop } from './shop';\nimport { total as cost } from './cart';\n\n" +
        'export const page = shop.sum + cost([]);\n',
      '.gitignore': 'node_modules\n',
    });
    await workspace.install('typescript');
    workspace.git('init', '-q');
    const snapshot = await takeSnapshot(workspace.root, new Map(), NEVER);
    toolbox = createToolbox({
      snapshot,
      searcher: { searchText: () => Promise.reject(new Error('unused')) },
      lookup: { lookUp: (request) => session.lookUp(request) },
    });
  });
  after(async () => {
    session.dispose();
    await workspace.remove();
  });
  const look = (name: string, input: object, candidate = NO_CHANGE) =>
    toolbox.answer({ id: 'c', name, input: JSON.stringify(input) }, { candidate, characters: 4000 }, NEVER);

  it('find the declaration behind imports and other names', async () => {
    const found = await look('find_definition', { path: 'src/page.ts', name: 'cost', line: 4 });
    assert.ok(found.ok, found.text);
    assert.match(
      found.text,
      /^src\/cart\.ts, lines 2-4:\n\n```ts\nexport function total\(prices: number\[\]\): number \{/,
    );
    assert.deepEqual([found.shown?.path, found.shown?.startLine, found.shown?.endLine], ['src/cart.ts', 2, 4]);
  });

  it('find the uses of a name, and take no text or comment for one', async () => {
    const found = await look('find_references', { path: 'src/cart.ts', name: 'total' });
    assert.ok(found.ok, found.text);
    const places = found.text.split('\n').map((line) => /^[^:]+:\d+/.exec(line)?.[0]);
    assert.deepEqual(
      new Set(places),
      new Set(['src/cart.ts:2', 'src/shop.ts:1', 'src/shop.ts:4', 'src/page.ts:2', 'src/page.ts:4']),
    );
  });

  it('tell the type', async () => {
    const found = await look('type_at', { path: 'src/shop.ts', name: 'total' });
    assert.match(found.text, /function total\(prices: number\[\]\): number\n/);
    assert.match((await look('type_at', { path: 'src/page.ts', name: 'page' })).text, /const page: number/);
  });

  it('see the workspace as the candidate leaves it', async () => {
    const changed = createCandidate(
      new Map<string, string | null>([
        ['src/cart.ts', 'export const total = (prices: number[]): string => String(prices);\n'],
      ]),
    );
    assert.match((await look('type_at', { path: 'src/shop.ts', name: 'total' }, changed)).text, /=> string/);
  });

  it('say what is wrong with a name, a line or a file', async () => {
    assert.match(
      (await look('type_at', { path: 'src/shop.ts', name: 'nothing' })).text,
      /nothing does not stand in src\/shop\.ts/,
    );
    assert.match(
      (await look('type_at', { path: 'src/shop.ts', name: 'total', line: 3 })).text,
      /does not stand in line 3/,
    );
    assert.match((await look('type_at', { path: 'src/shop.ts', name: 'total', line: 99 })).text, /line 99/);
    assert.match((await look('find_definition', { path: '/etc/passwd', name: 'root' })).text, /absolute/);
    assert.match((await look('find_definition', { path: '.gitignore', name: 'node_modules' })).text, /No project/);
    assert.match((await look('find_references', { path: 'src/shop.ts' })).text, /can't be used[\s\S]*name/);
  });
});
