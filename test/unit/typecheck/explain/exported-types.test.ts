import assert from 'node:assert/strict';
import { createSession } from '../../../../src/engine/typecheck/session';
import { createTempWorkspace, QUICK } from '../temp-workspace';

const session = createSession();

async function shown(
  tree: Record<string, string>,
  files: readonly string[],
  overlay: Record<string, string | null> = {},
) {
  const workspace = createTempWorkspace({ 'tsconfig.json': { compilerOptions: QUICK }, ...tree });
  try {
    return await session.exportedTypes(
      { root: workspace.root, overlay: new Map(Object.entries(overlay)), files },
      async () => {},
    );
  } finally {
    workspace.dispose();
  }
}

describe('exportedTypes', () => {
  it('gives the declarations of what a file imports, inferred types included, without bodies', async () => {
    const money = [
      '/**',
      ' * Money in minor units. Never negative.',
      ' * @see elsewhere',
      ' */',
      'export interface Money { amount: number; currency: Currency }',
      "export type Currency = 'EUR' | 'USD';",
      'export function add(a: Money, b: Money) { return { ...a, amount: a.amount + b.amount }; }',
      'export function unrelated(): void {}',
      'export class Purse { private secret = 1; #hidden = 2; readonly content: Money[] = []; total() { return 1; } }',
    ].join('\n');
    const tree = {
      'money.ts': money,
      'use.ts': "import { add, Purse } from './money';\nadd(new Purse().content[0]!, new Purse().content[1]!);",
    };
    const [first, ...rest] = await shown(tree, ['use.ts']);
    assert.deepEqual(rest, []);
    assert.equal(first?.path, 'money.ts');
    assert.equal(
      first?.text,
      [
        '/** Money in minor units. */',
        'export interface Money {',
        '    amount: number;',
        '    currency: Currency;',
        '}',
        "export type Currency = 'EUR' | 'USD';",
        'export function add(a: Money, b: Money): {',
        '    amount: number;',
        '    currency: Currency;',
        '};',
        'export class Purse {',
        '    readonly content: Money[];',
        '    total(): number;',
        '}',
      ].join('\n'),
    );
  });

  it('follows re-exports, defaults and namespaces, the most used file first', async () => {
    const tree = {
      'index.ts': "export { deep } from './deep';\nexport * from './star';",
      'deep.ts': 'export const deep = 1;',
      'star.ts': 'export const star = { a: true };',
      'main.ts': 'export default function main(n: number) { return n; }',
      'space.ts': 'export const inSpace = 1; const secret = 2; export const other = secret;',
      'use.ts':
        "import { deep, star } from './index';\nimport main from './main';\nimport * as space from './space';\n" +
        'star; star; star; deep; main(1); main(2); space.inSpace;',
    };
    const found = await shown(tree, ['use.ts']);
    assert.deepEqual(
      found.map(({ path }) => path),
      ['star.ts', 'main.ts', 'deep.ts', 'space.ts'],
    );
    assert.deepEqual(
      found.map(({ text }) => text),
      [
        'export const star: {\n    a: boolean;\n};',
        'export default function main(n: number): number;',
        'export const deep = 1;',
        'export const inSpace = 1;\nexport const other = 2;',
      ],
    );
  });

  it('leaves out packages and the files in focus, and reads the overlay', async () => {
    const tree = {
      'node_modules/pack/index.d.ts': 'export declare const packed: number;',
      'a.ts': "import { packed } from 'pack';\nimport { b } from './b';\nimport { c } from './c';\n[packed, b, c];",
      'b.ts': 'export const b = 1;',
      'c.ts': 'export const c = 1;',
    };
    assert.deepEqual(await shown(tree, ['a.ts', 'b.ts'], { 'c.ts': 'export const c = [1];' }), [
      { path: 'c.ts', text: 'export const c: number[];' },
    ]);
  });

  it('returns nothing for files that are in no project or cannot be resolved', async () => {
    assert.deepEqual(await shown({ 'a.ts': "import { x } from './gone';\nx;" }, ['a.ts', 'missing.ts']), []);
  });
});
