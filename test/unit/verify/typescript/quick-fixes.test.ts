import assert from 'node:assert/strict';
import { createSession } from '../../../../src/engine/verify/typescript/session';
import { createTempWorkspace, QUICK, type TempWorkspace } from './temp-workspace';

const session = createSession();

describe('quick fixes', () => {
  let workspace: TempWorkspace;
  afterEach(() => workspace.dispose());

  /** The candidate `a.ts` after its fixes, with what was done. */
  async function fixed(text: string, others: Record<string, string> = {}, options: object = {}) {
    workspace = createTempWorkspace({ 'tsconfig.json': { compilerOptions: { ...QUICK, ...options } }, ...others });
    const request = { root: workspace.root, overlay: new Map([['a.ts', text]]), edited: ['a.ts'] };
    const fixes = await session.quickFix(request, async () => {});
    assert.ok(fixes.every(({ path }) => path === 'a.ts'));
    return { text: fixes.at(-1)?.newText ?? text, done: fixes.map(({ description }) => description) };
  }

  it('mends spelling, const, import and await, one after the other', async () => {
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

  it('leaves alone what two modules could mean', async () => {
    const text = 'export const one = thing;\n';
    const others = { 'b.ts': 'export const thing = 1;\n', 'c.ts': 'export const thing = 2;\n' };
    assert.deepEqual(await fixed(text, others), { text, done: [] });
  });

  it('takes nothing back: a fix that brings another error is not made', async () => {
    const text = "interface P { colour: string }\nexport const f = (p: P): number => p.color;\n";
    assert.deepEqual(await fixed(text), { text, done: [] });
  });

  it('deletes an unused import where that is an error', async () => {
    const text = "import { b } from './b';\nexport const a = 1;\n";
    const { text: after } = await fixed(text, { 'b.ts': 'export const b = 1;\n' }, { noUnusedLocals: true });
    assert.equal(after, 'export const a = 1;\n');
  });

  it('has nothing to do on green files, and does not touch unedited ones', async () => {
    const text = 'export const a = 1;\n';
    assert.deepEqual(await fixed(text, { 'b.ts': 'const lenght = 1;\nlength_;\n' }), { text, done: [] });
  });
});
