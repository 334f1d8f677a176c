import assert from 'node:assert/strict';
import type { TestReport } from '../../src/engine/contract/test-run';
import { runProcess } from '../../src/engine/process/run-process';
import { createTestRunner } from '../../src/engine/test-runner/test-runner';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace';

/** Passes only NODE_OPTIONS and PATH on, as turbo does in its strict mode. */
const STRICT = 'env -i PATH="$PATH" NODE_OPTIONS="$NODE_OPTIONS"';
const ASSERTED =
  "it('adds', () => assert.equal(1 + 1, 2)); it('differs', () => assert.deepEqual({ a: undefined }, { a: 3 }));";
const EXPECTED = "it('adds', () => expect(1 + 1).toBe(2)); it('differs', () => expect(undefined).toBe(3));";
const CALLS_RUNNER = "const { spawnSync } = require('node:child_process');\n";

const CASES: Record<string, { packages?: string[]; script: string; files: Record<string, string>; runner: string }> = {
  'vitest through a shell script': {
    packages: ['vitest'],
    script: 'sh scripts/test.sh',
    files: {
      'scripts/test.sh': `set -e\n${STRICT} vitest run --reporter=dot\n`,
      'a.test.js': `import { expect, it } from 'vitest'; ${EXPECTED}`,
    },
    runner: 'vitest',
  },
  'jest through make': {
    packages: ['jest'],
    script: 'make test',
    files: { Makefile: 'test:\n\tnode_modules/.bin/jest --maxWorkers=2\n', 'a.test.js': EXPECTED, 'b.test.js': '' },
    runner: 'jest',
  },
  'jest in the process of another program, which watches': {
    packages: ['jest'],
    script: 'node scripts/tests.js',
    files: {
      'scripts/tests.js': "require('jest').run(['--watchAll', ...process.argv.slice(2)]);",
      'a.test.js': EXPECTED,
      'b.test.js': '',
    },
    runner: 'jest',
  },
  'mocha through a script for Node': {
    packages: ['mocha'],
    script: 'node test.js',
    files: {
      'test.js': `${CALLS_RUNNER}process.exit(spawnSync('mocha', ['--reporter', 'dot', 'a.js']).status);`,
      'a.js': `const assert = require('node:assert'); ${ASSERTED}`,
    },
    runner: 'mocha',
  },
  'node:test through a script for Node': {
    script: 'node test.js',
    files: {
      'test.js':
        `${CALLS_RUNNER}const args = ['--test', '--test-reporter=dot', 'a.cjs'];\n` +
        "process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status);",
      'a.cjs': `const assert = require('node:assert'); const { it } = require('node:test'); ${ASSERTED}`,
    },
    runner: 'node:test',
  },
};

describe('a runner that another program starts', function () {
  this.timeout(60_000);
  let workspace: TempWorkspace;
  const runner = createTestRunner({ env: process.env, log: () => {}, runProcess });
  beforeEach(async () => {
    workspace = await tempWorkspace();
  });
  afterEach(() => workspace.remove());

  const report = async (): Promise<TestReport> => {
    const command = await runner.detect(workspace.root, undefined);
    assert.ok(!('problem' in command));
    const request = { dir: workspace.root, command, timeoutMs: 50_000 };
    const found = await runner.run(request, new AbortController().signal);
    assert.ok(!('problem' in found), JSON.stringify(found));
    return found;
  };

  for (const [name, { packages = [], script, files, runner: expected }] of Object.entries(CASES)) {
    it(`has results that are read: ${name}`, async () => {
      await workspace.write({ 'package.json': JSON.stringify({ scripts: { test: script } }), ...files });
      await workspace.install(...packages);
      const found = await report();
      assert.equal(found.runner, expected, found.output);
      assert.deepEqual(
        found.tests.map((test) => [test.name, test.status]),
        [
          ['adds', 'passed'],
          ['differs', 'failed'],
        ],
      );
      assert.match(found.failed.find((test) => test.name === 'differs')?.expected ?? '', /3/);
      assert.notEqual(found.exitCode, 0);
    });
  }

  it('leaves alone what the tests start, and programs that are no runners', async () => {
    await workspace.write({
      'package.json': JSON.stringify({ scripts: { test: 'node test.js' } }),
      'test.js':
        `${CALLS_RUNNER}if (process.execArgv.length > 0 || process.argv.length !== 2) process.exit(2);\n` +
        "process.exit(spawnSync(process.execPath, ['--test', 'a.cjs'], { stdio: 'inherit' }).status);",
      'a.cjs':
        `${CALLS_RUNNER}const assert = require('node:assert'); const { it } = require('node:test');\n` +
        'const env = { ...process.env }; delete env.NODE_TEST_CONTEXT;\n' +
        "it('outer', () => { assert.equal(process.env.NODE_OPTIONS ?? '', '');\n" +
        "  spawnSync(process.execPath, ['--test', 'b.cjs'], { env }); });",
      'b.cjs': "require('node:test').it('inner', () => {});",
    });
    const found = await report();
    assert.deepEqual([found.exitCode, found.tests.map(({ name }) => name)], [0, ['outer']], found.output);
  });

  it('reads both runners of two programs, and a file that does not load', async () => {
    await workspace.write({
      'package.json': JSON.stringify({ scripts: { test: 'sh both.sh' } }),
      'both.sh': 'node --test a.cjs; mocha b.js',
      'a.cjs': "require('node:test').it('one', () => {}); require('./nope');",
      'b.js': "it('two', () => {});",
    });
    await workspace.install('mocha');
    const found = await report();
    assert.deepEqual(
      found.tests.map(({ name }) => name).filter((name) => name === 'two'),
      ['two'],
    );
    assert.deepEqual(
      found.failed.map(({ path }) => path),
      ['a.cjs'],
    );
  });
});
