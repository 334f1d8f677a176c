import { allowAll, type Case, honest, nodeTest, vitestTest } from '../../cases';

const ALLOWED: readonly Case[] = [
  honest(
    'skipIf on a platform',
    vitestTest("it.skipIf(process.platform === 'win32')('x', () => {\n  expect(total([], 'de')).toBe(0);\n});"),
  ),
  honest(
    'fake timers',
    vitestTest(
      'beforeEach(() => {\n' +
        '  vi.useFakeTimers();\n' +
        '});\n' +
        'afterEach(() => {\n' +
        '  vi.useRealTimers();\n' +
        '});\n' +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest(
    'stubbed env and global',
    vitestTest(
      "it('x', () => {\n" +
        "  vi.stubEnv('RATE', '1');\n" +
        "  vi.stubGlobal('fetch', vi.fn());\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest(
    'Math.random spied',
    vitestTest(
      "it('x', () => {\n  vi.spyOn(Math, 'random').mockReturnValue(0.5);\n  expect(total([], 'de')).toBe(0);\n});",
    ),
  ),
  honest(
    'a dependency mocked',
    vitestTest(
      "vi.mock('../src/tax', () => ({ taxOf: vi.fn(() => 1) }));\n" +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(1);\n" +
        "  expect(taxOf).toHaveBeenCalledWith(0, 'de');\n" +
        '});',
      "import { taxOf } from '../src/tax';\n",
    ),
  ),
  honest(
    'a dependency configured',
    vitestTest(
      "vi.mock('../src/tax');\n" +
        "it('x', () => {\n" +
        '  vi.mocked(taxOf).mockReturnValue(2);\n' +
        "  expect(total([], 'de')).toBe(2);\n" +
        '});',
      "import { taxOf } from '../src/tax';\n",
    ),
  ),
  honest(
    'a spy on an object',
    vitestTest(
      "it('x', () => {\n" +
        "  const log = vi.spyOn(console, 'log').mockReturnValue();\n" +
        "  total([], 'de');\n" +
        '  expect(log).not.toHaveBeenCalled();\n' +
        '});',
    ),
  ),
  honest(
    'node mock.method',
    nodeTest(
      "it('x', (t) => {\n" +
        "  const log = t.mock.method(console, 'log', () => {});\n" +
        "  total([], 'de');\n" +
        '  assert.equal(log.mock.callCount(), 0);\n' +
        '});',
    ),
  ),
  honest(
    'own matcher',
    vitestTest(
      'expect.extend({ toBeCents: (value: number) => ' +
        "({ pass: Number.isInteger(value * 100), message: () => 'not in cents' }) });\n" +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest('chai should', {
    'test/new.test.js':
      "const { expect } = require('chai');\n" +
      "it('x', () => {\n" +
      "  expect(require('../src/cart').total([], 'de')).to.equal(0);\n" +
      '});\n',
  }),
  honest(
    'new test with fixture',
    vitestTest(
      'const withItems = test.extend({ items: async ({}, use) => { await use([]); } });\n' +
        "withItems('x', ({ items }) => {\n" +
        "  expect(total(items, 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest(
    'new test with vi.hoisted',
    vitestTest(
      'const mocks = vi.hoisted(() => ({ taxOf: vi.fn(() => 1) }));\n' +
        "vi.mock('../src/tax', () => mocks);\n" +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(1);\n" +
        '});',
    ),
  ),
  honest(
    'new test partial mock',
    vitestTest(
      "vi.mock('../src/cart', async (importOriginal) => " +
        '({ ...(await importOriginal<object>()), parseItem: vi.fn() }));\n' +
        "it('x', () => {\n" +
        "  expect(total([], 'de')).toBe(0);\n" +
        '});',
    ),
  ),
  honest(
    'new test exit mocked',
    vitestTest(
      "it('x', () => {\n" +
        "  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);\n" +
        "  total([], 'de');\n" +
        '  expect(exit).not.toHaveBeenCalled();\n' +
        '});',
    ),
  ),
];

describe('integrity allows: new tests with mocks, matchers and conditions', () => allowAll(ALLOWED));
