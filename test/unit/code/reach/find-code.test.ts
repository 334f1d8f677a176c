import assert from 'node:assert/strict';
import { find, reachedFrom } from './support';

const SHOP = {
  'src/index.ts': `export * from './cart';\nexport * from './money';\n`,
  'src/cart.ts': [
    `import { total } from './internal/total';`,
    'export class Cart {',
    '  private readonly prices: number[] = [];',
    '  add(price: number) { this.prices.push(price); }',
    '  get total() { return total(this.prices); }',
    '}',
  ].join('\n'),
  'src/internal/total.ts': `import { sum } from './sum';\nexport const total = (prices: number[]) => sum(prices);\n`,
  'src/internal/sum.ts': 'export function sum(numbers: number[]) {\n  return numbers.reduce((a, b) => a - b, 0);\n}\n',
  'src/money.ts': 'export const money = (cents: number) => String(cents / 100);\n',
  'tests/cart.test.ts': [
    `import { Cart, money } from '../src';`,
    `describe('Cart', () => {`,
    `  it('adds up', () => { const cart = new Cart(); cart.add(2); expect(cart.total).toBe(2); });`,
    `  it('prints', () => { expect(money(5)).toBe('0.05 €'); });`,
    '});',
  ].join('\n'),
};

describe('finding the code behind a failure', () => {
  it('follows a test over an index file to the code at fault, and leaves out what it does not use', () => {
    const { reached } = find(SHOP, { tests: [{ path: 'tests/cart.test.ts', name: 'Cart > adds up' }] });
    assert.deepEqual(
      reached.map(({ path, name, steps }) => [path, name, steps]),
      [
        ['tests/cart.test.ts', 'Cart > adds up', 0],
        ['src/cart.ts', 'Cart.add', 1],
        ['src/cart.ts', 'Cart.total', 1],
        ['src/internal/total.ts', 'total', 2],
        ['src/cart.ts', 'Cart.prices', 2],
        ['src/internal/sum.ts', 'sum', 3],
      ],
    );
    assert.deepEqual(reached.at(-1), {
      path: 'src/internal/sum.ts',
      name: 'sum',
      startLine: 1,
      endLine: 3,
      steps: 3,
      tests: 1,
    });
  });

  it('counts the failing tests that lead to a declaration', () => {
    const tests = ['Cart > adds up', 'Cart > prints'].map((name) => ({ path: 'tests/cart.test.ts', name }));
    const { reached } = find(SHOP, { tests: [...tests, ...tests.slice(0, 1)] });
    const countOf = (name: string) => reached.find((found) => found.name === name)?.tests;
    assert.deepEqual([countOf('sum'), countOf('money')], [2, 1]);
  });

  it('puts code in front to which the failing tests lead and the passing ones of their file do not', () => {
    const names = ['parse', 'check', 'round', 'print'];
    const files = {
      'lib.ts': names.map((name) => `export function ${name}() {}`).join('\n'),
      'test.ts': [
        "import { parse, check, round, print } from './lib';",
        "it('breaks', () => { parse(); check(); round(); print(); });",
        "it('breaks too', () => { parse(); check(); round(); });",
        "it('works', () => { parse(); print(); });",
        "it('works too', () => { parse(); check(); });",
        "it.skip('is not run', () => { round(); });",
      ].join('\n'),
    };
    const tests = ['breaks', 'breaks too'].map((name) => ({ path: 'test.ts', name }));
    const { reached } = find(files, { tests });
    const order = reached.filter(({ path }) => path === 'lib.ts').map(({ name }) => name);
    assert.deepEqual(order, ['round', 'check', 'parse', 'print']);
  });

  it('crosses packages of a workspace, whose entry is built from sources', () => {
    const files = {
      'package.json': '{"workspaces":["packages/*"]}',
      'packages/core/package.json':
        '{"name":"@s1/core","exports":{".":{"types":"./dist/index.d.ts","default":"./dist/index.js"}}}',
      'packages/core/src/index.ts': `export { vat } from './vat.js';`,
      'packages/core/src/vat.ts': 'export const vat = (net: number) => net * 0.91;',
      'packages/app/package.json': '{"name":"app","dependencies":{"@s1/core":"workspace:*"}}',
      'packages/app/src/invoice.ts': [
        `import { vat } from '@s1/core';`,
        `export function invoice(net: number) { return net + vat(net); }`,
      ].join('\n'),
      'packages/app/src/invoice.test.ts': [
        `import { invoice } from './invoice';`,
        `test('adds vat', () => { invoice(1); });`,
      ].join('\n'),
    };
    assert.deepEqual(reachedFrom(files, 'adds vat', 'packages/app/src/invoice.test.ts'), [
      'packages/app/src/invoice.ts invoice',
      'packages/core/src/vat.ts vat',
    ]);
  });

  it('puts the places of a stack in front, each with the innermost declaration around it', () => {
    const places = [
      { path: 'src/internal/sum.ts', line: 2 },
      { path: 'src/cart.ts', line: 5 },
      { path: 'src/gone.ts', line: 1 },
      { path: 'src/index.ts', line: 99 },
    ];
    const { reached } = find(SHOP, { places });
    assert.deepEqual(
      reached.slice(0, 2).map(({ name, steps, tests }) => [name, steps, tests]),
      [
        ['sum', 0, 0],
        ['Cart.total', 0, 0],
      ],
    );
  });

  for (const [what, place, expected] of [
    ['the line', { line: 9 }, 'Log.write'],
    ['the line, where the frame has its name', { line: 9, name: 'Log.write' }, 'Log.write'],
    ['the name, where another declaration has the line', { line: 2, name: 'Log.write' }, 'Log.write'],
    ['the name, where no declaration has the line', { line: 99, name: 'open' }, 'open'],
    ['the line, where the name is inside of it', { line: 5, name: 'write' }, 'open'],
    ['the line, where nothing has the name', { line: 9, name: 'unknown' }, 'Log.write'],
  ] as const) {
    it(`takes a frame for the declaration of ${what}`, () => {
      const text = [
        'export interface Options {',
        '  path: string;',
        '}',
        'export function open(options: Options) {',
        '  const write = () => options.path;',
        '  return write;',
        '}',
        'export class Log {',
        '  write() { return open({ path: "a" })(); }',
        '}',
      ].join('\n');
      const { reached } = find({ 'src/log.ts': text }, { places: [{ path: 'src/log.ts', ...place }] });
      assert.equal(reached[0]?.name, expected);
    });
  }

  it('puts what the place at fault uses before what the test uses besides', () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    const files = {
      'src/store.ts': "import { settings } from './settings';\nexport function register() {\n  settings().add();\n}\n",
      'src/settings.ts': 'export function settings() {\n  return undefined;\n}\n',
      'src/lib.ts': names.map((name) => `export function ${name}() {}`).join('\n'),
      'src/a.test.ts': [
        `import { ${names.join(', ')} } from './lib';`,
        "import { register } from './store';",
        `it('works', () => { ${names.map((name) => `${name}();`).join(' ')} register(); });`,
      ].join('\n'),
    };
    const tests = [{ path: 'src/a.test.ts', name: 'works' }];
    const { reached } = find(files, { tests, places: [{ path: 'src/store.ts', line: 3, name: 'register' }] });
    const code = reached.filter(({ path }) => path !== 'src/a.test.ts').map(({ name }) => name);
    assert.deepEqual(code.slice(0, 2), ['register', 'settings']);
  });

  it('puts the place at fault before what its file has in common, however many tests fail', () => {
    const tests = Array.from({ length: 12 }, (_, at) => ({ path: `tests/t${at}.test.ts`, name: '' }));
    const files = {
      'src/patterns.ts': [
        'export function shared(x: unknown) {\n  return x;\n}',
        ...Array.from({ length: 8 }, (_, at) => `export function used${at}() {\n  return shared(${at});\n}`),
        'export function record(x: unknown) {\n  return shared(used0() + x.y);\n}',
      ].join('\n'),
      ...Object.fromEntries(
        tests.map(({ path }) => [path, "import * as P from '../src/patterns';\nP.used1();\nP.used2();\n"]),
      ),
    };
    const line = files['src/patterns.ts'].split('\n').findIndex((text) => text.includes('x.y')) + 1;
    const { reached } = find(files, { tests, places: [{ path: 'src/patterns.ts', line }] });
    const code = reached.filter(({ path }) => path === 'src/patterns.ts').map(({ name, steps }) => [name, steps]);
    assert.deepEqual(code[0], ['record', 0]);
    assert.ok(!code.slice(1).some(([, steps]) => steps === 0), JSON.stringify(code));
  });

  it('names what the failing test uses and nothing has yet', () => {
    const files = {
      ...SHOP,
      'tests/cart.test.ts': [
        `import { Cart } from '../src';`,
        `it('is emptied', () => { const cart = new Cart(); cart.clearAll(); });`,
        `it('is kept', () => { other(); });`,
      ].join('\n'),
    };
    const { missing } = find(files, { tests: [{ path: 'tests/cart.test.ts', name: 'is emptied' }] });
    assert.deepEqual(missing, ['clearAll']);
  });

  for (const [what, imported, check, missing] of [
    ['the matchers of a framework', "import { expect, it } from 'vitest';", 'expect(total()).not.toEqual(1);', []],
    ['the matchers of global functions', '', 'expect(total()).toHaveLength(1);', []],
    ['what a package has', "import assert from 'node:assert';", 'assert.deepStrictEqual(total(), 1);', []],
    ['names behind it', "import { expect } from 'vitest';", 'expect(total().addTax()).toEqual(1);', ['addTax']],
    ['names of its own values', '', 'const cart = total(); cart.addTax(); expect(cart).toBe(1);', ['addTax']],
  ] as const) {
    it(`tells what a test lacks from ${what}`, () => {
      const files = {
        'total.ts': 'export const total = () => 1;\n',
        'a.test.ts': `import { total } from './total';\n${imported}\nit('adds', () => { ${check} });\n`,
      };
      assert.deepEqual(find(files, { tests: [{ path: 'a.test.ts', name: 'adds' }] }).missing, missing);
    });
  }

  it('takes the whole file for a test whose title it does not find', () => {
    assert.deepEqual(reachedFrom({ ...SHOP, 'test.ts': `import { money } from './src'; run(money);` }, 'computed'), [
      'src/money.ts money',
    ]);
  });

  it('knows nothing for a missing test file, a test without a file and a test that names nothing', () => {
    assert.deepEqual(find(SHOP, { tests: [{ path: 'tests/gone.test.ts', name: 'x' }] }).reached, []);
    assert.deepEqual(reachedFrom({ 'test.ts': `it('x', () => {});` }, 'x'), []);
    assert.deepEqual(reachedFrom({ 'test.ts': '' }), []);
  });

  it('keeps code near that is used beside generated code which everything imports', () => {
    const names = Array.from({ length: 1000 }, (_, at) => `Model${at}`);
    const files = {
      'src/schema.ts': `// @generated\n${names.map((name) => `export type ${name} = { a: Model0 };`).join('\n')}`,
      'src/near.ts': [
        `import * as schema from './schema';`,
        `import { sum } from './sum';`,
        `export const near = () => sum(schema);`,
      ].join('\n'),
      'src/sum.ts': [
        `import type { Model3 } from './schema';`,
        `export function sum(model: Model3) { return deep(model); }`,
        `function deep() {}`,
      ].join('\n'),
      'test.ts': [
        `import { near } from './src/near';`,
        `import * as schema from './src/schema';`,
        `it('x', () => near(schema));`,
      ].join('\n'),
    };
    assert.deepEqual(reachedFrom(files, 'x').slice(0, 3), ['src/near.ts near', 'src/sum.ts sum', 'src/sum.ts deep']);
  });

  it('puts what the test is named after in front, and late overloads and plain texts behind', () => {
    const overloads = Array.from({ length: 5 }, (_, at) => `export function pipe(a: ${at}): void;`).join('\n');
    const files = {
      'src/pipe.ts': `${overloads}\nexport function pipe(a: unknown) {}`,
      'src/texts.ts': `export const TEXT = 'a';`,
      'src/map.ts': `export function map() { own(); }\nfunction own() {}`,
      'src/map.test.ts':
        `import { pipe } from './pipe';\nimport { TEXT } from './texts';\nimport { map } from './map';\n` +
        `it('x', () => pipe(TEXT, map));`,
    };
    assert.deepEqual(
      reachedFrom(files, 'x', 'src/map.test.ts').map((found) => found.replace(/^.* /, '')),
      ['map', 'pipe', 'pipe', 'pipe', 'own', 'pipe', 'pipe', 'pipe', 'TEXT'],
    );
  });

  it('puts the rows of a table behind the functions that read it', () => {
    const rows = Array.from({ length: 5 }, (_, at) => `  row${at}: /^${at}$/,`).join('\n');
    const files = {
      'src/code.ts':
        `const CODES = {\n${rows}\n};\n` +
        'export const isCode = (row: string) => clean(CODES[row]);\nfunction clean() {}',
      'test.ts': `import { isCode } from './src/code';\nit('x', () => isCode('row3'));`,
    };
    assert.deepEqual(reachedFrom(files, 'x').slice(0, 2), ['src/code.ts isCode', 'src/code.ts clean']);
  });

  it('puts helpers in other test files, and types that a test in JavaScript never sees, behind code', () => {
    const files = {
      'src/cart.js': 'const { tax } = require("./tax");\nexports.total = () => tax();',
      'src/tax.js': 'exports.tax = () => 1;',
      'src/cart.d.ts': 'export function total(): number;',
      'tests/make.js': 'exports.make = () => 2;',
      'tests/cart.test.js':
        `const { total } = require('../src/cart');\nconst { make } = require('./make');\n` +
        `const types = require('../src/cart.d.ts');\nit('x', () => total(make(types.total)));`,
    };
    assert.deepEqual(reachedFrom(files, 'x', 'tests/cart.test.js'), [
      'src/cart.js total',
      'src/tax.js tax',
      'tests/make.js make',
      'src/cart.d.ts total',
    ]);
  });

  it('looks for the words of fixed texts, too', () => {
    const files = { 'test.ts': `it('x', () => check({ error: 'Unknown currency' }, \`in \${at} cells\`));` };
    const { used } = find(files, { tests: [{ path: 'test.ts', name: 'x' }] });
    assert.ok(used.includes('Unknown currency') && used.includes('in ') && used.includes(' cells'));
  });

  it('puts a member that the test names itself in front of what lies on the way to it', () => {
    const files = {
      'src/app.ts': [
        `import { Binder } from './binder';`,
        'export class App { bind() { return step(); } }',
        'function step() { return further(); }',
        'function further() { return new Binder(); }',
      ].join('\n'),
      'src/binder.ts': 'export class Binder {\n  toService() { return null; }\n  other() {}\n}',
      'test.ts': `import { App } from './src/app';\nit('x', () => { new App().bind().toService(); });`,
    };
    assert.deepEqual(reachedFrom(files, 'x').slice(0, 2), ['src/app.ts App.bind', 'src/binder.ts Binder.toService']);
  });

  it('finds the implementations behind shared tests, which only know an interface', () => {
    const files = {
      'src/router.ts': 'export interface Router { match(path: string): string }',
      'src/common.test.ts': [
        `import type { Router } from './router';`,
        'export const runTest = (create: () => Router) => {',
        `  it('matches', () => { expect(create().match('/')).toBe('/'); });`,
        '};',
      ].join('\n'),
      'src/trie/router.ts': 'export class TrieRouter {\n  match(path: string) { return path; }\n  other() {}\n}',
      'src/trie/router.test.ts': [
        `import { runTest } from '../common.test';`,
        `import { TrieRouter } from './router';`,
        'runTest(() => new TrieRouter());',
      ].join('\n'),
    };
    assert.ok(reachedFrom(files, 'matches', 'src/common.test.ts').some((found) => found.includes('TrieRouter')));
  });
});
