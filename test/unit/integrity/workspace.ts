/** The cart of the workspace that cheating and honest candidates change. */
export const CART = `import { taxOf } from './tax';

export interface Item {
  name: string;
  price: number;
  quantity: number;
}

export function total(items: Item[], country: string): number {
  const net = items.reduce((sum, item) => sum + item.price * item.quantity, 0);
  return net + taxOf(net, country);
}

export function parseItem(text: string): Item {
  const [name, price, quantity] = text.split(';');
  return { name, price: Number(price), quantity: Number(quantity) };
}
`;

export const TAX = `export type Rates = { de: number; fr: number };

export const RATES: Rates = { de: 0.19, fr: 0.2 };

export function taxOf(net: number, country: string): number {
  return country === 'de' ? net * RATES.de : net * RATES.fr;
}
`;

/** It has an `any` and a suppression before any change, so no candidate is refused because of them. */
export const LEGACY = `// eslint-disable-next-line no-console
export function load(input: any): string {
  return String(input.name);
}
`;

export const CART_TEST = `import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseItem, total } from '../src/cart';

describe('cart', () => {
  it('adds tax', () => {
    assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119);
  });

  it('parses an item', () => {
    const item = parseItem('a;1;2');
    assert.equal(item.name, 'a');
    assert.deepEqual(item, { name: 'a', price: 1, quantity: 2 });
  });
});
`;

const MANIFEST = {
  name: 'shop',
  scripts: { test: 'node --test', build: 'tsc' },
  devDependencies: { typescript: '6.0.3' },
};

export const PACKAGE = `${JSON.stringify(MANIFEST, undefined, 2)}\n`;

export const WORKSPACE = {
  'package.json': PACKAGE,
  'tsconfig.json': '{ "compilerOptions": { "strict": true } }\n',
  'vitest.config.ts': "import { defineConfig } from 'vitest/config';\nexport default defineConfig({});\n",
  'src/cart.ts': CART,
  'src/tax.ts': TAX,
  'src/legacy.ts': LEGACY,
  'test/cart.test.ts': CART_TEST,
} as const;

export type Texts = Readonly<Record<string, string | null>>;

/** The cart with one piece of its text replaced. */
export function cart(piece: string, by: string): Texts {
  return { 'src/cart.ts': replaceIn(CART, piece, by) };
}

export function cartTest(piece: string, by: string): Texts {
  return { 'test/cart.test.ts': replaceIn(CART_TEST, piece, by) };
}

export function tax(piece: string, by: string): Texts {
  return { 'src/tax.ts': replaceIn(TAX, piece, by) };
}

export function replaceIn(text: string, piece: string, by: string): string {
  if (!text.includes(piece)) throw new Error(`no ${JSON.stringify(piece)} in the text`);
  return text.replace(piece, () => by);
}
