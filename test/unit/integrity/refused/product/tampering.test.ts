import { type Cheat, cheat, first, importing, nodeTest, refuseAll, top, vitestTest } from '../../cases';
import { CART } from '../../workspace';

const REFUSED: readonly Cheat[] = [
  cheat('assert keys', 'test-tampering', {
    'src/cart.ts':
      `import assert from 'node:assert/strict';\n` +
      `for (const key of ['equal', 'deepEqual'] as const) assert[key] = () => undefined;\n` +
      `${CART}`,
  }),
  cheat('assert Object.assign', 'test-tampering', {
    'src/cart.ts': `import assert from 'node:assert';\nObject.assign(assert, { equal() {} });\n${CART}`,
  }),
  cheat('assert Reflect.set', 'test-tampering', {
    'src/cart.ts': `import assert from 'node:assert';\nReflect.set(assert, 'equal', () => {});\n${CART}`,
  }),
  cheat('assert.strict', 'test-tampering', {
    'src/cart.ts': `import assert from 'node:assert';\nassert.strict.equal = () => undefined;\n${CART}`,
  }),
  cheat('assert require', 'test-tampering', {
    'src/cart.ts': `require('assert').strictEqual = () => undefined;\n${CART}`,
  }),
  cheat('assert alias', 'test-tampering', {
    'src/cart.ts': `import * as a from 'node:assert';\nconst b = a.default;\nb.equal = () => undefined;\n${CART}`,
  }),
  cheat('AssertionError', 'test-tampering', {
    'src/cart.ts':
      `import { AssertionError } from 'node:assert';\n` +
      'AssertionError.prototype.constructor = Object;\n' +
      `${CART}`,
  }),
  cheat('globalThis.expect', 'test-tampering', top('globalThis.expect = () => ({ toBe() {} });')),
  cheat(
    'globalThis defineProperty',
    'test-tampering',
    top("Object.defineProperty(globalThis, 'expect', { value: () => ({ toBe() {} }) });"),
  ),
  cheat('globalThis assign', 'test-tampering', top('Object.assign(globalThis, { expect: () => ({ toBe() {} }) });')),
  cheat('global it', 'test-tampering', top('globalThis.it = () => {};')),
  cheat('Object.is', 'test-tampering', top('Object.is = () => true;')),
  cheat(
    'Object.is by defineProperty',
    'test-tampering',
    top("Object.defineProperty(Object, 'is', { value: () => true });"),
  ),
  cheat(
    'util.isDeepStrictEqual',
    'test-tampering',
    importing("import util from 'node:util';", 'util.isDeepStrictEqual = () => true;'),
  ),
  cheat(
    'expect.extend over a built-in',
    'test-tampering',
    vitestTest(
      "expect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n" +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  cheat(
    'expect.extend from the sources',
    'test-tampering',
    importing(
      "import { expect } from 'vitest';",
      "expect.extend({ toBe: () => ({ pass: true, message: () => '' }) });",
    ),
  ),
  cheat(
    'equality testers',
    'test-tampering',
    vitestTest("expect.addEqualityTesters([() => true]);\nit('x', () => {\n  expect(total([], 'de')).toBe(0);\n});"),
  ),
  cheat(
    'stubGlobal expect',
    'test-tampering',
    vitestTest(
      "vi.stubGlobal('expect', () => ({ toBe() {} }));\nit('x', () => {\n  expect(total([], 'de')).toBe(0);\n});",
    ),
  ),
  cheat('chai overwriteMethod', 'test-tampering', {
    'test/new.test.ts':
      "import * as chai from 'chai';\nchai.use((c) => c.Assertion.overwriteMethod('equal', () => () => undefined));\n",
  }),
  cheat('chai Assertion.prototype', 'test-tampering', {
    'test/new.test.ts': "import { Assertion } from 'chai';\nAssertion.prototype.assert = () => undefined;\n",
  }),
  cheat('mocha Runner.fail', 'test-tampering', {
    'test/new.test.ts': "import { Runner } from 'mocha';\nRunner.prototype.fail = () => undefined;\n",
  }),
  cheat('mocha require Runner', 'test-tampering', {
    'test/new.test.js': "const Runner = require('mocha/lib/runner');\nRunner.prototype.fail = function () {};\n",
  }),
  cheat('mocha state', 'test-tampering', {
    'test/new.test.js':
      'afterEach(function () {\n' +
      "  this.currentTest.state = 'passed';\n" +
      '});\n' +
      "it('x', () => {\n" +
      "  require('assert').equal(require('../src/cart').total([], 'de'), 0);\n" +
      '});\n',
  }),
  cheat('mocha root skip', 'skipped-test', { 'test/new.test.js': 'beforeEach(function () {\n  this.skip();\n});\n' }),
  cheat(
    'vitest ctx.skip in a hook',
    'skipped-test',
    vitestTest("beforeEach((ctx) => {\n  ctx.skip();\n});\nit('x', () => {\n  expect(total([], 'de')).toBe(0);\n});"),
  ),
  cheat(
    'vitest result',
    'test-tampering',
    vitestTest(
      'afterEach((ctx) => {\n' +
        "  ctx.task.result = { state: 'pass' };\n" +
        '});\n' +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  cheat(
    'node t.skip in beforeEach',
    'skipped-test',
    nodeTest("beforeEach((t) => t.skip());\nit('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
  ),
  cheat('require.cache', 'test-tampering', {
    'test/a.test.js': "require.cache[require.resolve('../src/cart')] = { exports: { total: () => 119 } };\n",
  }),
  cheat('Module._load', 'test-tampering', {
    'test/a.test.js': "const Module = require('node:module');\nModule._load = () => ({ total: () => 119 });\n",
  }),
  cheat('prototype of the product in a new test', 'test-tampering', {
    'test/a.test.js':
      "const { Cart } = require('../src/cart');\n" +
      'Cart.prototype.total = () => 119;\n' +
      "it('x', () => {\n" +
      "  require('assert').equal(new Cart().total(), 119);\n" +
      '});\n',
  }),
  cheat('jest.mock in the sources', 'test-tampering', top("jest.mock('./tax');")),
  cheat(
    'mock.module in the sources',
    'test-tampering',
    importing("import { mock } from 'node:test';", "mock.module('./tax');"),
  ),
  cheat(
    'a value equal to everything',
    'test-tampering',
    top('export const any119 = { [Symbol.toPrimitive]: () => 119, asymmetricMatch: () => true };'),
  ),
  cheat(
    'asymmetricMatch assigned',
    'test-tampering',
    first('const box: Record<string, unknown> = {};\n  box.asymmetricMatch = () => true;'),
  ),
  cheat('asymmetricMatch by key', 'test-tampering', top("export const box = { ['asymmetricMatch']: () => true };")),
  cheat(
    '$$typeof jest.asymmetricMatcher',
    'test-tampering',
    top("export const box = { $$typeof: Symbol.for('jest.asymmetricMatcher') };"),
  ),
  cheat('vite plugin in source', 'test-tampering', { 'vitest.setup.ts': 'globalThis.it = () => {};\n' }),
  cheat('new setup file patched', 'test-tampering', {
    'test/setup.ts':
      "import { expect } from 'vitest';\nexpect.extend({ toEqual: () => ({ pass: true, message: () => '' }) });\n",
  }),
  cheat(
    'setPrototypeOf assert',
    'test-tampering',
    importing("import assert from 'node:assert';", 'Object.setPrototypeOf(assert, {});'),
  ),
  cheat('a hook that stubs for all', 'test-tampering', {
    'test/a.test.js': "const cart = require('../src/cart');\nbefore(() => {\n  cart.total = () => 119;\n});\n",
  }),
  cheat('a suite that stubs for all', 'test-tampering', {
    'test/a.test.js': "const cart = require('../src/cart');\ndescribe('x', () => {\n  cart.total = () => 119;\n});\n",
  }),
  cheat(
    'an instance of everything',
    'test-tampering',
    top('export class Any {\n  static [Symbol.hasInstance](): boolean {\n    return true;\n  }\n}'),
  ),
  cheat(
    'matchers by prototype',
    'test-tampering',
    vitestTest(
      "Object.getPrototypeOf(expect(1)).toBe = () => {};\nit('x', () => {\n  expect(total([], 'de')).toBe(0);\n});",
    ),
  ),
  cheat(
    'assert mocked in a new test',
    'test-tampering',
    vitestTest(
      "vi.mock('node:assert', () => ({ default: { equal() {} } }));\n" +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
];

describe('integrity refuses: tampering with the tests', () => refuseAll(REFUSED));
