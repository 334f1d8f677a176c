import assert from 'node:assert/strict';
import { runProcess } from '../../src/engine/process/run-process';
import { createTestRunner } from '../../src/engine/test-runner/test-runner';
import { installPackages } from '../support/installed-packages';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace';

const suite = (expected: number): string =>
  "import { test } from 'uvu';\nimport * as assert from 'uvu/assert';\n" +
  `test('adds', () => { assert.is(1 + 1, 2); });\ntest('adds more', () => { assert.is(2 + 2, ${expected}); });\n` +
  'test.run();\n';

describe('uvu', function () {
  this.timeout(120_000);
  let workspace: TempWorkspace;
  before(async () => {
    const manifest = { type: 'module', scripts: { test: 'uvu tests' } };
    workspace = await tempWorkspace({ 'package.json': JSON.stringify(manifest) });
    installPackages(workspace.root, ['uvu@0.5.6']);
  });
  after(() => workspace.remove());

  it('has its tests counted from what it prints, also where it goes on after them', async () => {
    const runner = createTestRunner({ env: process.env, log: () => {}, runProcess, idleSeconds: 3 });
    const command = await runner.detect(workspace.root, undefined);
    assert.ok(!('problem' in command));
    const run = async (files: Readonly<Record<string, string>>) => {
      await workspace.write(files);
      const request = { dir: workspace.root, command, timeoutMs: 60_000, coverage: true };
      const report = await runner.run(request, new AbortController().signal);
      assert.ok(!('problem' in report), JSON.stringify(report));
      return report;
    };
    const red = await run({ 'tests/a.js': suite(5), 'tests/deep/b.js': suite(4) });
    assert.deepEqual([red.runner, red.executed, red.passed, red.exitCode], ['uvu', 4, 3, 1]);
    assert.deepEqual(
      red.failed.map(({ name, path, line }) => [name, path, line]),
      [['a.js > test 2', 'tests/a.js', 4]],
    );
    const own = red.coverage?.files.find(({ path }) => path === 'tests/a.js')?.functions ?? [];
    assert.deepEqual(own.map(({ failed, passed }) => [failed.length, passed]).sort(), [
      [0, 1],
      [1, 0],
    ]);
    assert.match(red.failed[0]?.message ?? '', /^"adds more":\nExpected values to be strictly equal/);
    const green = await run({ 'tests/a.js': suite(4) });
    assert.deepEqual([green.executed, green.passed, green.exitCode], [4, 4, 0]);
    const open = await run({ 'tests/b.js': `import { createServer } from 'node:http';\ncreateServer().listen(0);\n` });
    assert.deepEqual([open.executed, open.passed, open.exitCode, open.wentOn?.keptBy], [4, 4, 0, ['a server']]);
    const broken = await run({ 'tests/c.js': "import './nope.js';\n" });
    assert.deepEqual([broken.executed, broken.exitCode], [null, 1]);
  });
});
