import assert from 'node:assert/strict';
import { isTestFile } from '../../../../src/engine/code/tests/test-files';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import { NO_PERMISSIONS } from '../../../../src/engine/contract/task';
import { gatherContext } from '../../../../src/engine/prompt/context/gather-context';
import { codeFinder } from '../../../support/code-finder';
import { memorySnapshot } from '../../../support/fakes';

const OTHERS = {
  'package.json': '{"name":"shop","main":"lib/index.js","workspaces":["packages/*"]}',
  'packages/core/package.json': '{"name":"@shop/core","main":"dist/index.js"}',
  'src/aaa.ts': 'export const aaa = () => 1;\n',
  'lib/zzz.js': 'exports.zzz = () => 1;\n',
};
const ESM = 'export function total(a, b) {\n  return a - b;\n}\n';
const COMMON = 'exports.total = function total(a, b) {\n  return a - b;\n};\n';

/** Where projects keep their tests: the test, the source, and how the test imports it. */
const LAYOUTS: readonly (readonly [test: string, source: string, imported: string])[] = [
  ['src/__tests__/total.ts', 'src/total.ts', "import { total } from '../total';"],
  ['src/cart/__tests__/total.test.tsx', 'src/cart/total.tsx', "import { total } from '../total';"],
  ['__tests__/total.js', 'lib/total.js', "const { total } = require('../lib/total');"],
  ['__tests__/unit/total-test.js', 'src/total.js', "import { total } from '../../src/total';"],
  ['tests/unit/total.spec.ts', 'src/total.ts', "import { total } from '../../src/total';"],
  ['tests/unit/total.spec.ts', 'src/components/total.ts', "import { total } from '@/components/total';"],
  ['src/total.test.tsx', 'src/total.tsx', "import { total } from './total';"],
  ['src/total.test.mts', 'src/total.mts', "import { total } from './total.mjs';"],
  ['test/total.js', 'lib/total.js', "var total = require('../lib/total').total;"],
  ['test/total.js', 'lib/total.js', "const { total } = require('..').total;"],
  ['test/test-total.js', 'lib/total.js', "const total = require('../lib/total.js');"],
  ['test.js', 'total.js', "import { total } from './total.js';"],
  ['total_test.ts', 'total.ts', "import { total } from './total.ts';"],
  ['src/total_test.ts', 'src/total.ts', "import { total } from './total.ts';"],
  ['spec/total_spec.js', 'lib/total.js', "const { total } = require('../lib/total');"],
  ['spec/totalSpec.js', 'src/total.js', "import { total } from '../src/total';"],
  ['packages/core/test/total.test.ts', 'packages/core/src/total.ts', "import { total } from '../src/total';"],
  ['packages/core/test/total.test.ts', 'packages/core/src/total.ts', "import { total } from '@shop/core';"],
  ['packages/core/tests/total.ts', 'packages/core/src/total.ts', "import { total } from '../src/total.js';"],
  ['e2e/total.e2e.ts', 'src/total.ts', "import { total } from '../src/total';"],
  ['src/tests/total.ts', 'src/total.ts', "import { total } from '../total';"],
];

async function shownFor(test: string, source: string, text: string): Promise<readonly string[]> {
  const code = /require|lib\//.test(`${text}${source}`) && !/^import/.test(text) ? COMMON : ESM;
  const folder = source.slice(0, source.lastIndexOf('/') + 1);
  const files = {
    ...OTHERS,
    ...(folder === '' ? {} : { [`${folder}index.ts`]: "export * from './total';\n" }),
    'lib/index.js': "exports.total = require('./total');\n",
    [source]: code,
    [test]: `${text}\nit('adds', () => {\n  expect(total(1, 2)).toBe(3);\n});\n`,
  };
  const failing: Evidence = { stage: 'tests', fingerprint: 'x', message: 'expected 3', path: test, test: 'adds' };
  const { shown } = await gatherContext(
    { kind: 'fix', text: '', files: [], allow: NO_PERMISSIONS },
    {
      snapshot: memorySnapshot(files),
      checker: { exportedTypes: async () => [], ...codeFinder(files) },
      evidence: [failing],
    },
    new AbortController().signal,
  );
  return shown.map(({ path }) => path).filter((path) => path !== test);
}

describe('a failing test leads to its source, wherever both lie', () => {
  for (const [test, source, imported] of LAYOUTS) {
    it(`${test} to ${source} by ${imported}`, async () => {
      assert.equal(isTestFile(test), true);
      assert.equal(isTestFile(source), false);
      assert.equal((await shownFor(test, source, imported))[0], source);
    });
  }

  // It runs a program, or what it imports can't be followed.
  for (const [test, source] of new Map(LAYOUTS.map(([test, source]) => [test, source]))) {
    if (test === 'test.js') continue;
    it(`${test} to ${source} by its name alone`, async () => {
      assert.equal((await shownFor(test, source, "const total = load('total');"))[0], source);
    });
  }
});
