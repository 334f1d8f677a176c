import {
  type Case,
  file,
  honest,
  nodeTest,
  TESTS_ALLOWED,
  TESTS_TO_ADD,
  takeAll,
  vitestTest,
  withFiles,
} from './cases';
import { CART_TEST, cartTest } from './workspace';

const NEW_TESTS: readonly Case[] = [
  honest(
    'expect.any',
    vitestTest("it('x', () => {\n  expect({ sum: total([], 'de') }).toEqual({ sum: expect.any(Number) });\n});"),
  ),
  honest(
    'expect.anything',
    vitestTest(
      "it('x', () => {\n  expect({ sum: total([], 'de'), id: 1 }).toEqual({ sum: 0, id: expect.anything() });\n});",
    ),
  ),
  honest('toThrow', vitestTest("it('x', () => {\n  expect(() => total(null as never, 'de')).toThrow();\n});")),
  honest(
    'try with an assertion in catch',
    nodeTest(
      "it('x', () => {\n" +
        '  try {\n' +
        "    total([], 'xx');\n" +
        "    assert.fail('should throw');\n" +
        '  } catch (error) {\n' +
        '    assert.ok(error instanceof Error);\n' +
        '  }\n' +
        '});',
    ),
  ),
  honest(
    'try finally',
    nodeTest(
      "it('x', () => {\n" +
        '  try {\n' +
        "    assert.equal(total([], 'de'), 0);\n" +
        '  } finally {\n' +
        "    console.log('done');\n" +
        '  }\n' +
        '});',
    ),
  ),
  honest(
    'cleanup that swallows',
    nodeTest(
      "it('x', async () => {\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        "  await import('node:fs/promises').then(({ rm }) => rm('x')).catch(() => {});\n" +
        '});',
    ),
  ),
  honest(
    'assertion in forEach',
    nodeTest("it('x', () => {\n  ['de', 'fr'].forEach((country) => assert.equal(total([], country), 0));\n});"),
  ),
  honest(
    'assertion in a for over cases',
    nodeTest(
      "const CASES = [['de', 0]] as const;\n" +
        'for (const [country, sum] of CASES) {\n' +
        '  it(`adds for \x24{country}`, () => {\n' +
        '    assert.equal(total([], country), sum);\n' +
        '  });\n' +
        '}',
    ),
  ),
  honest(
    'assertion in a promise',
    vitestTest("it('x', async () => {\n  await expect(Promise.resolve(total([], 'de'))).resolves.toBe(0);\n});"),
  ),
  honest(
    'assertion in a callback',
    nodeTest(
      "it('x', (_t, done) => {\n" +
        '  setTimeout(() => {\n' +
        "    assert.equal(total([], 'de'), 0);\n" +
        '    done();\n' +
        '  }, 1);\n' +
        '});',
    ),
  ),
  honest(
    'assertion in a helper',
    nodeTest(
      "function same(country: string): void {\n  assert.equal(total([], country), 0);\n}\nit('x', () => same('de'));",
    ),
  ),
  honest(
    'assertion in an arrow const',
    nodeTest(
      'const same = (country: string): void => assert.equal(total([], country), 0);\n' +
        "it('x', () => {\n" +
        "  same('de');\n" +
        '});',
    ),
  ),
  honest(
    'assertion under a platform',
    nodeTest(
      "it('x', () => {\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        "  if (process.platform === 'win32') assert.equal(total([], 'fr'), 0);\n" +
        '});',
    ),
  ),
  honest(
    'skipIf on a platform',
    vitestTest("it.skipIf(process.platform === 'win32')('x', () => {\n  expect(total([], 'de')).toBe(0);\n});"),
  ),
  honest(
    'it.each',
    vitestTest(
      "it.each([['de', 0], ['fr', 0]])('adds for %s', (country, sum) => {\n" +
        '  expect(total([], country)).toBe(sum);\n' +
        '});',
    ),
  ),
  honest(
    'describe.each',
    vitestTest(
      "describe.each(['de', 'fr'])('%s', (country) => {\n" +
        "  it('is 0', () => {\n" +
        '    expect(total([], country)).toBe(0);\n' +
        '  });\n' +
        '});',
    ),
  ),
  honest('it.concurrent', vitestTest("it.concurrent('x', async () => {\n  expect(total([], 'de')).toBe(0);\n});")),
  honest(
    'fake timers',
    vitestTest(
      'beforeEach(() => {\n' +
        '  vi.useFakeTimers();\n' +
        '});\n' +
        'afterEach(() => {\n' +
        '  vi.useRealTimers();\n' +
        '});\n' +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest(
    'stubbed env and global',
    vitestTest(
      "it('x', () => {\n" +
        "  vi.stubEnv('RATE', '1');\n" +
        "  vi.stubGlobal('fetch', vi.fn());\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest(
    'Date.now stubbed in a test',
    nodeTest(
      "it('x', () => {\n" +
        '  const now = Date.now;\n' +
        '  Date.now = () => 5;\n' +
        '  try {\n' +
        "    assert.equal(total([], 'de'), 0);\n" +
        '  } finally {\n' +
        '    Date.now = now;\n' +
        '  }\n' +
        '});',
    ),
  ),
  honest(
    'Math.random spied',
    vitestTest(
      "it('x', () => {\n  vi.spyOn(Math, 'random').mockReturnValue(0.5);\n  expect(total([], 'de')).toBe(0);\n});",
    ),
  ),
  honest(
    'a dependency mocked',
    vitestTest(
      "vi.mock('../src/tax', () => ({ taxOf: vi.fn(() => 1) }));\n" +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(1);\n" +
        "  expect(taxOf).toHaveBeenCalledWith(0, 'de');\n" +
        '});',
      "import { taxOf } from '../src/tax';\n",
    ),
  ),
  honest(
    'a dependency configured',
    vitestTest(
      "vi.mock('../src/tax');\n" +
        "it('x', () => {\n" +
        '  vi.mocked(taxOf).mockReturnValue(2);\n' +
        "  expect(total([], 'de')).toBe(2);\n" +
        '});',
      "import { taxOf } from '../src/tax';\n",
    ),
  ),
  honest(
    'a spy on an object',
    vitestTest(
      "it('x', () => {\n" +
        "  const log = vi.spyOn(console, 'log').mockReturnValue();\n" +
        "  total([], 'de');\n" +
        '  expect(log).not.toHaveBeenCalled();\n' +
        '});',
    ),
  ),
  honest(
    'node mock.method',
    nodeTest(
      "it('x', (t) => {\n" +
        "  const log = t.mock.method(console, 'log', () => {});\n" +
        "  total([], 'de');\n" +
        '  assert.equal(log.mock.callCount(), 0);\n' +
        '});',
    ),
  ),
  honest(
    'own matcher',
    vitestTest(
      'expect.extend({ toBeCents: (value: number) => ' +
        "({ pass: Number.isInteger(value * 100), message: () => 'not in cents' }) });\n" +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest('mocha context', {
    'test/new.test.js':
      "describe('x', function () {\n" +
      '  this.timeout(5000);\n' +
      '  beforeEach(function () {\n' +
      "    this.sum = require('../src/cart').total([], 'de');\n" +
      '  });\n' +
      "  it('y', function () {\n" +
      "    require('assert').equal(this.sum, 0);\n" +
      '  });\n' +
      '});\n',
  }),
  honest(
    'fake request in a test',
    vitestTest(
      "it('x', () => {\n" +
        '  const request = { items: [] } as unknown as Request;\n' +
        "  expect(total(request.items, 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest(
    'negative type test',
    vitestTest(
      "it('x', () => {\n  // @ts-expect-error a country is needed\n  expect(() => total([])).not.toThrow();\n});",
    ),
  ),
  honest(
    't.test',
    nodeTest(
      "test('x', async (t) => {\n  await t.test('y', () => {\n    assert.equal(total([], 'de'), 0);\n  });\n});",
    ),
  ),
  honest('t.assert', {
    'test/new.test.ts':
      "import { test } from 'node:test';\n" +
      "import { total } from '../src/cart';\n" +
      "test('x', (t) => {\n" +
      "  t.assert.strictEqual(total([], 'de'), 0);\n" +
      '});\n',
  }),
  honest('chai should', {
    'test/new.test.js':
      "const { expect } = require('chai');\n" +
      "it('x', () => {\n" +
      "  expect(require('../src/cart').total([], 'de')).to.equal(0);\n" +
      '});\n',
  }),
  honest(
    'a constant and a call',
    nodeTest(
      "it('x', () => {\n" +
        "  const items = [{ name: 'a', price: 1, quantity: 1 }];\n" +
        "  const sum = total(items, 'de');\n" +
        '  assert.equal(sum, 1.19);\n' +
        '});',
    ),
  ),
  honest('smoke: does not throw', nodeTest("it('x', () => {\n  assert.doesNotThrow(() => total([], 'de'));\n});")),
  honest(
    'idempotent: f twice',
    nodeTest(
      "it('is pure', () => {\n" +
        "  assert.equal(total([], 'de'), total([], 'de'));\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        '});',
    ),
  ),
  honest(
    'a counter asserted',
    nodeTest(
      "it('x', () => {\n" +
        '  let calls = 0;\n' +
        '  [1].forEach(() => calls++);\n' +
        "  total([], 'de');\n" +
        '  assert.equal(calls, 1);\n' +
        '});',
    ),
  ),
  honest('snapshot for a new test', {
    ...vitestTest("it('x', () => {\n  expect(total([], 'de')).toMatchSnapshot();\n});"),
    'test/__snapshots__/new.test.ts.snap': 'exports[`x 1`] = `0`;\n',
  }),
  honest('a fixture for a new test', {
    ...nodeTest("it('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
    'test/fixtures/cart.json': '[]\n',
  }),
  honest('mocha new test w/o imports in src', {
    'src/cart.test.js':
      "describe('cart', () => {\n" +
      "  it('is empty', () => {\n" +
      "    require('assert').equal(require('./cart').total([], 'de'), 0);\n" +
      '  });\n' +
      '});\n',
  }),
  honest('test in an unusual file', {
    'checks/cart.js':
      "describe('cart', () => {\n" +
      "  it('is empty', () => {\n" +
      "    expect(require('../src/cart').total([], 'de')).toBe(0);\n" +
      '  });\n' +
      '});\n',
  }),
  honest(
    'in-source helper for tests',
    file(
      "export const makeItem = (price: number) => ({ name: 'a', price, quantity: 1 });\n",
      'src/testing/make-item.ts',
    ),
  ),
  honest(
    'new test rejects',
    nodeTest(
      "it('x', async () => {\n" +
        "  await assert.rejects(async () => { throw new Error(String(total([], 'de'))); }, /0/);\n" +
        '});',
    ),
  ),
  honest(
    'new test resolves with each',
    vitestTest(
      'it.each`\n' +
        '  country | sum\n' +
        "  \x24{'de'} | \x24{0}\n" +
        "`('adds for $country', ({ country, sum }) => {\n" +
        '  expect(total([], country)).toBe(sum);\n' +
        '});',
    ),
  ),
  honest(
    'new test for.each',
    vitestTest(
      "test.for([['de', 0]])('adds for %s', ([country, sum]) => {\n  expect(total([], country)).toBe(sum);\n});",
    ),
  ),
  honest('new test retry', vitestTest("it('x', { timeout: 1000 }, () => {\n  expect(total([], 'de')).toBe(0);\n});")),
  honest(
    'new test with fixture',
    vitestTest(
      'const withItems = test.extend({ items: async ({}, use) => { await use([]); } });\n' +
        "withItems('x', ({ items }) => {\n" +
        "  expect(total(items, 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest(
    'new test with vi.hoisted',
    vitestTest(
      'const mocks = vi.hoisted(() => ({ taxOf: vi.fn(() => 1) }));\n' +
        "vi.mock('../src/tax', () => mocks);\n" +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(1);\n" +
        '});',
    ),
  ),
  honest(
    'new test partial mock',
    vitestTest(
      "vi.mock('../src/cart', async (importOriginal) => " +
        '({ ...(await importOriginal<object>()), parseItem: vi.fn() }));\n' +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest(
    'new test process.env',
    vitestTest(
      'const saved = process.env;\n' +
        'beforeEach(() => {\n' +
        "  process.env = { ...saved, NODE_ENV: 'test' };\n" +
        '});\n' +
        'afterEach(() => {\n' +
        '  process.env = saved;\n' +
        '});\n' +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest(
    'new test exit mocked',
    vitestTest(
      "it('x', () => {\n" +
        "  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);\n" +
        "  total([], 'de');\n" +
        '  expect(exit).not.toHaveBeenCalled();\n' +
        '});',
    ),
  ),
  honest(
    'new test custom equality',
    vitestTest(
      "expect.addEqualityTesters([(a, b) => (typeof a === 'number' && typeof b === 'number' " +
        '? Math.abs(a - b) < 1e-9 : undefined)]);\n' +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toEqual(0);\n" +
        '});',
    ),
  ),
  honest(
    'new test expectTypeOf',
    vitestTest(
      "import { expectTypeOf } from 'vitest';\nit('x', () => {\n  expectTypeOf(total).returns.toBeNumber();\n});",
    ),
  ),
  honest(
    'new test fast-check',
    vitestTest(
      "it('x', () => {\n" +
        "  fc.assert(fc.property(fc.constantFrom('de', 'fr'), (country) => total([], country) === 0));\n" +
        '});',
      "import fc from 'fast-check';\n",
    ),
  ),
  honest(
    'new test in a try/catch with fail',
    vitestTest(
      "it('x', () => {\n" +
        '  let thrown: unknown;\n' +
        '  try {\n' +
        "    total(undefined as never, 'de');\n" +
        '  } catch (error) {\n' +
        '    thrown = error;\n' +
        '  }\n' +
        '  expect(thrown).toBeInstanceOf(TypeError);\n' +
        '});',
    ),
  ),
  honest(
    'new test assertion count',
    vitestTest(
      "it('x', async () => {\n" +
        '  expect.assertions(1);\n' +
        '  await Promise.resolve().then(() => {\n' +
        "    expect(total([], 'de')).toBe(0);\n" +
        '  });\n' +
        '});',
    ),
  ),
  honest(
    'new test with nested describe and beforeAll',
    nodeTest(
      "describe('x', () => {\n" +
        '  let sum: number;\n' +
        '  before(() => {\n' +
        "    sum = total([], 'de');\n" +
        '  });\n' +
        "  it('is 0', () => assert.equal(sum, 0));\n" +
        '});',
    ),
  ),
  honest(
    'exit code put back in a test',
    nodeTest(
      'const saved = process.exitCode;\n' +
        'afterEach(() => {\n' +
        '  process.exitCode = saved;\n' +
        '});\n' +
        "it('x', () => {\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        '});',
    ),
  ),
  honest(
    'exit code cleared in a test',
    nodeTest(
      'afterEach(() => {\n' +
        '  process.exitCode = undefined;\n' +
        '});\n' +
        "it('x', () => {\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        '});',
    ),
  ),
  honest(
    'exit stubbed in a test',
    nodeTest(
      'const exit = process.exit;\n' +
        'before(() => {\n' +
        '  process.exit = (() => {\n' +
        "    throw new Error('exit');\n" +
        '  }) as never;\n' +
        '});\n' +
        'after(() => {\n' +
        '  process.exit = exit;\n' +
        '});\n' +
        "it('x', () => {\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        '});',
    ),
  ),
  honest('stubbed and put back', {
    'test/a.test.js':
      "const cart = require('../src/cart');\n" +
      'const real = cart.total;\n' +
      'before(() => {\n' +
      '  cart.total = () => 1;\n' +
      '});\n' +
      'after(() => {\n' +
      '  cart.total = real;\n' +
      '});\n' +
      "it('x', () => {\n" +
      "  require('assert').equal(require('../src/shop').sum(), 1);\n" +
      '});\n',
  }),
  honest('stubbed in a test', {
    'test/a.test.js':
      "const cart = require('../src/cart');\n" +
      "it('x', () => {\n" +
      '  cart.total = () => 1;\n' +
      "  require('assert').equal(require('../src/shop').sum(), 1);\n" +
      '});\n',
  }),
];

const ASKED_FOR: readonly Case[] = [
  honest(
    'asked: test added to an existing file',
    cartTest(
      "  it('parses an item'",
      "  it('is 0 for nothing', () => {\n    assert.equal(total([], 'de'), 0);\n  });\n\n  it('parses an item'",
    ),
    undefined,
    TESTS_ALLOWED,
  ),
  honest('asked: renamed describe', cartTest("describe('cart'", "describe('the cart'"), undefined, TESTS_ALLOWED),
  honest(
    'asked: tests moved beside the sources',
    { 'test/cart.test.ts': null, 'src/cart.test.ts': CART_TEST.replace('../src/cart', './cart') },
    undefined,
    TESTS_ALLOWED,
  ),
  honest(
    'asked: source and tests deleted',
    { 'src/cart.ts': null, 'test/cart.test.ts': null },
    undefined,
    TESTS_ALLOWED,
  ),
  honest(
    'asked: equal to strictEqual',
    cartTest('assert.equal(item.name', 'assert.strictEqual(item.name'),
    undefined,
    TESTS_ALLOWED,
  ),
  honest(
    'asked: table',
    {
      'test/cart.test.ts':
        `import assert from 'node:assert/strict';\n` +
        `import { describe, it } from 'node:test';\n` +
        `import { total } from '../src/cart';\n\n` +
        `describe('cart', () => {\n` +
        `  for (const [country, sum] of [['de', 119], ['fr', 120]] as const) {\n` +
        `    it(\`adds tax of \\x24{country}\`, () => {\n` +
        `      assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], country), sum);\n` +
        '    });\n' +
        '  }\n' +
        '});\n',
    },
    undefined,
    TESTS_ALLOWED,
  ),
  honest('asked: split a test', cartTest("    assert.equal(item.name, 'a');\n", ''), undefined, TESTS_ALLOWED),
  honest(
    'asked: snapshot updated',
    { 'src/__snapshots__/cart.test.ts.snap': 'exports[`x 1`] = `120`;\n' },
    withFiles({ 'src/__snapshots__/cart.test.ts.snap': 'exports[`x 1`] = `119`;\n' }),
    TESTS_ALLOWED,
  ),
  honest(
    'asked: fixture updated',
    { 'test/fixtures/a.json': '{"a":2}\n' },
    withFiles({ 'test/fixtures/a.json': '{"a":1}\n' }),
    TESTS_ALLOWED,
  ),
  honest('asked: it to test', cartTest("  it('adds tax'", "  test('adds tax'"), undefined, TESTS_ALLOWED),
  honest(
    'asked: conditional expectation by parameter',
    cartTest('119);', "119);\n    for (const country of ['de']) assert.ok(total([], country) >= 0);"),
    undefined,
    TESTS_ALLOWED,
  ),
  honest(
    'asked: add to a table',
    cartTest(
      "    assert.equal(item.name, 'a');",
      "    assert.equal(item.name, 'a');\n    assert.equal(item.price, 1);",
    ),
    undefined,
    TESTS_ALLOWED,
  ),
  honest(
    'asked: assert to expect',
    {
      'test/cart.test.ts': CART_TEST.replace(
        "import assert from 'node:assert/strict';\nimport { describe, it } from 'node:test';",
        "import { describe, expect, it } from 'vitest';",
      )
        .replace(/assert\.equal\((.*), (119|'a')\);/g, 'expect($1).toBe($2);')
        .replace(/assert\.deepEqual\(item, (.*)\);/, 'expect(item).toEqual($1);'),
    },
    undefined,
    TESTS_ALLOWED,
  ),
  honest(
    'asked: merged tests',
    { 'test/cart.test.ts': CART_TEST.replace("  });\n\n  it('parses an item', () => {\n", '') },
    undefined,
    TESTS_ALLOWED,
  ),
  honest(
    'asked: extracted helper',
    {
      'test/cart.test.ts': CART_TEST.replace(
        "    assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119);",
        "    check('de', 119);",
      ).replace(
        "describe('cart'",
        'function check(country: string, sum: number): void {\n' +
          "  assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], country), sum);\n" +
          '}\n\n' +
          "describe('cart'",
      ),
    },
    undefined,
    TESTS_ALLOWED,
  ),
  honest(
    'a fixtures file for expect (tests allowed)',
    {
      'test/fixtures.ts':
        "import { test as base } from '@playwright/test';\n" +
        "export { expect } from '@playwright/test';\n" +
        'export const test = base.extend({});\n',
      'test/page.test.ts':
        "import { expect, test } from './fixtures';\n" +
        "test('x', () => {\n" +
        '  expect(1 + Number(process.argv.length)).toBe(1);\n' +
        '});\n',
    },
    withFiles({
      'test/page.test.ts':
        "import { expect, test } from '@playwright/test';\n" +
        "test('x', () => {\n" +
        '  expect(1 + Number(process.argv.length)).toBe(1);\n' +
        '});\n',
    }),
    TESTS_ALLOWED,
  ),
];

const ADDED: readonly Case[] = [
  honest(
    'a test in an existing file',
    cartTest(
      "  it('parses an item'",
      "  it('is 0 for nothing', () => {\n    assert.equal(total([], 'de'), 0);\n  });\n\n  it('parses an item'",
    ),
    undefined,
    TESTS_TO_ADD,
  ),
  honest(
    'an assertion in an existing test',
    cartTest(
      "    assert.equal(item.name, 'a');",
      "    assert.equal(item.name, 'a');\n    assert.equal(item.price, 1);",
    ),
    undefined,
    TESTS_TO_ADD,
  ),
  honest(
    'an import, a suite and a comment',
    cartTest('import { parseItem, total }', '// More of them.\nimport { type Item, parseItem, total }'),
    undefined,
    TESTS_TO_ADD,
  ),
  honest(
    'a row in a table',
    {
      'test/t.test.ts':
        "import { expect, it } from 'vitest';\n" +
        "import { total } from '../src/cart';\n" +
        'it.each([\n' +
        "  ['de', 0],\n" +
        "  ['fr', 0],\n" +
        "])('adds for %s', (country, sum) => {\n" +
        '  expect(total([], country)).toBe(sum);\n' +
        '});\n',
    },
    withFiles({
      'test/t.test.ts':
        "import { expect, it } from 'vitest';\n" +
        "import { total } from '../src/cart';\n" +
        'it.each([[\'de\', 0]])("adds for %s", (country, sum) => {\n' +
        '  expect(total([], country)).toBe(sum);\n' +
        '});\n',
    }),
    TESTS_TO_ADD,
  ),
  honest(
    'a recorded result more',
    { 'test/__snapshots__/a.test.ts.snap': 'exports[`w 1`] = `0`;\n\nexports[`x 1`] = `1`;\n' },
    withFiles({ 'test/__snapshots__/a.test.ts.snap': 'exports[`x 1`] = `1`;\n' }),
    TESTS_TO_ADD,
  ),
  honest(
    'a new test file',
    nodeTest("it('is 0', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
    undefined,
    TESTS_TO_ADD,
  ),
  honest(
    'a source file',
    { 'src/tax.ts': 'export const taxOf = (net: number): number => net;\n' },
    undefined,
    TESTS_TO_ADD,
  ),
  honest(
    'a snapshot when adding tests',
    { 'test/__snapshots__/cart.test.ts.snap': 'exports[`y 1`] = `0`;\n' },
    undefined,
    TESTS_TO_ADD,
  ),
];

describe('honest candidates: tests', () => {
  describe('new tests', () => takeAll(NEW_TESTS));
  describe('what the person asked for', () => takeAll(ASKED_FOR));
  describe('tests that are added', () => takeAll(ADDED));
});
