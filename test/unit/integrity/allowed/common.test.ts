import assert from 'node:assert/strict';
import { NO_PERMISSIONS, type Permissions } from '../../../../src/engine/contract/task';
import { guard } from '../../../../src/engine/guard/guard';
import { createCandidate } from '../../../../src/engine/workspace/candidate';
import { memorySnapshot } from '../../../support/fakes';
import { integrityOf } from '../support';
import {
  CART,
  CART_TEST,
  cart,
  cartTest,
  LEGACY,
  PACKAGE,
  replaceIn,
  TAX,
  type Texts,
  tax,
  WORKSPACE,
} from '../workspace';

const NET = '  const net = ';
const first = (statement: string): Texts => cart(NET, `  ${statement}\n${NET}`);
const top = (text: string): Texts => ({ 'src/cart.ts': `${text}\n${CART}` });
const NEW_TEST = (body: string): Texts => ({
  'test/new.test.ts':
    `import assert from 'node:assert/strict';\n` +
    `import { describe, it } from 'node:test';\n` +
    `import { total } from '../src/cart';\n\n` +
    `${body}\n`,
});

type Honest = readonly [name: string, files: Texts];

const LOOK_ALIKES: readonly Honest[] = [
  ['any in a comment', top('// Takes any item, and any number of them: any as any.')],
  ['any in a string', first("const hint: string = 'any as any <any>';")],
  ['any in a template', first('const hint = `as any, \x24{country}: any`;')],
  ['any as a name', first('const any = items.length;\n  const { any: other } = { any };')],
  ['any as a method', first('const race = Promise.any([Promise.resolve(1)]);')],
  ['any as a property', top('export const schema = { any: true, unknown: false };')],
  [
    'anything that begins with any',
    top('export type AnyItem = Item;\nexport const anyOf = (item: AnyItem): AnyItem => item;'),
  ],
  [
    'expect.any in a new test',
    {
      'test/new.test.ts':
        "import { expect, it } from 'vitest';\n" +
        "import { parseItem } from '../src/cart';\n\n" +
        "it('has a price', () => {\n" +
        "  expect(parseItem('a;1;2')).toEqual({ name: 'a', price: expect.any(Number), quantity: 2 });\n" +
        '});\n',
    },
  ],
  [
    'an existing any that stays',
    { 'src/legacy.ts': replaceIn(LEGACY, 'String(input.name)', 'String(input.name).trim()') },
  ],
  ['a renamed parameter with an existing any', { 'src/legacy.ts': LEGACY.replaceAll('input', 'given') }],
  [
    'an existing any and a suppression that move',
    { 'src/legacy.ts': null, 'src/moved.ts': `export const moved = 1;\n\n${LEGACY}` },
  ],
  ['an existing any that is removed', { 'src/legacy.ts': replaceIn(LEGACY, 'input: any', 'input: { name: string }') }],
  ['as unknown', first('const value = items as unknown;\n  if (!Array.isArray(value)) return 0;')],
  ['as const', top("export const COUNTRIES = ['de', 'fr'] as const;")],
  ['an ordinary assertion', first("const known = country as 'de' | 'fr';\n  void known;")],
  ['satisfies', top("export const DEFAULT = { name: '', price: 0, quantity: 0 } satisfies Item;")],
  [
    'an exhaustive never',
    top(
      'function never(value: never): never {\n' +
        '  throw new Error(`unexpected \x24{String(value)}`);\n' +
        '}\n' +
        'export { never };',
    ),
  ],
  ['@ts-ignore in a sentence', top('// Written so that no @ts-ignore is needed.')],
  ['a directive in a string', first("const hint = '// @ts-ignore';")],
  ['a directive in a template', first('const hint = `\n// eslint-disable-next-line\n`;')],
  ['a directive in JSX text', { 'src/view.tsx': 'export const View = () => <code>// @ts-ignore</code>;\n' }],
  ['eslint-disable in a sentence', top('/** There is no eslint-disable here. */')],
  ['a URL with two slashes', first("const home = 'https://eslint-disable.example/@ts-ignore';")],
  ['a pattern with comment signs', first('const pattern = /\\/\\/ @ts-ignore/;')],
  ['ts-check', top('// @ts-check')],
  [
    'exit as a name',
    top('export function exit(code: number): number {\n  return code;\n}\nexport const done = exit(0);'),
  ],
  ['exit of another object', top('export const leave = (door: { exit(code: number): void }): void => door.exit(0);')],
  ['process.exit in a comment', top('// Callers decide about process.exit(0).')],
  [
    'a failure that a command reports',
    { 'src/cli.ts': "import { total } from './cart';\n\nif (Number.isNaN(total([], 'de'))) process.exitCode = 1;\n" },
  ],
  ['process as a parameter', top('export const stop = (process: { exit(): void }): void => process.exit();')],
  ['NODE_ENV for production', first("if (process.env.NODE_ENV === 'production') console.info(items.length);")],
  [
    'another environment variable with the value test',
    first("const sandbox = process.env.PAYMENT_MODE === 'test';\n  void sandbox;"),
  ],
  ['test as a mode of the domain', top("export const isTrial = (mode: 'test' | 'live'): boolean => mode === 'test';")],
  ['the word vitest in a string', top("export const RUNNERS = ['vitest', 'jest', 'VITEST', 'JEST_WORKER_ID'];")],
  [
    'an option that begins with test',
    {
      'src/cli.ts':
        "export const index = process.argv.includes('--test-command');\n" +
        "export const latest = process.argv.includes('--latest');\n",
    },
  ],
  ['test of a pattern', first('if (/test/.test(country)) return 0;')],
  ['it as a name', top('export const names = (items: Item[]): string[] => items.map((it) => it.name);')],
  [
    'typeof of an own name',
    top("const test = (x: number): number => x;\nexport const isCallable = typeof test === 'function';"),
  ],
  ['a stack for a log', top("export const traceOf = (error: Error): string => error.stack?.split('\\n')[1] ?? '';")],
  [
    'skip and only as names',
    top(
      'export const page = (items: Item[], skip: number): Item[] => items.slice(skip);\n' +
        'export const only = { skip: { only: true } };',
    ),
  ],
  [
    'fit as a function',
    top(
      'export function fit(model: string, data: number[]): number {\n' +
        '  return model.length + data.length;\n' +
        '}\n' +
        "export const fitted = fit('line', [1]);",
    ),
  ],
  [
    'not implemented in a branch',
    tax(
      "return country === 'de'",
      "if (country === 'xx') throw new Error('Country xx is not implemented');\n  return country === 'de'",
    ),
  ],
  [
    'an abstract method',
    top(
      'export abstract class Shape {\n' +
        '  abstract area(): number;\n' +
        '  scale(): number {\n' +
        "    throw new Error('Subclasses decide how to scale');\n" +
        '  }\n' +
        '}',
    ),
  ],
  [
    'a new exported type with unknown',
    top(
      'export function isItem(value: unknown): value is Item {\n' +
        "  return typeof value === 'object' && value !== null && 'price' in value;\n" +
        '}',
    ),
  ],
  ['a type made narrower', tax('country: string', "country: 'de' | 'fr'")],
  ['a member added to an exported type', cart('  quantity: number;\n}', '  quantity: number;\n  note?: string;\n}')],
  [
    'an exported type that holds more',
    {
      'src/tax.ts': TAX.replace('fr: number }', 'fr: number; it: number }').replace('fr: 0.2 }', 'fr: 0.2, it: 0.22 }'),
    },
  ],
  [
    'a private function that takes unknown',
    top('function show(value: unknown): string {\n  return String(value);\n}\nexport const shown = show(1);'),
  ],
  ['a function named Function something', top('export class FunctionTable {\n  readonly evalOrder: string[] = [];\n}')],
  [
    'assert in product code',
    {
      'src/tax.ts':
        `import assert from 'node:assert/strict';\n\n` +
        `${replaceIn(TAX, '  return country', '  assert.ok(net >= 0);\n  return country')}`,
    },
  ],
  ['a variable called expect', top('export const expect = { value: 1 };\nexpect.value = 2;')],
  [
    'a new test',
    NEW_TEST(
      "describe('total', () => {\n  it('is 0 for nothing', () => {\n    assert.equal(total([], 'de'), 0);\n  });\n});",
    ),
  ],
  [
    'a new test about types',
    {
      'test/types.test.ts':
        "import { it } from 'vitest';\n" +
        "import { assertEqual } from './types';\n" +
        "import type { Item } from '../src/cart';\n" +
        "it('has a price', () => {\n" +
        "  assertEqual<Item['price'], number>(true);\n" +
        '});\n',
    },
  ],
  ['a new test that only has to run', NEW_TEST("it('takes an empty cart', () => {\n  total([], 'de');\n});")],
  [
    'a new test that stubs what the code depends on',
    {
      'test/cart.rates.test.ts':
        "import { expect, it, vi } from 'vitest';\n" +
        "import { total } from '../src/cart';\n" +
        "vi.mock('../src/tax', () => ({ taxOf: () => 0 }));\n" +
        "it('adds no tax', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});\n',
    },
  ],
  [
    'a new test with a spy and a matcher',
    {
      'test/log.test.ts':
        "import { expect, it, vi } from 'vitest';\n" +
        "expect.extend({ toBeZero: (value: number) => ({ pass: value === 0, message: () => 'not zero' }) });\n" +
        "it('is silent', () => {\n" +
        "  const log = vi.spyOn(console, 'log');\n" +
        '  expect(log).not.toHaveBeenCalled();\n' +
        '});\n',
    },
  ],
  [
    'a new test about words',
    NEW_TEST("it('does not skip .only items, or any todo', () => {\n  assert.equal(total([], 'skip'), 0);\n});"),
  ],
  [
    'a new test that sets the environment',
    NEW_TEST(
      "it('reads NODE_ENV', () => {\n" +
        "  process.env.NODE_ENV = 'test';\n" +
        "  assert.equal(process.env.NODE_ENV === 'test', true);\n" +
        '});',
    ),
  ],
  [
    'a new test helper',
    {
      'test/items.ts':
        "import type { Item } from '../src/cart';\n" +
        "export const item = (price: number): Item => ({ name: 'a', price, quantity: 1 });\n",
    },
  ],
  [
    'a new package description',
    {
      'package.json': replaceIn(
        PACKAGE,
        '"name": "shop"',
        '"name": "shop",\n  "description": "tests are skipped, any questions?"',
      ),
    },
  ],
  [
    'a document about cheating',
    { 'docs/rules.md': 'Never write `as any`, `// @ts-ignore`, `it.skip` or `process.exit(0)`.\n' },
  ],
  [
    'JavaScript with JSDoc types',
    {
      'src/rates.js':
        '/**\n' +
        ' * Any rate will do.\n' +
        ' * @param {number} rate any number\n' +
        ' * @returns {number}\n' +
        ' */\n' +
        'export const twice = (rate) => rate * 2;\n',
    },
  ],
  ['a new JavaScript file beside TypeScript', { 'src/extra.js': 'export const extra = 1;\n' }],
  [
    'reformatted code',
    {
      'src/legacy.ts':
        '// eslint-disable-next-line no-console\n' +
        'export function load(\n' +
        '  input: any,\n' +
        '): string {\n' +
        '  return String(\n' +
        '    input.name,\n' +
        '  );\n' +
        '}\n',
    },
  ],
];

