import assert from 'node:assert/strict';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';
import { testReport } from '../../../support/test-report';

describe('a test that ends its process', () => {
  let workspace: TempWorkspace;
  beforeEach(async () => {
    workspace = await tempWorkspace({
      'package.json': JSON.stringify({ type: 'module' }),
      'src/leave.js': 'const leave = () => process.exit(1);\nexport const main = (go) => go && leave();\n',
    });
  });
  afterEach(() => workspace.remove());

  const reportOf = (setting: string) => testReport(workspace.root, setting, { coverage: true });
  const suite = (head: string): string =>
    `${head}import { main } from '../src/leave.js';\n` +
    "it('stays', () => main(false));\nit('leaves', () => main(true));\n";

  it('is reported with where it ended it, and with what it ran, by node:test', async () => {
    await workspace.write({ 'test/leave.test.js': suite("import { it } from 'node:test';\n") });
    const { failed, coverage } = await reportOf('node --test');
    assert.deepEqual(
      failed.map(({ path, line }) => [path, line]),
      [['test/leave.test.js', 4]],
    );
    assert.match(failed[0]?.message ?? '', /process\.exit was called:\n +at leave \(src\/leave\.js:1:29\)\n +at main/);
    assert.deepEqual(coverage?.failing, [{ path: 'test/leave.test.js', name: 'leaves' }]);
    const functions = coverage.files.find(({ path }) => path === 'src/leave.js')?.functions ?? [];
    assert.deepEqual(
      functions.map(({ name, failed: by, passed }) => [name, by.length, passed]),
      [
        ['leave', 1, 0],
        ['main', 1, 1],
      ],
    );
  });

  it('is reported so by mocha, which ends itself', async () => {
    await workspace.write({ 'test/leave.js': suite('') });
    await workspace.install('mocha');
    const { failed, coverage } = await reportOf('npx mocha test/leave.js');
    assert.deepEqual(
      failed.map(({ path, line }) => [path, line]),
      [['src/leave.js', 1]],
    );
    assert.match(failed[0]?.message ?? '', /process\.exit was called:\n +at leave \(src\/leave\.js:1:29\)\n +at main/);
    assert.deepEqual(coverage?.failing, [{ path: 'test/leave.js', name: 'leaves' }]);
  });

  it('says nothing of a file that ends itself when its tests are done', async () => {
    await workspace.write({
      'test/a.test.js':
        "import { it, after } from 'node:test';\nit('stays', () => {});\n" +
        'after(() => setImmediate(() => setImmediate(() => process.exit(0))));\n',
    });
    const { failed, executed } = await reportOf('node --test');
    assert.deepEqual([failed, executed], [[], 1]);
  });
});
