import { type Cheat, cheat, refuseAll, TESTS_TO_ADD, withFiles } from '../../cases';
import { cartTest } from '../../workspace';

const CHECK = "assert.equal(total([{ name: 'a', price: 100, quantity: 1 }], 'de'), 119)";

/** The person asked for more tests, not for other ones. */
const REFUSED: readonly Cheat[] = [
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

describe('integrity refuses: existing tests while tests are added', () => refuseAll(REFUSED));
