import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readCoverage } from '../../../../src/engine/test-runner/function-coverage/read-coverage';
import { recorderSource } from '../../../../src/engine/test-runner/function-coverage/recorder';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const PRICES = `exports.price = (item) => {
  if (item.isGift) {
    if (item.isWrapped) return 1;
    return 0;
  }
  return item.price;
};
exports.other = () => 1;
`;
const TESTS = `const recorder = require('../record/recorder.cjs');
const { price } = require('../copy/prices.js');
const test = (name, failed, item) => {
  price(item);
  recorder.ended({ file: __filename, name, failed });
};
recorder.loaded(__filename);
test('plain', false, { price: 2 });
test('wrapped', false, { isGift: true, isWrapped: true });
test('gift', true, { isGift: true });
`;
/** Many tests that pass and then one that fails, in one process. */
const MANY = `const recorder = require('../record/recorder.cjs');
const { price } = require('../copy/prices.js');
recorder.loaded(__filename);
for (let at = 0; at < 200; at += 1) {
  price({ isGift: at % 2 === 0, isWrapped: true });
  recorder.ended({ file: __filename, name: 'passes ' + at, failed: false });
}
price({ isGift: true });
recorder.ended({ file: __filename, name: 'gift', failed: true });
`;

describe('the recorder of what tests run', () => {
  let workspace: TempWorkspace;
  beforeEach(async () => {
    workspace = await tempWorkspace();
  });
  afterEach(() => workspace.remove());

  it('tells the blocks of a function that a failing test ran and some passing ones did not', async () => {
    const at = (folder: string): string => join(workspace.root, folder);
    await workspace.write({
      'record/recorder.cjs': recorderSource(at('record'), [at('copy')]),
      'copy/prices.js': PRICES,
      'tests/all.cjs': TESTS,
    });
    execFileSync(process.execPath, ['--require', at('record/recorder.cjs'), at('tests/all.cjs')]);
    const found = await readCoverage(at('record'), () => 'all.cjs', { failed: [] });
    assert.deepEqual([found?.failing.map(({ name }) => name), found?.passing], [['gift'], 2]);
    const [price] = found?.files[0]?.functions.filter(({ failed }) => failed.length > 0) ?? [];
    assert.deepEqual([price?.name, price?.failed, price?.passed], ['exports.price', [0], 2]);
    // All of the branch for gifts, and what comes behind the inner `return`.
    assert.deepEqual(price?.blocks, [
      { failed: [0], passed: 1 },
      { failed: [0], passed: 0 },
    ]);
  });

  it('records a failing test behind more passing ones than it has room for, and counts these', async () => {
    const at = (folder: string): string => join(workspace.root, folder);
    await workspace.write({
      'record/recorder.cjs': recorderSource(at('record'), [at('copy')], { bytes: 10_000, share: 1_000 }),
      'copy/prices.js': PRICES,
      'tests/all.cjs': MANY,
    });
    execFileSync(process.execPath, ['--require', at('record/recorder.cjs'), at('tests/all.cjs')]);
    const found = await readCoverage(at('record'), () => 'all.cjs', { failed: [] });
    assert.deepEqual([found?.failing.map(({ name }) => name), found?.passing], [['gift'], 200]);
    const [price] = found?.files[0]?.functions.filter(({ failed }) => failed.length > 0) ?? [];
    assert.deepEqual([price?.failed, price?.passed], [[0], 200]);
    assert.deepEqual(price?.blocks, [
      { failed: [0], passed: 100 },
      { failed: [0], passed: 0 },
    ]);
  });
});
