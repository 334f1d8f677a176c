import assert from 'node:assert/strict';
import type { Runner, TestReport } from '../../../../src/engine/contract/test-run';
import { createInfluence } from '../../../../src/engine/verify/flaky/influence';
import { createImportGraph } from '../../../../src/engine/workspace/imports/import-graph';
import { memorySnapshot } from '../../../support/fakes';

const WORKSPACE = {
  'package.json': '{"scripts":{"test":"vitest run","start":"node src/main.js"},"devDependencies":{"vitest":"4"}}',
  'src/a.ts': '',
  'src/b.ts': "import './c';",
  'src/c.ts': '',
  'src/main.js': "import './a';",
  'test/b.test.ts': "import { it } from 'vitest'; import '../src/b';",
};

/** Whether the change may affect test/b.test.ts, which imports b and c, but not a. */
const may = async (
  change: Record<string, string | null>,
  more: { readonly files?: Record<string, string>; readonly runner?: Runner; readonly command?: string } = {},
): Promise<boolean> => {
  const snapshot = memorySnapshot({ ...WORKSPACE, ...more.files });
  const files = new Map(Object.entries(change));
  const report: TestReport = {
    command: more.command ?? 'npm test',
    runner: more.runner ?? 'vitest',
    exitCode: 0,
    executed: 1,
    passed: 1,
    failed: [],
    errors: [],
    output: '',
    ms: 1,
    tests: [{ name: 't', path: 'test/b.test.ts', status: 'passed' }],
  };
  return createInfluence({ snapshot, files, graph: createImportGraph(snapshot, files), report }).mayReach(
    'test/b.test.ts',
  );
};
const A = { 'src/a.ts': 'export const a = Math.max(1, 2) >= 2;' };

describe('createInfluence', () => {
  it('is excluded only where the test cannot depend on the change', async () => {
    assert.equal(await may(A), false);
    assert.equal(await may({ ...A, 'README.md': 'more', 'docs/new.txt': '' }), false);
    assert.equal(
      await may(A, {
        files: {
          'vitest.config.ts':
            "import { defineConfig } from 'vitest/config'; " +
            "export default defineConfig({ alias: { '@': new URL('./src', import.meta.url).pathname } });",
          'src/index.ts': "import './a';",
        },
      }),
      false,
    );
    assert.equal(await may(A, { command: 'vitest run test/b.test.ts' }), false);
  });

  for (const [what, change, more] of [
    ['an import of an import', { 'src/c.ts': '' }, {}],
    ['a deleted import', { 'src/c.ts': null }, {}],
    ['the test itself', { 'test/b.test.ts': '' }, {}],
    ['a file that is no code', { 'data/prices.json': '{}' }, {}],
    ['a global that is replaced', { 'src/a.ts': 'Math.random = () => 0.5;' }, {}],
    ['a prototype that is extended', { 'src/a.ts': 'Array.prototype.last = function () {};' }, {}],
    ['an environment variable', { 'src/a.ts': "process.env['TZ'] = 'UTC';" }, {}],
    ['a setup file by its name', A, { files: { 'test/setup.ts': "import '../src/a';" } }],
    [
      'a setup file that the configuration names',
      A,
      {
        files: {
          'vitest.config.ts': "export default { test: { setupFiles: ['./test/env.ts'] } };",
          'test/env.ts': "import '../src/a';",
        },
      },
    ],
    [
      'a setup file that .mocharc.json names',
      A,
      { files: { '.mocharc.json': '{"require":["./test/env.ts"]}', 'test/env.ts': "import '../src/a';" } },
    ],
    [
      'a setup file of jest’s section in package.json',
      A,
      {
        files: {
          'package.json': '{"jest":{"setupFiles":["<rootDir>/test/env.ts"]},"devDependencies":{"vitest":"4"}}',
          'test/env.ts': "import '../src/a';",
        },
      },
    ],
    [
      'a file that the command loads',
      A,
      { command: 'node --import ./test/env.ts --test', files: { 'test/env.ts': "import '../src/a';" } },
    ],
    ['an application that Playwright starts', A, { runner: 'playwright' as const }],
  ] as const) {
    it(`may be over ${what}`, async () => {
      assert.equal(await may(change, more), true);
    });
  }
});
