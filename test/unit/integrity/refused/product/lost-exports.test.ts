import assert from 'node:assert/strict';
import type { InspectRequest } from '../../../../../src/engine/contract/code-inspection';
import { NO_PERMISSIONS } from '../../../../../src/engine/contract/task';
import { checkIntegrity } from '../../../../../src/engine/integrity/check-integrity';
import { inspectCode } from '../../../../../src/engine/integrity/inspect-code';
import { createCandidate } from '../../../../../src/engine/workspace/candidate';
import { memorySnapshot, textIn } from '../../../../support/fakes';
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
    [
      'what `export *` stood for is named',
      { 'src/index.ts': "export { net, taxOf } from './price';\nexport { taxOf as tax } from './price';\n" },
      '',
    ],
    [
      'the module behind `export *` has another name',
      {
        'src/index.ts': "export * from './cost';\nexport { taxOf as tax } from './cost';\n",
        'src/cost.ts': BEFORE['src/price.ts'],
      },
      '',
    ],
    ['the file is deleted and named', { 'src/price.ts': null }, 'Delete src/price.ts'],
    [
      'it is a helper of a test file',
      { 'test/price.test.ts': "import { it } from 'node:test';\nit('x', () => {});\n" },
      '',
    ],
  ] as const) {
    it(`are allowed where ${what}`, async () => assert.deepEqual(await lost(after, task), []));
  }

  const HELPERS = 'export type Deep<T> = T[];\nexport type Flat<T> = T;\n';
  const ROWS = "import type { Deep, Flat } from './helpers';\n\nexport type Rows = Deep<Flat<string>>;\n";
  const USED = { 'src/helpers.ts': HELPERS, 'src/rows.ts': ROWS };
  const CHANGED = {
    'src/helpers.ts': 'export type Flat<T> = T;\n',
    'src/rows.ts': "import type { Flat } from './helpers';\n\nexport type Rows = readonly Flat<string>[];\n",
  };

  it('are told where only code of the change used them', async () => {
    assert.deepEqual(await findings(USED, CHANGED, NO_PERMISSIONS, 'Use readonly rows'), []);
    const snapshot = memorySnapshot(USED);
    const candidate = createCandidate(new Map(Object.entries(CHANGED)));
    const inspect = (request: InspectRequest) => inspectCode(request, textIn(snapshot));
    const found = await checkIntegrity({
      candidate,
      snapshot,
      allow: NO_PERMISSIONS,
      task: 'Use readonly rows',
      inspect,
    });
    assert.ok(!('problem' in found));
    assert.match(found.told[0]?.message ?? '', /`Deep` of src\/helpers\.ts is gone.* Told, not refused: what used it/);
  });

  for (const [what, more] of [
    ['another file still uses them', { 'src/other.ts': "import type { Deep } from './helpers';\n" }],
    ['a document names them', { 'README.md': 'Use `Deep`.\n' }],
    ['an index file passes everything on', { 'src/index.ts': "export * from './helpers';\n" }],
  ] as const)
    it(`are refused where ${what}`, async () => {
      const found = await findings({ ...USED, ...more }, CHANGED, NO_PERMISSIONS, 'Use readonly rows');
      assert.deepEqual(
        found.map(({ code }) => code),
        ['lost-export'],
      );
    });
});
