import assert from 'node:assert/strict';
import { reachedFrom } from './support';

/** What a test reaches that has this code; `lib.ts` is imported by the names. */
const reached = (lib: string, names: string, use: string, more: Record<string, string> = {}): string[] =>
  reachedFrom(
    { 'lib.ts': lib, ...more, 'test.ts': `import { ${names} } from './lib';\nit('x', () => { ${use} });` },
    'x',
  ).map((found) => found.replace(/^lib\.ts /, ''));

const CART = `
export class Base {
  shared() { return base(); }
  untouched() {}
}
export class Cart extends Base {
  #secret = 1;
  constructor(private readonly store: Store) { super(); }
  total() { return this.rounded(this.#secret); }
  private rounded(value: number) { return value; }
  get size() { return 1; }
  set size(value) { check(value); }
  other() { return unrelated(); }
}
interface Store { read(): number; write(): void }
function base() {}
function check(value: number) {}
function unrelated() {}
`;

describe('following names through code', () => {
  it('takes a fixed text of the test for the name of a member, as tables of tests have it', () => {
    const files = {
      'lib.js': [
        'function isMail() { return at(); }',
        'function isTax() {}',
        'function at() {}',
        'module.exports = { isMail, isTax };',
      ].join('\n'),
      'test.js': [
        `const lib = require('./lib');`,
        'const run = ({ name }) => lib[name]();',
        `it('x', () => { run({ name: 'isMail' }); });`,
      ].join('\n'),
    };
    assert.deepEqual(reachedFrom(files, 'x', 'test.js'), ['lib.js isMail', 'lib.js at']);
  });

  it('takes of a class what is used, with what that uses', () => {
    assert.deepEqual(
      reached(CART, 'Cart', 'new Cart().total();').sort(),
      ['Cart.#secret', 'Cart.constructor', 'Cart.rounded', 'Cart.total', 'Base', 'Store', 'base'].sort(),
    );
  });

  it('follows members that are inherited, and both accessors of a property', () => {
    const inherited = reached(CART, 'Cart', 'new Cart().shared();');
    assert.ok(inherited.includes('Base.shared') && inherited.includes('base') && !inherited.includes('Base.untouched'));
    const accessors = reached(CART, 'Cart', 'new Cart().size = 2;');
    assert.equal(accessors.filter((name) => name === 'Cart.size').length, 2);
    assert.ok(accessors.includes('check') && !accessors.includes('unrelated'));
  });

  it('takes the members of an object, of a namespace and of an object in it', () => {
    const lib = `
      export const tax = Object.freeze({ rates: { low: low(), high: high() }, round() { return 1; } } as const);
      export namespace Money {
        export function format() {}
        export const parse = () => 1;
        export namespace In { export class A { b() {} c() {} } }
      }
      const all = { ...tax, own() {} };
      export { all };
      function low() {}
      function high() {}
    `;
    assert.deepEqual(reached(lib, 'tax', 'tax.rates.low;'), ['tax.rates.low', 'low']);
    assert.deepEqual(reached(lib, 'tax', 'tax.round();'), ['tax.round']);
    assert.deepEqual(reached(lib, 'Money', 'Money.parse();'), ['Money.parse']);
    assert.deepEqual(reached(lib, 'Money', 'new Money.In.A().b();'), ['Money.In.A.b']);
    assert.deepEqual(reached(lib, 'all', 'all.round();'), ['all', 'tax.round']);
  });

  it('follows an object of shorthand names to the one that is used', () => {
    const lib = 'function any() {}\nfunction text() {}\nexport const P = { any, text };';
    assert.deepEqual(reached(lib, 'P', 'P.any();'), ['P.any', 'any']);
  });

  it('takes an enum, and every overload of a function', () => {
    const lib = `
      export enum Kind { A, B }
      export function f(a: string): string;
      export function f(a: number): Kind;
      export function f(a: unknown) { return a; }
    `;
    assert.deepEqual(reached(lib, 'f', 'f(1);'), ['f', 'f', 'f', 'Kind']);
  });

  it('takes a type beside the value of its name', () => {
    const lib = 'export const User = schema(Name);\nexport type User = Infer<typeof User>;\nconst Name = 1;';
    assert.deepEqual(reached(lib, 'User', 'User.parse(1);'), ['User', 'User', 'Name']);
  });

  it('follows results that are taken apart, and calls in a chain', () => {
    const lib = `
      export function make() { return new Built(); }
      class Built { one() { return this; } two() { return last(); } three() {} }
      function last() {}
    `;
    assert.deepEqual(reached(lib, 'make', 'make().one().two();'), ['make', 'Built.one', 'Built.two', 'last']);
    assert.deepEqual(reached(lib, 'make', 'const { two: b } = make(); b();'), ['make', 'Built.two', 'last']);
    assert.deepEqual(reached(lib, 'make', `make()['three']();`), ['make', 'Built.three']);
  });

  it('follows decorators of a class and of its members', () => {
    const lib = `
      @entity() export class User { @column(key) name = ''; @other() age = 1; }
      function entity() {}
      function column() {}
      function other() {}
      const key = 1;
    `;
    assert.deepEqual(reached(lib, 'User', 'new User().name;'), ['User.name', 'entity', 'column', 'key']);
  });

  it('follows members that are assigned to a function', () => {
    const lib = [
      'export function Cart() { init(); }',
      'Cart.prototype.total = function () { sum(); };',
      'function sum() {}',
      'function init() {}',
    ].join('\n');
    assert.deepEqual(reached(lib, 'Cart', 'new Cart().total();'), ['Cart', 'Cart.total', 'init', 'sum']);
    for (const assigned of [
      'Cart.prototype = { total() { sum(); }, other() {} };',
      'Object.assign(Cart.prototype, { total() { sum(); }, other() {} });',
      'Object.defineProperties(Cart.prototype, { total: { get() { return sum(); } }, other: {} });',
      `Object.defineProperty(Cart.prototype, 'total', { value: () => sum() });`,
    ]) {
      const found = reached(lib.replace(/^Cart.*$/m, assigned), 'Cart', 'new Cart().total();');
      assert.deepEqual(found.sort(), ['Cart', 'Cart.total', 'init', 'sum'], assigned);
    }
  });

  it('takes a function with members in any form for one that is called', () => {
    for (const lib of [
      'export function Row() { init(); }\nRow.Item = () => item();',
      'export const Row = () => { init(); };\nRow.Item = () => item();',
      'export const Row = function () { init(); };\nRow.Item = () => item();',
    ]) {
      const found = reached(`${lib}\nfunction init() {}\nfunction item() {}`, 'Row', 'Row(Row.Item);');
      assert.deepEqual(found.sort(), ['Row', 'Row.Item', 'init', 'item'], lib);
    }
  });

  it('follows JSX', () => {
    const files = {
      'cart.tsx': `import { Row } from './row';\nexport const Cart = () => <ul><Row.Item /></ul>;`,
      'row.tsx': 'export const Row = { Item: () => <li />, Other: () => <b /> };',
      'test.tsx': `import { Cart } from './cart';\nit('x', () => render(<Cart />));`,
    };
    assert.deepEqual(reachedFrom(files, 'x', 'test.tsx'), ['cart.tsx Cart', 'row.tsx Row.Item']);
  });

  it('follows the script of a component', () => {
    const files = {
      'cart.vue': [
        `<template><b>{{ a }}</b></template>`,
        `<script setup lang="ts">`,
        `import { sum } from './sum';`,
        `const a = sum();`,
        `</script>`,
        ``,
      ].join('\n'),
      'sum.ts': 'export const sum = () => 1;',
      'test.ts': `import Cart from './cart.vue';\nit('x', () => mount(Cart));`,
    };
    assert.deepEqual(reachedFrom(files, 'x'), ['cart.vue template', 'cart.vue a', 'sum.ts sum']);
  });

  it('does not take the name of a parameter or of a member for a use', () => {
    const lib = 'export function f(total: number) { return 1; }\nfunction total() {}\nexport class C { total() {} }';
    assert.deepEqual(reached(lib, 'f', 'f(1);'), ['f']);
    assert.deepEqual(reached(lib, 'C', 'new C().total();'), ['C.total']);
  });

  it('ends in a circle of calls and in a chain of a thousand', () => {
    assert.deepEqual(reached('export function a() { b(); }\nfunction b() { a(); }', 'a', 'a();'), ['a', 'b']);
    const chain = Array.from({ length: 1000 }, (_, at) => `export function f${at}() { f${at + 1}(); }`).join('\n');
    assert.equal(reached(chain, 'f0', 'f0();').length, 400);
  });
});
