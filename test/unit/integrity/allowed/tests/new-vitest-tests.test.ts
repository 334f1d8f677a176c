import { allowAll, type Case, file, honest, vitestTest } from '../../cases';

const ALLOWED: readonly Case[] = [
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
    'assertion in a promise',
    vitestTest("it('x', async () => {\n  await expect(Promise.resolve(total([], 'de'))).resolves.toBe(0);\n});"),
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
  honest('t.assert', {
    'test/new.test.ts':
      "import { test } from 'node:test';\n" +
      "import { total } from '../src/cart';\n" +
      "test('x', (t) => {\n" +
      "  t.assert.strictEqual(total([], 'de'), 0);\n" +
      '});\n',
  }),
  honest('snapshot for a new test', {
    ...vitestTest("it('x', () => {\n  expect(total([], 'de')).toMatchSnapshot();\n});"),
    'test/__snapshots__/new.test.ts.snap': 'exports[`x 1`] = `0`;\n',
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

describe('integrity allows: new tests for vitest and others', () => allowAll(ALLOWED));
