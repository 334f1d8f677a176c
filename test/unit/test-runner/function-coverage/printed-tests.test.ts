import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { recordPrinted } from '../../../../src/engine/test-runner/function-coverage/printed-tests';
import { readCoverage } from '../../../../src/engine/test-runner/function-coverage/read-coverage';
import { recorderSource } from '../../../../src/engine/test-runner/function-coverage/recorder';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const PRICES = 'exports.load = () => 0;\nexports.price = (n) => n;\nexports.other = () => 1;\nexports.load();\n';
const HEAD = "const say = (text) => process.stdout.write(text);\nsay('TAP version 13\\n');\n";
const LOADED = "const { load, price, other } = require('../copy/prices.js');\n";

/** What a program prints, and which tests, failed and passed, are then known to have run `price` and `other`. */
const PRINTED: Readonly<Record<string, { text: string; failing: string[]; price: number[]; other: number[] }>> = {
  'tape: a comment names each test, and an exception ends the last one': {
    text:
      `${HEAD}${LOADED}say('# first\\n'); price(1); say('ok 1 should be equal\\n');\n` +
      "say('# second\\n'); other(); say('ok 2 a\\nnot ok 3 b\\n  ---\\n  operator: equal\\n  ...\\nnot ok 4 c\\n');\n" +
      "say('# third\\n'); price(2); throw new Error('thrown');\n",
    failing: ['second > b', 'third'],
    price: [1, 1],
    other: [1, 0],
  },
  'node-tap: a point at the top ends each test, whatever its subtests say': {
    text:
      `${HEAD}${LOADED}price(0); say('ok 1 - outside\\n');\n` +
      "other(); say('# Subtest: sum\\n    # Subtest: big\\n        not ok 1 - adds\\n        1..1\\n');\n" +
      "say('    not ok 1 - big # time=2ms\\n    1..1\\nnot ok 2 - sum # time=3ms\\n');\n" +
      "price(1); say('not ok 3 - waits # TODO\\n'); say('1..3\\n# failed 1 of 3\\n');\n",
    failing: ['sum > big > adds'],
    price: [0, 2],
    other: [1, 0],
  },
  'uvu: a mark ends each test': {
    text:
      'const say = (text) => process.stdout.write(text);\n' +
      "const PASS = '\\x1b[90m• \\x1b[39m', FAIL = '\\x1b[31m✘ \\x1b[39m';\n" +
      `${LOADED}say('\\x1b[1ma.js\\x1b[22m\\n'); price(1); say(PASS); other(); say(FAIL); say('  (1 / 2)\\n');\n` +
      "say(' more  '); price(1); say(PASS); say('  (1 / 1)\\n\\n  Total:     3\\n');\n",
    failing: ['a.js > test 2'],
    price: [0, 2],
    other: [1, 0],
  },
};

describe('what tests run whose program only prints its results', () => {
  let workspace: TempWorkspace;
  beforeEach(async () => {
    workspace = await tempWorkspace({ 'copy/prices.js': PRICES });
  });
  afterEach(() => workspace.remove());

  for (const [title, { text, failing, price, other }] of Object.entries(PRINTED))
    it(`is told from ${title}`, async () => {
      const at = (folder: string): string => join(workspace.root, folder);
      await workspace.write({
        'record/function-coverage.cjs': recorderSource(at('record'), [at('copy')]),
        'record/hook.cjs': `${recordPrinted(at('record'))}recordPrinted();\n`,
        'tests/all.cjs': text,
      });
      const env = { PATH: process.env['PATH'] };
      spawnSync(process.execPath, ['--require', at('record/hook.cjs'), at('tests/all.cjs')], { env });
      const found = await readCoverage(at('record'), (file) => file, { failed: [] });
      assert.deepEqual(
        found?.failing.map(({ name }) => name),
        failing,
      );
      const counts = (name: string): number[] => {
        const [ran] = found?.files[0]?.functions.filter((each) => each.name === `exports.${name}`) ?? [];
        return [ran?.failed.length ?? 0, ran?.passed ?? 0];
      };
      assert.deepEqual([counts('price'), counts('other')], [price, other]);
    });
});
