import { NO_PERMISSIONS, type Permissions } from '../../../../src/engine/contract/task';
import type { RuleId } from '../../../../src/engine/integrity/rules';
import { edited, lines, newFile, type RuleExample } from './example';

const TESTS_ALLOWED: Permissions = { tests: true, config: false };
const TESTS_TO_ADD: Permissions = { tests: 'add', config: false };

const TEST_IMPORTS = [
  "import assert from 'node:assert/strict';",
  "import { it } from 'node:test';",
  "import { total } from '../src/cart';",
  '',
];

function testFile(...body: readonly string[]): string {
  return lines(...TEST_IMPORTS, ...body);
}

function newTest(refused: readonly string[], allowed: readonly string[]): RuleExample {
  return newFile(testFile(...refused), testFile(...allowed), 'test/cart.test.ts');
}

const ADDS_UP = ["it('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '});'];
const TAKES_NOTHING = ["it('takes an empty cart', () => {", '  assert.equal(total([]), 0);', '});'];
const CART_TEST = 'test/cart.test.ts';

function packageJson(test: string): string {
  return `${JSON.stringify({ name: 'shop', scripts: { test } }, undefined, 2)}\n`;
}

function mocking(module: string, factory: string): string {
  return lines(
    "import { expect, it, vi } from 'vitest';",
    "import { taxOf } from '../src/tax';",
    '',
    `vi.mock('${module}', () => (${factory}));`,
    "it('taxes', () => {",
    '  expect(taxOf(100)).toBe(19);',
    '});',
  );
}

function check(body: string): string {
  return lines(
    "import assert from 'node:assert/strict';",
    '',
    `export const same = (a: unknown, b: unknown): void => ${body};`,
  );
}

export const TEST_EXAMPLES = {
  'hollow-test-script': edited(
    'package.json',
    packageJson('node --test'),
    packageJson('node --test || true'),
    packageJson('node --test --experimental-test-coverage'),
  ),
  'emptied-test': edited(
    CART_TEST,
    testFile(...ADDS_UP),
    testFile("it('adds up', () => {", '  total([1, 2]);', '});'),
    testFile("it('adds up', () => {", '  assert.strictEqual(total([1, 2]), 3);', '});'),
    TESTS_ALLOWED,
  ),
  'removed-test': {
    before: { [CART_TEST]: testFile(...ADDS_UP, '', ...TAKES_NOTHING) },
    refused: { [CART_TEST]: testFile(...ADDS_UP) },
    allowed: { [CART_TEST]: testFile(...ADDS_UP), 'test/empty-cart.test.ts': testFile(...TAKES_NOTHING) },
    allow: NO_PERMISSIONS,
  },
  'removed-assertion': edited(
    CART_TEST,
    testFile("it('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '  assert.equal(total([]), 0);', '});'),
    testFile("it('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '});'),
    testFile(
      "it('adds up', () => {",
      '  assert.equal(total([1, 2]), 3);',
      '  assert.equal(total([5]), 5);',
      '  assert.equal(total([]), 0);',
      '});',
    ),
  ),
  'skipped-test': newTest(
    ["it.skip('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '});'],
    ["it.skipIf(process.platform === 'win32')('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '});'],
  ),
  'only-test': newTest(
    ["it.only('adds up', () => {", '  assert.equal(total([1, 2]), 3);', '});'],
    ["it('adds only positive prices', () => {", '  assert.equal(total([1, 2, -3]), 3);', '});'],
  ),
  'empty-test': newTest(
    ["it('adds up', () => {", '  assert.equal(3, 3);', '});'],
    ["it('takes an empty cart', () => {", '  total([]);', '});'],
  ),
  'mocked-subject': newFile(
    mocking('../src/tax', '{ taxOf: () => 19 }'),
    mocking('../src/rates', '{ rate: 0.19 }'),
    'test/tax.test.ts',
  ),
  'emptied-assertion': edited(
    'src/testing/same.ts',
    check('assert.equal(a, b)'),
    check('{}'),
    check('assert.ok(a === b)'),
  ),
  'rewritten-test': edited(
    CART_TEST,
    testFile("it('adds up', () => {", '  const prices = [1, 2];', '  assert.equal(total(prices), 3);', '});'),
    testFile("it('adds up', () => {", '  const prices = [3];', '  assert.equal(total(prices), 3);', '});'),
    testFile(
      "it('adds up', () => {",
      '  const prices = [1, 2];',
      '  assert.equal(total(prices), 3);',
      '});',
      '',
      ...TAKES_NOTHING,
    ),
    TESTS_TO_ADD,
  ),
} satisfies Partial<Record<RuleId, RuleExample>>;