/** Candidates of tasks in which the person asked for a change of tests. */
const ASKED_FOR: readonly Honest[] = [
  ['a renamed test', cartTest("'adds tax'", "'adds the tax of the country'")],
  ['a changed expectation', cartTest('119', '120')],
  ['a removed test', { 'test/cart.test.ts': CART_TEST.replace(/ {2}it\('parses[\s\S]*?\n {2}\}\);\n/, '') }],
  ['a removed test file', { 'test/cart.test.ts': null }],
  ['a rewritten assertion', cartTest("assert.equal(item.name, 'a');", 'assert.match(item.name, /a/);')],
  [
    'a test that moves to another file',
    { 'test/cart.test.ts': null, 'test/shop/cart.test.ts': CART_TEST.replace('../src', '../../src') },
  ],
];

describe('honest candidates', () => {
  const refusals = async (files: Texts, allow: Permissions): Promise<string[]> => {
    const snapshot = memorySnapshot(WORKSPACE);
    const candidate = createCandidate(new Map(Object.entries(files)));
    const evidence = [
      ...(await guard(candidate, snapshot, { allow })),
      ...(await integrityOf({ candidate, snapshot, allow })),
    ];
    return evidence.map(({ code, message }) => `${code}: ${message}`);
  };

  for (const [name, files] of LOOK_ALIKES) {
    it(`allows ${name}`, async () => assert.deepEqual(await refusals(files, NO_PERMISSIONS), []));
  }

  for (const [name, files] of ASKED_FOR) {
    it(`allows ${name} when the person asked for it`, async () =>
      assert.deepEqual(await refusals(files, { tests: true, config: false }), []));
  }

  it('includes what the person allowed in configuration', async () => {
    const files = {
      'tsconfig.json': '{ "compilerOptions": { "strict": true, "lib": ["ES2023"] } }\n',
      'package.json': replaceIn(PACKAGE, '"tsc"', '"tsc -b"'),
    };
    assert.deepEqual(await refusals(files, { tests: false, config: true }), []);
  });

  it('is a set of at least forty', () => assert.ok(LOOK_ALIKES.length >= 40));
});
