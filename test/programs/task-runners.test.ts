import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestReport, TestRunRequest } from '../../src/engine/contract/test-run';
import { runProcess } from '../../src/engine/process/run-process';
import { createTestRunner } from '../../src/engine/test-runner/test-runner';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace';

const suite = (name: string, code = ''): string =>
  `const { it } = require('node:test');\nit('${name}', () => { ${code} });\n`;
const FILES = {
  'packages/a/package.json': JSON.stringify({ name: 'a', scripts: { test: 'node --test' } }),
  'packages/a/a.test.js': suite('is a'),
  'packages/b/package.json': JSON.stringify({ name: 'b', scripts: { test: 'pnpm exec node --test' } }),
  'packages/b/b.test.js': suite('is b'),
};

/** Programs that stand for turbo and nx: what they do with the tests can't be seen, or they don't start them. */
describe('tests that turbo or nx is to start', () => {
  let workspace: TempWorkspace;
  afterEach(() => workspace.remove());
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  const run = async (
    test: string,
    { program, pnpm = false }: { program: string; pnpm?: boolean },
    files: Readonly<Record<string, string>> = FILES,
    selection: Pick<TestRunRequest, 'targets' | 'files'> = {},
  ): Promise<TestReport> => {
    const manifest = { packageManager: 'pnpm@10.0.0', workspaces: ['packages/*'], scripts: { test } };
    workspace = await tempWorkspace({ 'package.json': JSON.stringify(manifest), ...files });
    const path = join(workspace.root, 'path');
    mkdirSync(path);
    symlinkSync(process.execPath, join(path, 'node'));
    symlinkSync('/bin/sh', join(path, 'sh'));
    const script = (name: string, text: string): void => {
      writeFileSync(join(path, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(path, name), 0o755);
    };
    script('npm', test);
    script(test.split(' ')[0] ?? '', program);
    if (pnpm) script('pnpm', 'shift; exec "$@"');
    const runner = createTestRunner({ env: { PATH: path }, log: () => {}, runProcess });
    const command = await runner.detect(workspace.root, undefined);
    assert.ok(!('problem' in command), JSON.stringify(command));
    const request = { dir: workspace.root, command, timeoutMs: 50_000, ...selection };
    const report = await runner.run(request, new AbortController().signal);
    assert.ok(!('problem' in report), JSON.stringify(report));
    return report;
  };
  const names = ({ tests }: TestReport): string[] => tests.map(({ name }) => name).sort();

  it('are those of each package where its package manager is not installed', async () => {
    const report = await run('turbo run test', { program: 'echo no pnpm; exit 1' });
    assert.deepEqual(names(report), ['is a', 'is b']);
    assert.equal(report.exitCode, 0);
    assert.equal(report.inFront, undefined);
    assert.match(report.absentManager ?? '', /^pnpm is not installed here/);
  });

  it('are those of each package where turbo does not work here, which is told', async () => {
    const report = await run('turbo run test', { program: 'echo cannot connect; exit 4', pnpm: true });
    assert.deepEqual(names(report), ['is a', 'is b']);
    assert.deepEqual([report.exitCode, report.inFront?.exitCode], [0, 4]);
    assert.match(report.inFront?.output ?? '', /cannot connect/);
  });

  it('are those of each project where nx ran them in its own process', async () => {
    const target = { targets: { test: { command: 'node --test libs/c' } } };
    const files = { ...FILES, 'libs/c/project.json': JSON.stringify(target), 'libs/c/c.test.js': suite('is c') };
    const report = await run('nx run-many -t test', { program: 'echo all green', pnpm: true }, files);
    assert.deepEqual(names(report), ['is a', 'is b', 'is c']);
    assert.deepEqual([report.exitCode, report.inFront, report.runner], [0, undefined, 'node:test']);
  });

  it('explain that nx ended red, and are no step in front', async () => {
    const files = { ...FILES, 'packages/a/a.test.js': suite('is a', 'throw new Error("red")') };
    const report = await run('nx run-many -t test', { program: 'echo red; exit 1', pnpm: true }, files);
    assert.deepEqual(
      report.failed.map(({ name }) => name),
      ['is a'],
    );
    assert.deepEqual([report.exitCode, report.inFront], [1, undefined]);
  });

  it('are run without it where only some are asked for, in their package alone', async () => {
    const program = 'echo turbo ran; exit 1';
    const targets = [{ name: 'is a', path: 'packages/a/a.test.js' }];
    const report = await run('turbo run test', { program, pnpm: true }, FILES, { targets });
    assert.deepEqual([names(report), report.narrowed, report.exitCode], [['is a'], true, 0]);
    assert.doesNotMatch(report.output, /turbo ran/);
    await workspace.remove();
    const files = [{ path: 'packages/b/b.test.js', names: ['is b'] }];
    const other = await run('nx run-many -t test', { program, pnpm: true }, FILES, { files });
    assert.deepEqual([names(other), other.narrowed], [['is b'], true]);
  });

  it('stay unread where no package has any that can be read', async () => {
    const none = { 'packages/a/package.json': JSON.stringify({ name: 'a', scripts: { test: 'sh test.sh' } }) };
    const report = await run('turbo run test', { program: 'exit 0', pnpm: true }, none);
    assert.deepEqual([report.executed, report.exitCode, report.runner], [null, 0, 'command']);
    assert.match(report.hint ?? '', /^turbo: run the packages' scripts directly/);
  });
});
