import assert from 'node:assert/strict';
import { isTestFile } from '../../../../src/engine/code/tests/test-files';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import { NO_PERMISSIONS } from '../../../../src/engine/contract/task';
import type { History } from '../../../../src/engine/learn/history/history';
import { gatherContext } from '../../../../src/engine/prompt/context/gather-context';
import { codeFinder } from '../../../support/code-finder';
import { memorySnapshot } from '../../../support/fakes';

const FIXTURE = "module.exports = { text: '| a |', html: '<table>' };\n";
const FILES: Record<string, string> = {
  'src/table.ts': 'export function readTable(text: string) {\n  return text;\n}\n',
  'src/list.ts': 'export function readList(text: string) {\n  return text;\n}\n',
  'src/deep/inside/far.ts': 'export const far = 1;\n',
  'scripts/release.ts': 'export const release = 1;\n',
  'vitest.config.ts': 'export default {};\n',
  'test/specs/slow_table_rows.cjs': FIXTURE,
  'test/specs/plain.cjs': FIXTURE,
  'test/nothing.test.ts': "it('works', () => {\n  expect(1 + 1).toBe(3);\n});\n",
};

async function shownFor(path: string, test: string | undefined, more: { history?: History } = {}, files = FILES) {
  const failing: Evidence = { stage: 'tests', fingerprint: 'x', message: 'fails', path, ...(test ? { test } : {}) };
  const checker = { exportedTypes: async () => [], ...codeFinder(files) };
  const task = { kind: 'fix' as const, text: '', files: [], allow: NO_PERMISSIONS };
  const deps = { snapshot: memorySnapshot(files), checker, evidence: [failing], ...more };
  const { shown } = await gatherContext(task, deps, new AbortController().signal);
  return shown.map((file) => file.path).filter((file) => !isTestFile(file));
}

describe('a failing test that names nothing', () => {
  it('leads to the code that its file is named after, where that is a fixture', async () => {
    assert.equal((await shownFor('test/specs/slow_table_rows.cjs', undefined))[0], 'src/table.ts');
  });

  it('leads to what changed with such tests before', async () => {
    const history: History = {
      rank: async ({ files }) => (files.includes('test/specs/plain.cjs') ? [{ path: 'src/list.ts', score: 0.5 }] : []),
      lines: async () => () => 0,
    };
    assert.equal((await shownFor('test/specs/plain.cjs', undefined, { history }))[0], 'src/list.ts');
  });

  for (const [path, test] of [
    ['test/specs/plain.cjs', undefined],
    ['test/nothing.test.ts', 'works'],
    ['test/gone.test.ts', 'works'],
  ] as const) {
    it(`leads to any source rather than none: ${path}`, async () => {
      assert.deepEqual(await shownFor(path, test), ['src/list.ts', 'src/table.ts', 'src/deep/inside/far.ts']);
    });
  }

  it('leads to the sources of its own package first', async () => {
    const files = {
      'a/src/one.ts': 'export const one = 1;\n',
      'b/src/two.ts': 'export const two = 2;\n',
      'b/test/fixtures.test.ts': "it('works', () => {});\n",
    };
    assert.deepEqual((await shownFor('b/test/fixtures.test.ts', 'works', {}, files))[0], 'b/src/two.ts');
  });

  it('shows nothing besides where there is no source', async () => {
    assert.deepEqual(await shownFor('test/a.test.ts', 'works', {}, { 'test/a.test.ts': "it('works', () => {});" }), []);
  });
});
