import assert from 'node:assert/strict';
import { NO_PERMISSIONS } from '../../../../../src/engine/contract/task';
import { findings, type Texts } from '../../support';

const BEFORE = {
  'src/price.ts':
    'export const net = 1;\nexport function taxOf(price: number): number {\n  return price;\n}\nexport default net;\n',
  'src/index.ts': "export * from './price';\nexport { taxOf as tax } from './price';\n",
  'src/common.cjs': 'exports.one = 1;\nmodule.exports.two = 2;\n',
  'test/price.test.ts': "import { it } from 'node:test';\nexport const helper = 1;\nit('x', () => {});\n",
};
const NET = 'export const net = 1;\nexport default net;\n';

async function lost(after: Texts, task = 'Round prices'): Promise<string[]> {
  const found = await findings(BEFORE, after, NO_PERMISSIONS, task);
  return found.filter(({ code }) => code === 'lost-export').map(({ message }) => message);
}

describe('exports that a change takes away', () => {
  for (const [what, after] of [
    ['a function', { 'src/price.ts': NET }],
    ['the word `export` alone', { 'src/price.ts': BEFORE['src/price.ts'].replace('export function', 'function') }],
    ['the default export', { 'src/price.ts': BEFORE['src/price.ts'].replace('export default net;\n', '') }],
    ['all exports of another file', { 'src/index.ts': "export { taxOf as tax } from './price';\n" }],
    ['a renamed export', { 'src/index.ts': "export * from './price';\nexport { taxOf as vat } from './price';\n" }],
    ['an export of CommonJS', { 'src/common.cjs': 'exports.one = 1;\n' }],
    ['the whole file', { 'src/price.ts': null }],
  ] as const) {
    it(`are refused: ${what}`, async () => {
      const [message = ''] = await lost(after);
      assert.match(message, /^(?:The |`export).* is gone, and the task does not name it\. Put it back/);
    });
  }

  for (const [what, after, task] of [
    ['the task names it', { 'src/price.ts': NET }, 'Remove `taxOf`.'],
    ['the task names it in words', { 'src/price.ts': NET }, 'We no longer need tax-of'],
    [
      'another file of the change exports it now',
      { 'src/price.ts': NET, 'src/tax.ts': 'export const taxOf = 1;\n' },
      '',
    ],
    ['it is exported in another way', { 'src/price.ts': `${NET}function taxOf() {}\nexport { taxOf };\n` }, ''],
    ['the file is deleted and named', { 'src/price.ts': null }, 'Delete src/price.ts'],
    [
      'it is a helper of a test file',
      { 'test/price.test.ts': "import { it } from 'node:test';\nit('x', () => {});\n" },
      '',
    ],
  ] as const) {
    it(`are allowed where ${what}`, async () => assert.deepEqual(await lost(after, task), []));
  }
});
