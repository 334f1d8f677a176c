import { allowAll, type Case, honest, nodeTest, TESTS_TO_ADD, withFiles } from '../../cases';
import { cartTest } from '../../workspace';

const ALLOWED: readonly Case[] = [
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

describe('integrity allows: added tests', () => allowAll(ALLOWED));
