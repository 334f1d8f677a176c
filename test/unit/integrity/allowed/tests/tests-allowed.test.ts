import { allowAll, type Case, honest, TESTS_ALLOWED, withFiles } from '../../cases';
import { CART_TEST, cartTest } from '../../workspace';

const ALLOWED: readonly Case[] = [
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

describe('integrity allows: changes of tests that the person asked for', () => allowAll(ALLOWED));
