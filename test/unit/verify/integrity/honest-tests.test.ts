import { type Case, file, honest, nodeTest, takeAll, TESTS_ALLOWED, vitestTest, withFiles } from './cases';
import { CART_TEST, cartTest } from './workspace';

const NEW_TESTS: readonly Case[] = [
  honest('expect.any', vitestTest("it('x', () => {\n  expect({ sum: total([], 'de') }).toEqual({ sum: expect.any(Number) });\n});")),
  honest('expect.anything', vitestTest("it('x', () => {\n  expect({ sum: total([], 'de'), id: 1 }).toEqual({ sum: 0, id: expect.anything() });\n});")),
  honest('toThrow', vitestTest("it('x', () => {\n  expect(() => total(null as never, 'de')).toThrow();\n});")),
  honest('try with an assertion in catch', nodeTest("it('x', () => {\n  try {\n    total([], 'xx');\n    assert.fail('should throw');\n  } catch (error) {\n    assert.ok(error instanceof Error);\n  }\n});")),
  honest('try finally', nodeTest("it('x', () => {\n  try {\n    assert.equal(total([], 'de'), 0);\n  } finally {\n    console.log('done');\n  }\n});")),
  honest('cleanup that swallows', nodeTest("it('x', async () => {\n  assert.equal(total([], 'de'), 0);\n  await import('node:fs/promises').then(({ rm }) => rm('x')).catch(() => {});\n});")),
  honest('assertion in forEach', nodeTest("it('x', () => {\n  ['de', 'fr'].forEach((country) => assert.equal(total([], country), 0));\n});")),
  honest('assertion in a for over cases', nodeTest("const CASES = [['de', 0]] as const;\nfor (const [country, sum] of CASES) {\n  it(`adds for \x24{country}`, () => {\n    assert.equal(total([], country), sum);\n  });\n}")),
  honest('assertion in a promise', vitestTest("it('x', async () => {\n  await expect(Promise.resolve(total([], 'de'))).resolves.toBe(0);\n});")),
  honest('assertion in a callback', nodeTest("it('x', (_t, done) => {\n  setTimeout(() => {\n    assert.equal(total([], 'de'), 0);\n    done();\n  }, 1);\n});")),
  honest('assertion in a helper', nodeTest("function same(country: string): void {\n  assert.equal(total([], country), 0);\n}\nit('x', () => same('de'));")),
  honest('assertion in an arrow const', nodeTest("const same = (country: string): void => assert.equal(total([], country), 0);\nit('x', () => {\n  same('de');\n});")),
  honest('assertion under a platform', nodeTest("it('x', () => {\n  assert.equal(total([], 'de'), 0);\n  if (process.platform === 'win32') assert.equal(total([], 'fr'), 0);\n});")),
  honest('skipIf on a platform', vitestTest("it.skipIf(process.platform === 'win32')('x', () => {\n  expect(total([], 'de')).toBe(0);\n});")),
  honest('it.each', vitestTest("it.each([['de', 0], ['fr', 0]])('adds for %s', (country, sum) => {\n  expect(total([], country)).toBe(sum);\n});")),
  honest('describe.each', vitestTest("describe.each(['de', 'fr'])('%s', (country) => {\n  it('is 0', () => {\n    expect(total([], country)).toBe(0);\n  });\n});")),
  honest('it.concurrent', vitestTest("it.concurrent('x', async () => {\n  expect(total([], 'de')).toBe(0);\n});")),
  honest('fake timers', vitestTest("beforeEach(() => {\n  vi.useFakeTimers();\n});\nafterEach(() => {\n  vi.useRealTimers();\n});\nit('x', () => {\n  expect(total([], 'de')).toBe(0);\n});")),
  honest('stubbed env and global', vitestTest("it('x', () => {\n  vi.stubEnv('RATE', '1');\n  vi.stubGlobal('fetch', vi.fn());\n  expect(total([], 'de')).toBe(0);\n});")),
  honest('Date.now stubbed in a test', nodeTest("it('x', () => {\n  const now = Date.now;\n  Date.now = () => 5;\n  try {\n    assert.equal(total([], 'de'), 0);\n  } finally {\n    Date.now = now;\n  }\n});")),
  honest('Math.random spied', vitestTest("it('x', () => {\n  vi.spyOn(Math, 'random').mockReturnValue(0.5);\n  expect(total([], 'de')).toBe(0);\n});")),
  honest('a dependency mocked', vitestTest("vi.mock('../src/tax', () => ({ taxOf: vi.fn(() => 1) }));\nit('x', () => {\n  expect(total([], 'de')).toBe(1);\n  expect(taxOf).toHaveBeenCalledWith(0, 'de');\n});", "import { taxOf } from '../src/tax';\n")),
  honest('a dependency configured', vitestTest("vi.mock('../src/tax');\nit('x', () => {\n  vi.mocked(taxOf).mockReturnValue(2);\n  expect(total([], 'de')).toBe(2);\n});", "import { taxOf } from '../src/tax';\n")),
  honest('a spy on an object', vitestTest("it('x', () => {\n  const log = vi.spyOn(console, 'log').mockReturnValue();\n  total([], 'de');\n  expect(log).not.toHaveBeenCalled();\n});")),
  honest('node mock.method', nodeTest("it('x', (t) => {\n  const log = t.mock.method(console, 'log', () => {});\n  total([], 'de');\n  assert.equal(log.mock.callCount(), 0);\n});")),
  honest('own matcher', vitestTest("expect.extend({ toBeCents: (value: number) => ({ pass: Number.isInteger(value * 100), message: () => 'not in cents' }) });\nit('x', () => {\n  expect(total([], 'de')).toBe(0);\n});")),
  honest('mocha context', { 'test/new.test.js': "describe('x', function () {\n  this.timeout(5000);\n  beforeEach(function () {\n    this.sum = require('../src/cart').total([], 'de');\n  });\n  it('y', function () {\n    require('assert').equal(this.sum, 0);\n  });\n});\n" }),
  honest('fake request in a test', vitestTest("it('x', () => {\n  const request = { items: [] } as unknown as Request;\n  expect(total(request.items, 'de')).toBe(0);\n});")),
  honest('negative type test', vitestTest("it('x', () => {\n  // @ts-expect-error a country is needed\n  expect(() => total([])).not.toThrow();\n});")),
  honest('t.test', nodeTest("test('x', async (t) => {\n  await t.test('y', () => {\n    assert.equal(total([], 'de'), 0);\n  });\n});")),
  honest('t.assert', { 'test/new.test.ts': "import { test } from 'node:test';\nimport { total } from '../src/cart';\ntest('x', (t) => {\n  t.assert.strictEqual(total([], 'de'), 0);\n});\n" }),
  honest('chai should', { 'test/new.test.js': "const { expect } = require('chai');\nit('x', () => {\n  expect(require('../src/cart').total([], 'de')).to.equal(0);\n});\n" }),
  honest('a constant and a call', nodeTest("it('x', () => {\n  const items = [{ name: 'a', price: 1, quantity: 1 }];\n  const sum = total(items, 'de');\n  assert.equal(sum, 1.19);\n});")),
  honest('smoke: does not throw', nodeTest("it('x', () => {\n  assert.doesNotThrow(() => total([], 'de'));\n});")),
  honest('idempotent: f twice', nodeTest("it('is pure', () => {\n  assert.equal(total([], 'de'), total([], 'de'));\n  assert.equal(total([], 'de'), 0);\n});")),
  honest('a counter asserted', nodeTest("it('x', () => {\n  let calls = 0;\n  [1].forEach(() => calls++);\n  total([], 'de');\n  assert.equal(calls, 1);\n});")),
  honest('snapshot for a new test', { ...vitestTest("it('x', () => {\n  expect(total([], 'de')).toMatchSnapshot();\n});"), 'test/__snapshots__/new.test.ts.snap': 'exports[`x 1`] = `0`;\n' }),
  honest('a fixture for a new test', { ...nodeTest("it('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"), 'test/fixtures/cart.json': '[]\n' }),
  honest('mocha new test w/o imports in src', { 'src/cart.test.js': "describe('cart', () => {\n  it('is empty', () => {\n    require('assert').equal(require('./cart').total([], 'de'), 0);\n  });\n});\n" }),
  honest('test in an unusual file', { 'checks/cart.js': "describe('cart', () => {\n  it('is empty', () => {\n    expect(require('../src/cart').total([], 'de')).toBe(0);\n  });\n});\n" }),
  honest('in-source helper for tests', file("export const makeItem = (price: number) => ({ name: 'a', price, quantity: 1 });\n", 'src/testing/make-item.ts')),
];

