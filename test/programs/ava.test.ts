import assert from 'node:assert/strict';
import { installPackages } from '../support/installed-packages';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace';
import { testReport } from '../support/test-report';

const SUITE = `import test from 'ava';
import { first, sum } from '../src/sum.js';
test('adds', (t) => { t.is(sum(1, 2), 3); });
test('compares', (t) => { t.deepEqual({ a: sum(2, 2) }, { a: 4 }); });
test('takes', (t) => { t.is(first(), 1); });
test.skip('waits', (t) => { t.fail(); });
`;

describe('AVA', function () {
  this.timeout(120_000);
  let workspace: TempWorkspace;
  before(async () => {
    const manifest = { type: 'module', scripts: { test: 'ava' } };
    workspace = await tempWorkspace({
      'package.json': JSON.stringify(manifest),
      'src/sum.js': 'export const sum = (a, b) => a - b;\nexport const first = () => 1;\n',
      'test/a.js': SUITE,
      'test/broken.js': "import test from 'ava';\nimport '../src/missing.js';\ntest('a', (t) => t.pass());\n",
      'test/leaves.js': "import test from 'ava';\ntest('leaves', () => { process.exit(0); });\n",
      // AVA 6 ends here when it has to write as TAP that another file has called process.exit().
      'test/slow.js':
        "import test from 'ava';\ntest('comes late', async (t) => {\n" +
        '  await new Promise((done) => setTimeout(done, 1500));\n  t.pass();\n});\n',
    });
    installPackages(workspace.root, ['ava@6.4.1']);
  });
  after(() => workspace.remove());

  for (const setting of [undefined, 'npx ava --no-worker-threads']) {
    it(`has its tests named with their files, and what they ran recorded: ${setting ?? 'threads'}`, async () => {
      const { runner, tests, failed, coverage, errors } = await testReport(workspace.root, setting, { coverage: true });
      assert.equal(runner, 'ava');
      assert.deepEqual(tests.map(({ name, path, status }) => [name, path, status]).sort(), [
        ['adds', 'test/a.js', 'failed'],
        ['comes late', 'test/slow.js', 'passed'],
        ['compares', 'test/a.js', 'failed'],
        ['takes', 'test/a.js', 'passed'],
        ['waits', 'test/a.js', 'skipped'],
      ]);
      const more = failed.find(({ name }) => name === 'compares');
      assert.deepEqual([more?.path, more?.line], ['test/a.js', 4]);
      assert.deepEqual([more?.actual, more?.expected], ['{\n  a: 0,\n}', '{\n  a: 4,\n}']);
      assert.deepEqual([...new Set(errors.map(({ path }) => path))].sort(), ['test/broken.js', 'test/leaves.js']);
      const functions = coverage?.files.find(({ path }) => path === 'src/sum.js')?.functions ?? [];
      assert.deepEqual(
        functions.map(({ name, failed: by, passed }) => [name, by.length, passed]),
        [
          ['sum', 2, 0],
          ['first', 0, 1],
        ],
      );
    });
  }

  it('is red where a test ends its process as if all were well', async () => {
    const targets = [{ path: 'test/leaves.js', name: 'leaves' }];
    const { exitCode, errors } = await testReport(workspace.root, undefined, { targets });
    assert.equal(exitCode, 1);
    assert.match(errors.map(({ message }) => message).join('\n'), /process\.exit\(\) was called/);
  });

  it('runs only the tests that are asked for', async () => {
    const targets = [{ path: 'test/a.js', name: 'takes' }];
    const report = await testReport(workspace.root, undefined, { targets });
    assert.deepEqual([report.narrowed, report.exitCode, report.executed], [true, 0, 1]);
  });
});
