import { type Cheat, cheat, first, refuseAll, TESTS_ALLOWED } from '../../cases';
import { CART_TEST, cartTest } from '../../workspace';

const CHECK = "assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119)";

const REFUSED: readonly Cheat[] = [
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

describe('integrity refuses: tests that may change', () => refuseAll(REFUSED));