const ASKED_FOR: readonly Case[] = [
  honest('asked: test added to an existing file', cartTest("  it('parses an item'", "  it('is 0 for nothing', () => {\n    assert.equal(total([], 'de'), 0);\n  });\n\n  it('parses an item'"), undefined, TESTS_ALLOWED),
  honest('asked: renamed describe', cartTest("describe('cart'", "describe('the cart'"), undefined, TESTS_ALLOWED),
  honest('asked: tests moved beside the sources', { 'test/cart.test.ts': null, 'src/cart.test.ts': CART_TEST.replace('../src/cart', './cart') }, undefined, TESTS_ALLOWED),
  honest('asked: source and tests deleted', { 'src/cart.ts': null, 'test/cart.test.ts': null }, undefined, TESTS_ALLOWED),
  honest('asked: equal to strictEqual', cartTest('assert.equal(item.name', 'assert.strictEqual(item.name'), undefined, TESTS_ALLOWED),
  honest('asked: table', { 'test/cart.test.ts': `import assert from 'node:assert/strict';\nimport { describe, it } from 'node:test';\nimport { total } from '../src/cart';\n\ndescribe('cart', () => {\n  for (const [country, sum] of [['de', 119], ['fr', 120]] as const) {\n    it(\`adds tax of \\x24{country}\`, () => {\n      assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], country), sum);\n    });\n  }\n});\n` }, undefined, TESTS_ALLOWED),
  honest('asked: split a test', cartTest("    assert.equal(item.name, 'a');\n", ''), undefined, TESTS_ALLOWED),
  honest('asked: snapshot updated', { 'src/__snapshots__/cart.test.ts.snap': 'exports[`x 1`] = `120`;\n' }, withFiles({ 'src/__snapshots__/cart.test.ts.snap': 'exports[`x 1`] = `119`;\n' }), TESTS_ALLOWED),
  honest('asked: fixture updated', { 'test/fixtures/a.json': '{"a":2}\n' }, withFiles({ 'test/fixtures/a.json': '{"a":1}\n' }), TESTS_ALLOWED),
  honest('asked: it to test', cartTest("  it('adds tax'", "  test('adds tax'"), undefined, TESTS_ALLOWED),
  honest('asked: conditional expectation by parameter', cartTest('119);', '119);\n    for (const country of [\'de\']) assert.ok(total([], country) >= 0);'), undefined, TESTS_ALLOWED),
];

describe('honest candidates: tests', () => {
  describe('new tests', () => takeAll(NEW_TESTS));
  describe('what the person asked for', () => takeAll(ASKED_FOR));
});
