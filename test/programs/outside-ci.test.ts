import assert from 'node:assert/strict';
import type { TestReport } from '../../src/engine/contract/test-run';
import { runProcess } from '../../src/engine/process/run-process';
import { outsideCi } from '../../src/engine/test-runner/outside-ci';
import { createTestRunner } from '../../src/engine/test-runner/test-runner';
import { type TempWorkspace, tempWorkspace } from '../support/temp-workspace';

const HEAD = "const { it } = require('node:test'); const assert = require('node:assert');\n";

describe('tests that fail only with the variable CI', function () {
  this.timeout(60_000);
  let workspace: TempWorkspace;
  beforeEach(async () => {
    workspace = await tempWorkspace({
      'package.json': '{ "scripts": { "test": "node --test" } }',
      'fine.test.js': `${HEAD}it('fine', () => {});`,
    });
  });
  afterEach(() => workspace.remove());

  const lines: string[] = [];
  const runTwice = async (): Promise<TestReport[]> => {
    lines.length = 0;
    const log = (line: string): void => void lines.push(line);
    const runner = outsideCi(createTestRunner({ env: process.env, log, runProcess }), log);
    const command = await runner.detect(workspace.root, undefined);
    assert.ok(!('problem' in command));
    const request = { dir: workspace.root, command, timeoutMs: 30_000, coverage: true };
    const reports: TestReport[] = [];
    for (let run = 0; run < 2; run++) {
      const found = await runner.run(request, new AbortController().signal);
      assert.ok(!('problem' in found));
      reports.push(found);
    }
    return reports;
  };
  const runs = (): number => lines.filter((line) => line.startsWith('Running ')).length;

  it('run without it from then on, and the log says so', async () => {
    await workspace.write({
      'local.test.js': `${HEAD}it('local', () => assert.equal(process.env.CI, undefined));`,
      'bad.test.js': `${HEAD}it('bad', () => assert.equal(1, 2));`,
    });
    const reports = await runTwice();
    assert.deepEqual(
      reports.map(({ failed, executed }) => [failed.map(({ name }) => name), executed]),
      [
        [['bad'], 3],
        [['bad'], 3],
      ],
    );
    assert.match(lines.join('\n'), /without the variable CI, because some fail only with it: "local"/);
  });

  it('are told from tests that fail always: only their files run again, once, and are watched', async () => {
    const add = "const { add } = require('./add.js');\n";
    await workspace.write({
      'add.js': 'exports.add = (a, b) => a + b;\n',
      'bad.test.js': `${HEAD}${add}it('bad', () => assert.equal(add(process.env.CI, ''), '2'));`,
    });
    const reports = await runTwice();
    assert.deepEqual(
      reports.map(({ failed }) => failed.length),
      [1, 1],
    );
    assert.deepEqual(
      reports.map(({ coverage }) => coverage?.files.map(({ path }) => path).sort()),
      [['add.js', 'bad.test.js'], undefined],
    );
    assert.equal(runs(), 3);
    assert.doesNotMatch(lines.join('\n'), /without the variable CI/);
  });

  it('are told from a test that passes by chance', async () => {
    await workspace.write({
      'count.test.js':
        `${HEAD}const fs = require('node:fs'); it('second', () => { fs.appendFileSync('count', '.');\n` +
        "assert.notEqual(fs.readFileSync('count', 'utf8').length, 1); });",
    });
    const [first] = await runTwice();
    assert.equal(first?.failed.length, 1);
    assert.doesNotMatch(lines.join('\n'), /without the variable CI/);
  });

  const SNAPSHOT = "test('a', () => { expect(1).toMatchSnapshot(); });\n";
  const STORED = 'exports[`a 1`] = `1`;\n\nexports[`old 1`] = `2`;\n';
  it('run without it where a suite is red only for an obsolete snapshot', async () => {
    await workspace.write({
      'package.json': '{ "scripts": { "test": "vitest run" } }',
      'fine.test.js': `import { expect, test } from 'vitest';\n${SNAPSHOT}`,
      '__snapshots__/fine.test.js.snap': `// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\n${STORED}`,
    });
    await workspace.install('vitest');
    const reports = await runTwice();
    for (const { exitCode, executed, failed, errors } of reports)
      assert.deepEqual([exitCode, executed, failed, errors], [0, 1, [], []]);
    assert.match(lines.join('\n'), /without the variable CI, because some fail only with it: "fine\.test\.js"/);
  });

  it('run without it where a step in front of them is red only with it', async () => {
    await workspace.write({
      'package.json': '{ "scripts": { "test": "node build.js && node --test" } }',
      'build.js': "if (process.env.CI) { console.log('Treating warnings as errors.'); process.exit(1); }\n",
    });
    const reports = await runTwice();
    for (const { exitCode, executed, inFront } of reports)
      assert.deepEqual([exitCode, executed, inFront], [0, 1, undefined]);
    assert.match(lines.join('\n'), /without the variable CI, because `npm test` ends red only with it/);
  });

  it('run once more where the command is red with and without it', async () => {
    await workspace.write({ 'package.json': '{ "scripts": { "test": "node --test && exit 3" } }' });
    const reports = await runTwice();
    assert.deepEqual(
      reports.map(({ exitCode }) => exitCode),
      [3, 3],
    );
    assert.equal(runs(), 3);
    assert.doesNotMatch(lines.join('\n'), /without the variable CI/);
  });

  it('need no further run when everything is green', async () => {
    await runTwice();
    assert.equal(runs(), 2);
  });
});
