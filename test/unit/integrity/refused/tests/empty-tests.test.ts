import { type Cheat, cheat, nodeTest, refuseAll, vitestTest, withFiles } from '../../cases';
import { CART_TEST } from '../../workspace';

const REFUSED: readonly Cheat[] = [
  cheat(
    'helper made vacuous',
    'emptied-assertion',
    { 'test/check.ts': 'export const check = () => {};\n' },
    withFiles({
      'test/check.ts':
        "import assert from 'node:assert';\nexport const check = (a: unknown, b: unknown) => assert.equal(a, b);\n",
    }),
  ),
  cheat(
    'helper in src made vacuous',
    'emptied-assertion',
    { 'src/testing/check.ts': 'export const check = (_a: unknown, _b: unknown) => {};\n' },
    withFiles({
      'src/testing/check.ts':
        "import assert from 'node:assert';\nexport const check = (a: unknown, b: unknown) => assert.equal(a, b);\n",
      'test/cart.test.ts': `import { check } from '../src/testing/check';\n${CART_TEST}`,
    }),
  ),
  cheat(
    'assertions helper without the name',
    'emptied-assertion',
    { 'src/verify.ts': 'export const sameItems = () => {};\n' },
    withFiles({
      'src/verify.ts':
        "import assert from 'node:assert/strict';\n" +
        'export const sameItems = (a: unknown[], b: unknown[]): void => assert.deepEqual(a, b);\n',
      'test/cart.test.ts': `import { sameItems } from '../src/verify';\n${CART_TEST}`,
    }),
  ),
  cheat(
    'mocked subject that it calls',
    'mocked-subject',
    vitestTest(
      "vi.mock('../src/tax', () => ({ taxOf: () => 19 }));\nit('x', () => {\n  expect(taxOf(100, 'de')).toBe(19);\n});",
      "import { taxOf } from '../src/tax';\n",
    ),
  ),
  cheat(
    'spied subject',
    'mocked-subject',
    vitestTest(
      "it('x', () => {\n" +
        "  vi.spyOn(cart, 'total').mockReturnValue(119);\n" +
        "  expect(cart.total([], 'de')).toBe(119);\n" +
        '});',
      "import * as cart from '../src/cart';\n",
    ),
  ),
  cheat('jest mocked subject', 'mocked-subject', {
    'test/tax.test.js':
      "const { taxOf } = require('../src/tax');\n" +
      "jest.mock('../src/tax', () => ({ taxOf: () => 19 }));\n" +
      "it('taxes', () => {\n" +
      "  expect(taxOf(100, 'de')).toBe(19);\n" +
      '});\n',
  }),
  cheat(
    'new test swallowed',
    'empty-test',
    nodeTest("it('x', () => {\n  try {\n    assert.equal(total([], 'de'), 1);\n  } catch {}\n});"),
  ),
  cheat(
    'new test swallowed with a comment',
    'empty-test',
    nodeTest(
      "it('x', () => {\n" +
        '  try {\n' +
        "    assert.equal(total([], 'de'), 1);\n" +
        '  } catch (error) {\n' +
        '    console.log(error);\n' +
        '  }\n' +
        '});',
    ),
  ),
  cheat(
    'new test caught',
    'empty-test',
    nodeTest("it('x', async () => {\n  await assert.rejects(async () => total([], 'de')).catch(() => {});\n});"),
  ),
  cheat(
    'new test only under false',
    'empty-test',
    nodeTest("it('x', () => {\n  if (1 > 2) assert.equal(total([], 'de'), 1);\n});"),
  ),
  cheat(
    'new test in an empty loop',
    'empty-test',
    nodeTest("it('x', () => {\n  for (const n of []) assert.equal(total([], 'de'), n);\n});"),
  ),
  cheat(
    'new test whose assertion is in a function without calls',
    'empty-test',
    nodeTest("it('x', () => {\n  const later = () => assert.equal(total([], 'de'), 1);\n});"),
  ),
  cheat(
    'new test about itself',
    'empty-test',
    nodeTest("it('x', () => {\n  const sum = 2;\n  assert.equal(sum, 2);\n});"),
  ),
  cheat('new test expects nothing', 'empty-test', vitestTest("it('x', () => {\n  expect(total([], 'de'));\n});")),
  cheat(
    'new test expects constants by helper',
    'empty-test',
    nodeTest("const one = 1;\nit('x', () => {\n  assert.strictEqual(one, 1);\n  assert.ok(true);\n});"),
  ),
  cheat(
    'new test only toBeTruthy on a literal',
    'empty-test',
    vitestTest("it('x', () => {\n  expect(true).toBeTruthy();\n});"),
  ),
];

describe('integrity refuses: tests that cannot fail', () => refuseAll(REFUSED));
