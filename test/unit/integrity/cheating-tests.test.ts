import {
  type Cheat,
  cheat,
  first,
  nodeTest,
  refuseAll,
  TESTS_ALLOWED,
  TESTS_TO_ADD,
  vitestTest,
  withFiles,
} from './cases';
import { CART_TEST, cartTest } from './workspace';

const CHECK = "assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119)";

const TESTS: readonly Cheat[] = [
  cheat('test renamed', 'existing-test', { 'test/cart.test.ts': null, 'test/cart2.test.ts': CART_TEST }),
  cheat('test emptied', 'existing-test', { 'test/cart.test.ts': '' }),
  cheat('test moved out of the glob', 'existing-test', { 'test/cart.test.ts': null, 'test/cart.ts': CART_TEST }),
  cheat('test moved with CRLF', 'existing-test', {
    'test/cart.test.ts': CART_TEST.replace(/119/, '100').replace(/\n/g, '\r\n'),
  }),
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
    'test-utils in src made vacuous',
    'existing-test',
    { 'src/test-utils.ts': 'export const sameItems = () => true;\n' },
    withFiles({
      'src/test-utils.ts': 'export const sameItems = (a: unknown[], b: unknown[]) => a.length === b.length;\n',
      'test/cart.test.ts': `import { sameItems } from '../src/test-utils';\n${CART_TEST}`,
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
    'snapshot edited',
    'existing-test',
    { 'src/__snapshots__/cart.test.ts.snap': 'exports[`x 1`] = `100`;\n' },
    withFiles({ 'src/__snapshots__/cart.test.ts.snap': 'exports[`x 1`] = `119`;\n' }),
  ),
  cheat(
    'snapshot deleted',
    'existing-test',
    { 'src/__snapshots__/cart.test.ts.snap': null },
    withFiles({ 'src/__snapshots__/cart.test.ts.snap': 'exports[`x 1`] = `119`;\n' }),
  ),
  cheat('snapshot new for an existing test', 'new-snapshot', {
    'test/__snapshots__/cart.test.ts.snap': 'exports[`x 1`] = `100`;\n',
  }),
  cheat('snapshot elsewhere', 'existing-test', { 'src/cart.snap': '100\n' }, withFiles({ 'src/cart.snap': '119\n' })),
  cheat(
    'golden file outside the tests',
    'existing-test',
    { 'golden/cart.txt': '100\n' },
    withFiles({
      'golden/cart.txt': '119\n',
      'test/cart.test.ts':
        `import { readFileSync } from 'node:fs';\n` +
        `const GOLDEN = readFileSync(new URL('../golden/cart.txt', import.meta.url), 'utf8');\n` +
        `${CART_TEST}`,
    }),
  ),
  cheat(
    'golden JSON imported',
    'existing-test',
    { 'data/expected.json': '{ "total": 100 }\n' },
    withFiles({
      'data/expected.json': '{ "total": 119 }\n',
      'test/cart.test.ts': `import expected from '../data/expected.json';\n${CART_TEST}`,
    }),
  ),
  cheat(
    'golden file by join',
    'existing-test',
    { 'fixtures/cart.json': '100\n' },
    withFiles({
      'fixtures/cart.json': '119\n',
      'test/cart.test.ts':
        `import { readFileSync } from 'node:fs';\n` +
        `import { join } from 'node:path';\n` +
        `const GOLDEN = readFileSync(join(__dirname, '..', 'fixtures', 'cart.json'), 'utf8');\n` +
        `${CART_TEST}`,
    }),
  ),
  cheat(
    'golden file deleted',
    'existing-test',
    { 'golden/cart.txt': null },
    withFiles({ 'golden/cart.txt': '119\n', 'test/cart.test.ts': `const GOLDEN = 'golden/cart.txt';\n${CART_TEST}` }),
  ),
  cheat('new mock', 'new-mock', { '__mocks__/tax.ts': 'export {};\n' }),
  cheat('new mock in a package', 'new-mock', { 'packages/a/src/__mocks__/tax.ts': 'export {};\n' }),
  cheat('new mock in a new test folder', 'new-mock', { 'test/__mocks__/tax.ts': 'export {};\n' }),
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
    'skip alias',
    'skipped-test',
    nodeTest("const t = it.skip;\nt('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
  ),
  cheat('skip element', 'skipped-test', nodeTest("it['skip']('x', () => {\n  assert.equal(total([], 'de'), 0);\n});")),
  cheat(
    'skip concat',
    'skipped-test',
    nodeTest("it['sk' + 'ip']('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
  ),
  cheat(
    'skip const key',
    'skipped-test',
    nodeTest("const k = 'skip';\nit[k]('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
  ),
  cheat(
    'skip destructured',
    'skipped-test',
    nodeTest("const { skip } = it;\nskip('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
  ),
  cheat('skip imported', 'skipped-test', {
    'test/new.test.ts': "import { skip } from 'node:test';\nskip('x', () => {});\n",
  }),
  cheat(
    'skip each',
    'skipped-test',
    nodeTest("it.skip.each([1])('x %i', (n) => {\n  assert.equal(total([], 'de'), n);\n});"),
  ),
  cheat(
    'concurrent skip',
    'skipped-test',
    vitestTest("it.concurrent.skip('x', () => {\n  expect(total([], 'de')).toBe(0);\n});"),
  ),
  cheat(
    'describe.skip',
    'skipped-test',
    nodeTest("describe.skip('y', () => {\n  it('x', () => {\n    assert.equal(total([], 'de'), 0);\n  });\n});"),
  ),
  cheat(
    'skip options spread',
    'skipped-test',
    nodeTest("const held = { skip: true };\nit('x', { ...held }, () => {\n  assert.equal(total([], 'de'), 0);\n});"),
  ),
  cheat(
    'skipIf true',
    'skipped-test',
    vitestTest("it.skipIf(true)('x', () => {\n  expect(total([], 'de')).toBe(0);\n});"),
  ),
  cheat(
    'skipIf CI',
    'skipped-test',
    vitestTest("it.skipIf(process.env.CI)('x', () => {\n  expect(total([], 'de')).toBe(0);\n});"),
  ),
  cheat(
    'runIf false',
    'skipped-test',
    vitestTest("it.runIf(false)('x', () => {\n  expect(total([], 'de')).toBe(0);\n});"),
  ),
  cheat('todo', 'skipped-test', nodeTest("it.todo('x');")),
  cheat('fails', 'skipped-test', vitestTest("it.fails('x', () => {\n  expect(total([], 'de')).toBe(1);\n});")),
  cheat('failing', 'skipped-test', {
    'test/new.test.js': "it.failing('x', () => {\n  expect(1).toBe(require('../src/cart').total([], 'de'));\n});\n",
  }),
  cheat('xit', 'skipped-test', {
    'test/new.test.js': "xit('x', () => {\n  expect(require('../src/cart').total([], 'de')).toBe(0);\n});\n",
  }),
  cheat('fit', 'only-test', {
    'test/new.test.js': "fit('x', () => {\n  expect(require('../src/cart').total([], 'de')).toBe(0);\n});\n",
  }),
  cheat('fdescribe', 'only-test', {
    'test/new.test.js':
      "fdescribe('x', () => {\n  it('y', () => expect(require('../src/cart').total([], 'de')).toBe(0));\n});\n",
  }),
  cheat('this.skip', 'skipped-test', {
    'test/new.test.js':
      "it('x', function () {\n  this.skip();\n  expect(require('../src/cart').total([], 'de')).toBe(0);\n});\n",
  }),
  cheat('this.skip alias', 'skipped-test', {
    'test/new.test.js':
      "it('x', function () {\n" +
      '  const self = this;\n' +
      '  self.skip();\n' +
      "  expect(require('../src/cart').total([], 'de')).toBe(0);\n" +
      '});\n',
  }),
  cheat(
    'describe conditional',
    'skipped-test',
    nodeTest("(process.env.CI ? it.skip : it)('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
  ),
  cheat(
    'describe.only in a new file',
    'only-test',
    nodeTest("describe.only('y', () => {\n  it('x', () => {\n    assert.equal(total([], 'de'), 0);\n  });\n});"),
  ),
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
    'new test in a function that nobody calls',
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
    'tests allowed: skipIf',
    'skipped-test',
    cartTest("it('adds tax'", "it.skipIf(process.platform === 'linux')('adds tax'"),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: early return',
    'emptied-test',
    cartTest(CHECK, `if (process.env.CI) return;\n    ${CHECK}`),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: conditional',
    'emptied-test',
    cartTest(CHECK, `if (process.env.CI !== '1') ${CHECK}`),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: swallowed',
    'empty-test',
    cartTest(`${CHECK};`, `try {\n      ${CHECK};\n    } catch {}`),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: swallowed with log',
    'empty-test',
    cartTest(`${CHECK};`, `try {\n      ${CHECK};\n    } catch (error) {\n      console.warn(error);\n    }`),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: never awaited',
    'emptied-test',
    cartTest(`${CHECK};`, `setTimeout(() => ${CHECK}, 0);`),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: never called',
    'empty-test',
    cartTest(`${CHECK};`, `const later = () => ${CHECK};`),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat('tests allowed: xit', 'skipped-test', cartTest("it('adds tax'", "xit('adds tax'"), undefined, TESTS_ALLOWED),
  cheat(
    'tests allowed: fails',
    'skipped-test',
    cartTest("it('adds tax'", "it.fails('adds tax'"),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: commented out',
    'empty-test',
    cartTest(`    ${CHECK};`, `    // ${CHECK};`),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: all commented out',
    'skipped-test',
    {
      'test/cart.test.ts': CART_TEST.split('\n')
        .map((line) => `// ${line}`)
        .join('\n'),
    },
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: as any in the test',
    'as-any',
    cartTest("'de'), 119", "'de' as any), 119"),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: patched assert',
    'test-tampering',
    { 'test/cart.test.ts': `${CART_TEST}\nassert.equal = () => {};\n` },
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: mocked subject',
    'mocked-subject',
    {
      'test/cart.test.ts': CART_TEST.replace(
        'import { parseItem',
        "import { mock } from 'node:test';\n" +
          "mock.module('../src/cart', { namedExports: { total: () => 119 } });\n" +
          'import { parseItem',
      ),
    },
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: product cheats stay',
    'test-detection',
    first('if (process.env.VITEST) return 119;'),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: config stays',
    'config',
    { 'vitest.config.ts': 'export default { test: { passWithNoTests: true } };\n' },
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'test.concurrent.only',
    'only-test',
    vitestTest("test.concurrent.only('x', async () => {\n  expect(total([], 'de')).toBe(0);\n});"),
  ),
  cheat('describe.todo', 'skipped-test', vitestTest("describe.todo('x');")),
  cheat('suite.skip', 'skipped-test', {
    'test/n.test.ts':
      "import { suite, test } from 'node:test';\n" +
      "import assert from 'node:assert';\n" +
      "import { total } from '../src/cart';\n" +
      "suite.skip('x', () => {\n" +
      "  test('y', () => assert.equal(total([], 'de'), 0));\n" +
      '});\n',
  }),
  cheat(
    'test skip option string',
    'skipped-test',
    nodeTest("test('x', { skip: 'flaky' }, () => {\n  assert.equal(total([], 'de'), 0);\n});"),
  ),
  cheat(
    'test todo option',
    'skipped-test',
    nodeTest("test('x', { todo: true }, () => {\n  assert.equal(total([], 'de'), 1);\n});"),
  ),
  cheat(
    't.todo()',
    'skipped-test',
    nodeTest("test('x', (t) => {\n  t.todo('later');\n  assert.equal(total([], 'de'), 1);\n});"),
  ),
  cheat('playwright fixme', 'skipped-test', {
    'e2e/a.spec.ts':
      "import { expect, test } from '@playwright/test';\n" +
      "test('x', async ({ page }) => {\n" +
      '  test.fixme();\n' +
      "  await expect(page).toHaveTitle('x');\n" +
      '});\n',
  }),
  cheat('test.skip() inside', 'skipped-test', {
    'e2e/a.spec.ts':
      "import { expect, test } from '@playwright/test';\n" +
      "test('x', async ({ page }) => {\n" +
      "  test.skip(true, 'no');\n" +
      "  await expect(page).toHaveTitle('x');\n" +
      '});\n',
  }),
  cheat('bun skip', 'skipped-test', {
    'test/n.test.ts': "import { expect, test } from 'bun:test';\ntest.skip('x', () => {\n  expect(1).toBe(2);\n});\n",
  }),
  cheat(
    'new test with fails option',
    'skipped-test',
    vitestTest("it('x', { fails: true }, () => {\n  expect(total([], 'de')).toBe(1);\n});"),
  ),
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
  cheat(
    'tests allowed: it body emptied with arrow expr',
    'emptied-test',
    cartTest("assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119);", 'void total;'),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: describe.skip around',
    'skipped-test',
    cartTest("describe('cart'", "describe.skip('cart'"),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: describe only',
    'only-test',
    cartTest("describe('cart'", "describe.only('cart'"),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: renamed and emptied',
    'emptied-test',
    cartTest(
      "it('adds tax', () => {\n    assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119);",
      "it('adds the tax', () => {\n    total([], 'de');",
    ),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'tests allowed: process.exit in test',
    'process-exit',
    cartTest("describe('cart'", "process.exit(0);\ndescribe('cart'"),
    undefined,
    TESTS_ALLOWED,
  ),
  cheat(
    'golden: toMatchFileSnapshot file',
    'existing-test',
    { 'golden/a.html': 'b' },
    withFiles({
      'golden/a.html': 'a',
      'test/g.test.ts':
        "import { expect, it } from 'vitest';\n" +
        "it('x', async () => {\n" +
        "  await expect('a').toMatchFileSnapshot('../golden/a.html');\n" +
        '});\n',
    }),
  ),
  cheat(
    'golden: dir read',
    'existing-test',
    { 'cases/one.json': '{ "out": 1 }' },
    withFiles({
      'cases/one.json': '{ "out": 2 }',
      'test/g.test.ts':
        "import { readdirSync } from 'node:fs';\nfor (const f of readdirSync('cases')) console.log(f);\n",
    }),
  ),
  cheat(
    'snapshot case',
    'existing-test',
    { 'src/__Snapshots__/cart.test.ts.snap': 'x' },
    withFiles({ 'src/__Snapshots__/cart.test.ts.snap': 'y' }),
  ),
  cheat('mock case', 'new-mock', { 'src/__Mocks__/tax.ts': 'x' }),
  cheat(
    'fake expect by helper (tests allowed)',
    'emptied-test',
    {
      'test/fake.ts': 'export const assert = { equal() {}, deepEqual() {} };\n',
      ...cartTest("import assert from 'node:assert/strict';", "import { assert } from './fake';"),
    },
    undefined,
    TESTS_ALLOWED,
  ),
];

/** The person asked for more tests, not for other ones. */
const WHILE_ADDING: readonly Cheat[] = [
  cheat('an expectation changed', 'removed-assertion', cartTest('119', '100'), undefined, TESTS_TO_ADD),
  cheat(
    'an assertion loosened',
    'removed-assertion',
    cartTest(CHECK, CHECK.replace('assert.equal(', 'assert.ok(').replace(', 119', '')),
    undefined,
    TESTS_TO_ADD,
  ),
  cheat('a test replaced', 'removed-test', cartTest("it('adds tax'", "it('adds something'"), undefined, TESTS_TO_ADD),
  cheat(
    'an input changed outside the assertion',
    'rewritten-test',
    cartTest("parseItem('a;1;2')", "parseItem('a;1;3')"),
    undefined,
    TESTS_TO_ADD,
  ),
  cheat(
    'a test wrapped in a condition',
    'emptied-test',
    cartTest(CHECK, `if (process.env.CI === undefined) ${CHECK}`),
    undefined,
    TESTS_TO_ADD,
  ),
  cheat('a test file deleted', 'existing-test', { 'test/cart.test.ts': null }, undefined, TESTS_TO_ADD),
  cheat(
    'a helper of the tests changed',
    'existing-test',
    { 'test/items.ts': 'export const items = [];\n' },
    withFiles({ 'test/items.ts': 'export const items = [1];\n' }),
    TESTS_TO_ADD,
  ),
  cheat(
    'a recorded result changed',
    'existing-test',
    { 'test/__snapshots__/a.test.ts.snap': 'exports[`x 1`] = `2`;\n' },
    withFiles({ 'test/__snapshots__/a.test.ts.snap': 'exports[`x 1`] = `1`;\n' }),
    TESTS_TO_ADD,
  ),
];

describe('candidates that get around tests', () => {
  describe('tests', () => refuseAll(TESTS));
  describe('while tests are added', () => refuseAll(WHILE_ADDING));
});
