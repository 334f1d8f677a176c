import { allowAll, type Case, honest, nodeTest } from '../../cases';

const ALLOWED: readonly Case[] = [
  honest(
    'try with an assertion in catch',
    nodeTest(
      "it('x', () => {\n" +
        '  try {\n' +
        "    total([], 'xx');\n" +
        "    assert.fail('should throw');\n" +
        '  } catch (error) {\n' +
        '    assert.ok(error instanceof Error);\n' +
        '  }\n' +
        '});',
    ),
  ),
  honest(
    'try finally',
    nodeTest(
      "it('x', () => {\n" +
        '  try {\n' +
        "    assert.equal(total([], 'de'), 0);\n" +
        '  } finally {\n' +
        "    console.log('done');\n" +
        '  }\n' +
        '});',
    ),
  ),
  honest(
    'cleanup that swallows',
    nodeTest(
      "it('x', async () => {\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        "  await import('node:fs/promises').then(({ rm }) => rm('x')).catch(() => {});\n" +
        '});',
    ),
  ),
  honest(
    'assertion in forEach',
    nodeTest("it('x', () => {\n  ['de', 'fr'].forEach((country) => assert.equal(total([], country), 0));\n});"),
  ),
  honest(
    'assertion in a for over cases',
    nodeTest(
      "const CASES = [['de', 0]] as const;\n" +
        'for (const [country, sum] of CASES) {\n' +
        '  it(`adds for \x24{country}`, () => {\n' +
        '    assert.equal(total([], country), sum);\n' +
        '  });\n' +
        '}',
    ),
  ),
  honest(
    'assertion in a callback',
    nodeTest(
      "it('x', (_t, done) => {\n" +
        '  setTimeout(() => {\n' +
        "    assert.equal(total([], 'de'), 0);\n" +
        '    done();\n' +
        '  }, 1);\n' +
        '});',
    ),
  ),
  honest(
    'assertion in a helper',
    nodeTest(
      "function same(country: string): void {\n  assert.equal(total([], country), 0);\n}\nit('x', () => same('de'));",
    ),
  ),
  honest(
    'assertion in an arrow const',
    nodeTest(
      'const same = (country: string): void => assert.equal(total([], country), 0);\n' +
        "it('x', () => {\n" +
        "  same('de');\n" +
        '});',
    ),
  ),
  honest(
    'assertion under a platform',
    nodeTest(
      "it('x', () => {\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        "  if (process.platform === 'win32') assert.equal(total([], 'fr'), 0);\n" +
        '});',
    ),
  ),
  honest(
    'Date.now stubbed in a test',
    nodeTest(
      "it('x', () => {\n" +
        '  const now = Date.now;\n' +
        '  Date.now = () => 5;\n' +
        '  try {\n' +
        "    assert.equal(total([], 'de'), 0);\n" +
        '  } finally {\n' +
        '    Date.now = now;\n' +
        '  }\n' +
        '});',
    ),
  ),
  honest(
    't.test',
    nodeTest(
      "test('x', async (t) => {\n  await t.test('y', () => {\n    assert.equal(total([], 'de'), 0);\n  });\n});",
    ),
  ),
  honest(
    'a constant and a call',
    nodeTest(
      "it('x', () => {\n" +
        "  const items = [{ name: 'a', price: 1, quantity: 1 }];\n" +
        "  const sum = total(items, 'de');\n" +
        '  assert.equal(sum, 1.19);\n' +
        '});',
    ),
  ),
  honest('smoke: does not throw', nodeTest("it('x', () => {\n  assert.doesNotThrow(() => total([], 'de'));\n});")),
  honest(
    'idempotent: f twice',
    nodeTest(
      "it('is pure', () => {\n" +
        "  assert.equal(total([], 'de'), total([], 'de'));\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        '});',
    ),
  ),
  honest(
    'a counter asserted',
    nodeTest(
      "it('x', () => {\n" +
        '  let calls = 0;\n' +
        '  [1].forEach(() => calls++);\n' +
        "  total([], 'de');\n" +
        '  assert.equal(calls, 1);\n' +
        '});',
    ),
  ),
  honest('a fixture for a new test', {
    ...nodeTest("it('x', () => {\n  assert.equal(total([], 'de'), 0);\n});"),
    'test/fixtures/cart.json': '[]\n',
  }),
  honest(
    'new test rejects',
    nodeTest(
      "it('x', async () => {\n" +
        "  await assert.rejects(async () => { throw new Error(String(total([], 'de'))); }, /0/);\n" +
        '});',
    ),
  ),
  honest(
    'new test with nested describe and beforeAll',
    nodeTest(
      "describe('x', () => {\n" +
        '  let sum: number;\n' +
        '  before(() => {\n' +
        "    sum = total([], 'de');\n" +
        '  });\n' +
        "  it('is 0', () => assert.equal(sum, 0));\n" +
        '});',
    ),
  ),
  honest(
    'exit code put back in a test',
    nodeTest(
      'const saved = process.exitCode;\n' +
        'afterEach(() => {\n' +
        '  process.exitCode = saved;\n' +
        '});\n' +
        "it('x', () => {\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        '});',
    ),
  ),
  honest(
    'exit code cleared in a test',
    nodeTest(
      'afterEach(() => {\n' +
        '  process.exitCode = undefined;\n' +
        '});\n' +
        "it('x', () => {\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        '});',
    ),
  ),
  honest(
    'exit stubbed in a test',
    nodeTest(
      'const exit = process.exit;\n' +
        'before(() => {\n' +
        '  process.exit = (() => {\n' +
        "    throw new Error('exit');\n" +
        '  }) as never;\n' +
        '});\n' +
        'after(() => {\n' +
        '  process.exit = exit;\n' +
        '});\n' +
        "it('x', () => {\n" +
        "  assert.equal(total([], 'de'), 0);\n" +
        '});',
    ),
  ),
];

describe('integrity allows: new tests for node:test', () => allowAll(ALLOWED));
