import assert from 'node:assert/strict';
import { type Files, find } from './support';

const FILES: Files = {
  'src/cart.ts': [
    'export class Cart {',
    '  add(price: number) { return this; }',
    '  total() { return 1; }',
    '  clear() { return this; }',
    '}',
    '',
  ].join('\n'),
  'src/options.ts': [
    'export interface Options {',
    '  /** In milliseconds. */',
    '  timeout?: number;',
    '  retry?: number;',
    '}',
    'export function get(path: string, options: Options) { return options.retry; }',
    '',
  ].join('\n'),
};

/** `path:line name` of where the members belong that a test with this code expects. */
function beside(code: string): string[] {
  const imports = `import { Cart } from '../src/cart';\nimport { get } from '../src/options';`;
  const test = `${imports}\nit('works', () => { ${code} });\n`;
  const found = find({ ...FILES, 'test/a.test.ts': test }, { tests: [{ path: 'test/a.test.ts', name: 'works' }] });
  return found.beside.map(({ path, startLine, name }) => `${path}:${startLine} ${name}`);
}

describe('where missing members belong', () => {
  it('is beside the members of similar names in the class whose others a test uses', () => {
    assert.deepEqual(beside('new Cart().add(1).totalWithTax()'), ['src/cart.ts:3 Cart.total']);
  });

  it('is the end of the class that a test uses, where no name is similar', () => {
    assert.deepEqual(beside('new Cart().add(1).discount()'), ['src/cart.ts:4 Cart.clear']);
  });

  it('is beside a similar option in a type, and nowhere for other values that an object is given', () => {
    assert.deepEqual(beside(`get('/', { retry: 1, totalTimeout: 2 })`), ['src/options.ts:2 Options.timeout']);
    assert.deepEqual(beside(`get('/', { retry: 1, employee: 2 })`), []);
  });

  it('is nowhere for members that there are', () => {
    assert.deepEqual(beside('new Cart().add(1).total()'), []);
  });
});
