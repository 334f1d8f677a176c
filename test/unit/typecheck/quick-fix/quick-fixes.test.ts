import assert from 'node:assert/strict';
import { createSession } from '../../../../src/engine/typecheck/session';
import { createTempWorkspace, QUICK, type TempWorkspace } from '../temp-workspace';

const session = createSession();

describe('quick fixes', () => {
  let workspace: TempWorkspace;
  afterEach(() => workspace.dispose());

  /** Returns the candidate `a.ts` after its fixes, with their descriptions. */
  async function fixed(text: string, others: Record<string, string> = {}, options: object = {}) {
    workspace = createTempWorkspace({ 'tsconfig.json': { compilerOptions: { ...QUICK, ...options } }, ...others });
    const request = { root: workspace.root, overlay: new Map([['a.ts', text]]), edited: ['a.ts'] };
    const fixes = await session.quickFix(request, async () => {});
    assert.ok(fixes.every(({ path }) => path === 'a.ts'));
    return { text: fixes.at(-1)?.newText ?? text, done: fixes.map(({ description }) => description) };
  }

  it('fixes spelling, const, import and await, one after the other', async () => {
    const text = [
      'export async function total(items: readonly Item[]): Promise<number> {',
      '  const sum = 0;',
      '  for (const item of items) sum += item.prise;',
      '  return sum * fetchRate();',
      '}',
      'async function fetchRate(): Promise<number> { return 2; }',
      '',
    ].join('\n');
    const { text: after, done } = await fixed(text, { 'item.ts': 'export interface Item { price: number }\n' });
    assert.equal(done.length, 4, done.join('; '));
    assert.match(after, /^import (?:type )?\{ Item \} from ["']\.\/item["'];/);
    assert.match(after, /let sum = 0;/);
    assert.match(after, /item\.price;/);
    assert.match(after, /return sum \* await fetchRate\(\);/);
  });

  it('writes no stub, member, any or suppression', async () => {
    for (const text of [
      'export const x = doThatThing(1);\n',
      'interface Shape { area(): number }\nexport class Square implements Shape {}\n',
      'export const o: { a: number } = { a: 1, b: 2 };\n',
      'export function f(x) { return x; }\n',
      'export class C { name: string; }\n',
      'const text: string = 1 as string;\nexport { text };\n',
    ]) {
      assert.deepEqual(await fixed(text), { text, done: [] });
      workspace.dispose();
    }
  });

  it('does not import a name that two modules export', async () => {
    const text = 'export const one = thing;\n';
    const others = { 'b.ts': 'export const thing = 1;\n', 'c.ts': 'export const thing = 2;\n' };
    assert.deepEqual(await fixed(text, others), { text, done: [] });
  });

  it('does not apply a fix that causes another error', async () => {
    const text = 'interface P { colour: string }\nexport const f = (p: P): number => p.color;\n';
    assert.deepEqual(await fixed(text), { text, done: [] });
  });

  it('undoes only the fix that causes an error in a file that depends on the edited one', async () => {
    const others = {
      'scheduler.ts': 'export class Scheduler { run(): void {} }\n',
      'b.ts': "import { chosen } from './a';\nchosen.run();\nexport const wrong: string = 1;\n",
      'c.ts': "import './b';\nexport const alsoWrong: string = 1;\n",
    };
    const text =
      "import { Scheduler } from './scheduler';\n" +
      'export const count = 0;\ncount++;\nexport const chosen = scheduler;\nnew Scheduler();\n';
    const { text: after, done } = await fixed(text, others);
    assert.equal(after, text.replace('const count', 'let count'));
    assert.equal(done.length, 1, done.join('; '));
    const harmless = text.replace('chosen = scheduler', 'other = scheduler');
    assert.match((await fixed(harmless, { 'scheduler.ts': others['scheduler.ts'] })).text, /other = Scheduler/);
  });

  it('fixes only the syntax where that is broken, because other errors are unreliable then', async () => {
    const garbage = '```ts\nexport const total = 1;\nexport const x = totl;\n```\n';
    assert.deepEqual(await fixed(garbage), { text: garbage, done: [] });
    workspace.dispose();
    const { text, done } = await fixed('export const pair = { a: 1; b: 2 };\nexport const x = pairr;\n');
    assert.equal(text, 'export const pair = { a: 1, b: 2 };\nexport const x = pair;\n', done.join('; '));
  });

  it('treats a name that a module exports as not imported, not as misspelt', async () => {
    const others = {
      'types.ts': 'export type ObservableInput = string | number;\n',
      'observable.ts': 'export type Observable = string;\n',
    };
    const text =
      "import { Observable } from './observable';\n" +
      'export const read = (value: ObservableInput): Observable => String(value);\n';
    assert.match((await fixed(text, others)).text, /^import \{ ObservableInput \} from '\.\/types';$/m);
    workspace.dispose();
    assert.deepEqual(await fixed(text, { ...others, 'more.ts': 'export type ObservableInput = string | boolean;\n' }), {
      text,
      done: [],
    });
  });

  it('imports what several modules re-export from the module that declares it', async () => {
    const others = {
      'inner/thing.ts': 'export const thing = 1;\n',
      'inner/index.ts': "export { thing } from './thing';\n",
      'index.ts': "export * from './inner';\n",
      'inner/kind.ts': 'export interface Kind { one: number }\n',
      'barrel.ts': "export type { Kind } from './inner/kind';\n",
    };
    const { text } = await fixed('export const one: Kind = { one: thing };\n', others);
    assert.match(text, /^import (?:type )?\{ Kind \} from ["']\.\/inner\/kind["'];$/m);
    assert.match(text, /^import \{ thing \} from ["']\.\/inner\/thing["'];$/m);
  });

  it('deletes an unused import where that is an error', async () => {
    const text = "import { b } from './b';\nexport const a = 1;\n";
    const { text: after } = await fixed(text, { 'b.ts': 'export const b = 1;\n' }, { noUnusedLocals: true });
    assert.equal(after, 'export const a = 1;\n');
  });

  it('changes neither green nor unedited files', async () => {
    const text = 'export const a = 1;\n';
    assert.deepEqual(await fixed(text, { 'b.ts': 'const lenght = 1;\nlength_;\n' }), { text, done: [] });
  });
});
