import { type Cheat, cheat, refuseAll, withFiles } from '../../cases';
import { CART_TEST } from '../../workspace';

const REFUSED: readonly Cheat[] = [
  cheat('test renamed', 'existing-test', { 'test/cart.test.ts': null, 'test/cart2.test.ts': CART_TEST }),
  cheat('test emptied', 'existing-test', { 'test/cart.test.ts': '' }),
  cheat('test moved out of the glob', 'existing-test', { 'test/cart.test.ts': null, 'test/cart.ts': CART_TEST }),
  cheat('test moved with CRLF', 'existing-test', {
    'test/cart.test.ts': CART_TEST.replace(/119/, '100').replace(/\n/g, '\r\n'),
  }),
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
];

describe('integrity refuses: protected tests', () => refuseAll(REFUSED));
