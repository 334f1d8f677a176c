import assert from 'node:assert/strict';
import { createSession } from '../../../../src/engine/typecheck/session';
import { createTempWorkspace, QUICK } from '../temp-workspace';

const session = createSession();

const MODEL = [
  '/** Money. */',
  'export interface Money { amount: number; currency: Currency }',
  "export type Currency = 'EUR' | 'USD';",
  'export class Cart { items: Money[] = []; total(): Money { return this.items[0]!; } ' +
    'private secret = 1; #hidden = 2; }',
  'export function charge(cart: Cart, rate?: number): Money;',
  'export function charge(money: Money): Money;',
  'export function charge(...args: unknown[]): Money { return args[0] as Money; }',
].join('\n');

/** Explains the only error of `a.ts`. */
async function explain(text: string): Promise<{ readonly code: number; readonly texts: readonly string[] }> {
  const workspace = createTempWorkspace({ 'tsconfig.json': { compilerOptions: QUICK }, 'model.ts': MODEL });
  try {
    const request = { root: workspace.root, overlay: new Map([['a.ts', text]]) };
    const report = await session.check({ ...request, edited: ['a.ts'], scope: 'near' }, async () => {});
    assert.ok('diagnostics' in report);
    const [error] = report.diagnostics;
    assert.ok(error && report.diagnostics.length === 1, JSON.stringify(report.diagnostics));
    const [texts] = await session.explain({ ...request, places: [error] }, async () => {});
    return { code: error.code, texts: texts ?? [] };
  } finally {
    workspace.dispose();
  }
}

const MONEY = 'export interface Money { amount: number; currency: Currency }';

describe('explanations of type errors', () => {
  it('gives the members of the receiver for a missing one', async () => {
    const { code, texts } = await explain(
      "import type { Cart } from './model';\nexport const f = (cart: Cart) => cart.entries;\n",
    );
    assert.equal(code, 2339);
    assert.deepEqual(texts, ['Cart has: items: Money[]; total: () => Money']);
    const destructured = await explain(
      "import type { Money } from './model';\nexport const f = ({ amounts }: Money) => amounts;\n",
    );
    assert.deepEqual(destructured, { code: 2339, texts: [MONEY] });
  });

  it('gives of lists the declarations of what they hold, and members only where one is missing', async () => {
    const head = "import type { Money } from './model';\ndeclare const found: { value: number }[];\n";
    const assigned = await explain(`${head}export const all: readonly Money[] = found;\n`);
    assert.deepEqual(assigned, { code: 2322, texts: [MONEY] });
    const { texts } = await explain(`${head}export const all: Money[] = [];\nexport const n = found.size;\n`);
    assert.match(texts.join('\n'), /^\{ value: number; \}\[\] has: .*length/);
  });

  it('gives the expected and the actual type', async () => {
    const head =
      "import type { Money } from './model';\ninterface Price { value: number }\ndeclare const price: Price;\n";
    for (const [line, expected] of [
      ['export const m: Money = price;', 2739],
      ['export let m: Money; m = price;', 2739],
      ['export function m(): Money { return price; }', 2739],
      ['export const m = (): Money => price;', 2739],
    ] as const) {
      assert.deepEqual(
        await explain(head + line),
        { code: expected, texts: [MONEY, 'interface Price { value: number }'] },
        line,
      );
    }
  });

  it('gives the declaration of the type that lacks a property', async () => {
    const { code, texts } = await explain(
      "import type { Money } from './model';\nexport const m: Money = { amount: 1, currency: 'EUR', rate: 1 };\n",
    );
    assert.equal(code, 2353);
    assert.deepEqual(texts, [MONEY]);
  });

  it('gives the overloads of a call that matches none of them', async () => {
    const { code, texts } = await explain("import { charge } from './model';\nexport const m = charge('all');\n");
    assert.equal(code, 2769);
    assert.deepEqual(texts.slice(0, 2), [
      'charge(cart: Cart, rate?: number | undefined): Money',
      'charge(money: Money): Money',
    ]);
  });

  it('gives similar exports for a name that a module lacks, and imports for a missing name', async () => {
    assert.deepEqual((await explain("import { Monney } from './model';\nexport type M = Monney;\n")).texts, [
      "'./model' exports: charge, Money, Currency, Cart",
    ]);
    assert.deepEqual((await explain('export type M = Money;\n')).texts, ['Money: Add import from "./model"']);
  });

  it('gives the exports of the workspace that a missing name is likely a misspelling of', async () => {
    assert.deepEqual((await explain('export type M = Currencies;\n')).texts, [
      'Currencies: there is Currency in ./model.ts',
    ]);
    assert.deepEqual((await explain('export type M = Unheard;\n')).texts, []);
  });

  it('explains neither primitives nor places that do not exist', async () => {
    assert.deepEqual((await explain('export const s: string = 1;\n')).texts, []);
    const workspace = createTempWorkspace({
      'tsconfig.json': { compilerOptions: QUICK },
      'a.ts': 'export const a = 1;\n',
    });
    try {
      const places = [
        { path: 'a.ts', line: 99, column: 1, code: 2339 },
        { path: 'gone.ts', line: 1, column: 1, code: 2339 },
        { path: 'a.ts', line: 1, column: 99, code: 2339 },
      ];
      assert.deepEqual(await session.explain({ root: workspace.root, overlay: new Map(), places }, async () => {}), [
        [],
        [],
        [],
      ]);
    } finally {
      workspace.dispose();
    }
  });
});
