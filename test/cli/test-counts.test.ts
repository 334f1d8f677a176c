import assert from 'node:assert/strict';
import { runArguments, runCli, temporaryFolder } from '../support/cli';
import { startModelServer } from '../support/model-server';
import { makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

const TSCONFIG =
  '{"compilerOptions":{"noEmit":true,"types":[],"lib":["es2022"],"skipLibCheck":true},"include":["src"]}\n';
const SOURCE = 'export const one = 1;\n';
const COUNT = /^tests: (\d+) tests? run, (\d+) failed so far$/gm;

/** A suite of this many tests of half a second each, of which the second fails. */
const slowSuite = (head: string, length: number): string =>
  `${head}const wait = () => new Promise((done) => setTimeout(done, 500));
for (let at = 1; at <= ${length}; at++)
  it('test ' + at, async () => {
    await wait();
    if (at === 2) throw new Error('two');
  });
`;

const WORKSPACES = {
  vitest: {
    packages: ['vitest', 'vite'],
    files: { 'src/slow.test.js': slowSuite("import { it } from 'vitest';\n", 8) },
    type: 'module',
    script: 'vitest run',
  },
  jest: { packages: ['jest'], files: { 'src/slow.test.js': slowSuite('', 8) }, type: 'commonjs', script: 'jest' },
  mocha: {
    packages: ['mocha'],
    files: { 'test/slow.cjs': slowSuite('', 8) },
    type: 'commonjs',
    script: 'mocha test/slow.cjs',
  },
  'mocha behind a program of its own': {
    packages: ['mocha'],
    files: {
      'test/slow.cjs': slowSuite('', 8),
      'run.cjs':
        "const { spawnSync } = require('node:child_process');\n" +
        "const bin = require.resolve('mocha/bin/mocha.js');\n" +
        "const { status } = spawnSync(process.execPath, [bin, 'test/slow.cjs'], { stdio: 'inherit' });\n" +
        'process.exit(status);\n',
    },
    type: 'commonjs',
    script: 'node run.cjs',
  },
} as const;

describe('tests are counted while they run', function () {
  this.timeout(120_000);

  for (const [name, { packages, files, type, script }] of Object.entries(WORKSPACES))
    it(`of ${name}`, async () => {
      const manifest = JSON.stringify({ name: 'slow', private: true, type, scripts: { test: script } });
      const workspace = makeWorkspace(
        { 'package.json': manifest, 'tsconfig.json': TSCONFIG, 'src/one.ts': SOURCE, ...files },
        [...packages, 'typescript'],
      );
      const state = temporaryFolder('state');
      try {
        const { code, stderr } = await runCli(['check', '--workspace', workspace, '--state-dir', state.path]);
        assert.equal(code, 1, stderr);
        const [count] = [...stderr.matchAll(COUNT)];
        assert.ok(count, stderr);
        const [, executed, failed] = count.map(Number);
        assert.ok(executed !== undefined && executed >= 1 && executed < 8, stderr);
        assert.ok(failed === (executed < 2 ? 0 : 1), stderr);
        const end = stderr.search(/^tests: `npm test` \(.*\): 8 tests run, 1 failed$/m);
        assert.ok(end > count.index, `the count comes before the result:\n${stderr}`);
      } finally {
        removeWorkspace(workspace);
        state.remove();
      }
    });

  it('of a run, after it said what it is doing', async () => {
    const { packages, files } = WORKSPACES.mocha;
    const manifest = JSON.stringify({ name: 'slow', private: true, scripts: { test: WORKSPACES.mocha.script } });
    const workspace = makeWorkspace(
      { 'package.json': manifest, 'tsconfig.json': TSCONFIG, 'src/one.ts': SOURCE, ...files },
      [...packages, 'typescript'],
    );
    const state = temporaryFolder('state');
    const server = await startModelServer({
      script: () => ({ text: '```ts src/one.ts\nexport const one = 2;\n```\n' }),
    });
    try {
      const target = { task: 'Write 2', workspace, baseUrl: server.openAiBaseUrl, stateDir: state.path };
      const { stderr, events } = await runCli(runArguments(target, '--json', '--file', 'src/one.ts'));
      const said = [/^ {2}tests: running …$/m, /^ {2}tests: \d+ tests? run, \d failed so far$/m, /^ {2}. tests, /m];
      const places = said.map((pattern) => stderr.search(pattern));
      assert.ok(!places.includes(-1), stderr);
      assert.deepEqual(
        places.toSorted((a, b) => a - b),
        places,
        stderr,
      );
      assert.ok(!JSON.stringify(events).includes('so far'), 'a count is no event');
    } finally {
      removeWorkspace(workspace);
      state.remove();
      await server.close();
    }
  });
});
