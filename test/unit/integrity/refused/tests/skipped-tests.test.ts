import { type Cheat, cheat, nodeTest, refuseAll, vitestTest } from '../../cases';

const REFUSED: readonly Cheat[] = [
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
];

describe('integrity refuses: skipped tests', () => refuseAll(REFUSED));
