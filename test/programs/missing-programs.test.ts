import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '../../src/engine/process/run-process';
import { createTestRunner } from '../../src/engine/test-runner/test-runner';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace';

const SUITE = "const { it } = require('node:test');\nit('adds', () => {});\n";

describe('a test command of which a program is missing', () => {
  let workspace: TempWorkspace;
  afterEach(() => workspace.remove());

  /** Runs the tests with a PATH that has Node, npm and a shell, and nothing else. */
  const run = async (scripts: Record<string, string>, files: Record<string, string> = {}, setting?: string) => {
    const manifest = { packageManager: 'pnpm@10.0.0', scripts };
    workspace = await tempWorkspace({ 'package.json': JSON.stringify(manifest), 'a.test.js': SUITE, ...files });
    const path = join(workspace.root, 'path');
    mkdirSync(path);
    symlinkSync(process.execPath, join(path, 'node'));
    for (const name of ['sh', 'npm']) symlinkSync('/bin/sh', join(path, name));
    const runner = createTestRunner({ env: { PATH: path }, log: () => {}, runProcess });
    const command = await runner.detect(workspace.root, setting);
    assert.ok(!('problem' in command), JSON.stringify(command));
    return runner.run({ dir: workspace.root, command, timeoutMs: 50_000 }, new AbortController().signal);
  };
  const problemOf = async (...args: Parameters<typeof run>): Promise<string> => {
    const found = await run(...args);
    assert.ok('problem' in found, JSON.stringify(found));
    assert.equal(found.problem.kind, 'command-not-found');
    return found.problem.message;
  };

  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('runs scripts and programs without a package manager that only starts them, and says so', async () => {
    const scripts = {
      test: 'pnpm lint && pnpm exec node --test',
      lint: 'pnpm "lint:all" --fix',
      'lint:all': 'node lint.js',
    };
    const found = await run(scripts, { 'lint.js': "console.log('linted with', process.argv[2]);" });
    assert.ok(!('problem' in found), JSON.stringify(found));
    assert.equal(found.exitCode, 0);
    assert.equal(found.executed, 1);
    assert.match(found.output, /linted with --fix/);
    assert.match(found.absentManager ?? '', /^pnpm is not installed here, so the scripts and programs/);
  });

  it('still fails by a step in front that fails', async () => {
    const found = await run({ test: 'pnpm lint && node --test', lint: 'node -e "process.exit(3)"' });
    assert.ok(!('problem' in found), JSON.stringify(found));
    assert.equal(found.exitCode, 3);
    assert.equal(found.executed, 0);
  });

  it('names the package manager, and the command of the runner, where nothing can stand in for it', async () => {
    const message = await problemOf(
      { test: 'pnpm install && node --test --test-timeout=999' },
      { 'node_modules/a': '' },
    );
    assert.match(message, /^The test command `npm test` needs `pnpm`, which was not found\. It is a package manager/);
    assert.match(message, /`npm install --global pnpm`/);
    assert.match(message, /loopcraft\.testCommand \(--test-command\) to .*: `node --test --test-timeout=999`\./);
    assert.doesNotMatch(message, /dependencies/);
  });

  it('names another program, and says that the dependencies are there', async () => {
    const message = await problemOf({ test: 'docker compose up && node --test' }, { 'node_modules/a/index.js': '' });
    assert.match(message, /needs `docker`, which was not found\. The workspace's dependencies are installed without/);
    assert.match(message, /`node --test`/);
  });

  it('names a program that a called script lacks', async () => {
    const message = await problemOf({ test: 'yarn build && node --test', build: 'unbuild' });
    assert.match(
      message,
      /needs `unbuild`, which was not found\. Install the workspace's dependencies \(`pnpm install`\)/,
    );
  });

  it('keeps the sentence for a command of which nothing is known', async () => {
    assert.match(await problemOf({}, {}, 'no-such-program-here'), /needs `no-such-program-here`, which was not found/);
  });
});
