import assert from 'node:assert/strict';
import type { Evidence } from '../../../src/engine/contract/evidence';
import type { TestReport } from '../../../src/engine/contract/test-run';
import { goalTests, relatedTests } from '../../../src/engine/verify/related-tests';
import type { ImportGraph } from '../../../src/engine/workspace/imports/import-graph';

describe('goalTests', () => {
  const failed = (path: string): Evidence => ({ stage: 'tests', message: 'red', fingerprint: path, path });
  const reportOf = (...paths: readonly string[]) =>
    ({ tests: paths.map((path) => ({ name: 'a', path, status: 'passed' })) }) as unknown as TestReport;
  const pathsOf = (goals: readonly Evidence[], report: TestReport) => goalTests(goals, report)?.map(({ path }) => path);

  it('are the files that failed, also those that did not load', () => {
    const report = reportOf('checks/a.mjs', 'b', 'c', 'd');
    assert.deepEqual(pathsOf([failed('checks/a.mjs'), failed('test/x.test.ts')], report), [
      'checks/a.mjs',
      'test/x.test.ts',
    ]);
  });

  it('are no sources, which a build in front of the tests names where it fails', () => {
    assert.equal(pathsOf([failed('src/validate.ts')], reportOf()), undefined);
    assert.deepEqual(pathsOf([failed('src/validate.ts'), failed('test/x.test.ts')], reportOf()), ['test/x.test.ts']);
  });
});

describe('relatedTests', () => {
  it('are suites that did not load, and no sources that a build in front of the tests names', async () => {
    const notLoaded = (path: string) => ({ path, name: path });
    const failed = ['src/validate.ts', 'test/x.test.ts'].map(notLoaded);
    const report = { ms: 9000, tests: [], failed } as unknown as TestReport;
    const graph = { reaching: async (files: readonly string[]) => files } as unknown as ImportGraph;
    const found = await relatedTests(new Map([['src/validate.ts', 'export {};']]), report, graph);
    assert.deepEqual(found, [{ path: 'test/x.test.ts', names: [] }]);
  });
});
