import assert from 'node:assert/strict';
import { NO_PERMISSIONS, type Task } from '../../../src/engine/contract/task';
import type { TestReport } from '../../../src/engine/contract/test-run';
import { stopWithoutModel } from '../../../src/engine/run/without-model';
import type { Baseline } from '../../../src/engine/verify/baseline';
import { evidence, memorySnapshot } from '../../support/fakes';

const snapshot = memorySnapshot({
  'package.json': '{"name":"me","dependencies":{"declared":"1","@scope/built":"workspace:*"}}',
  'vitest.config.ts': '',
  'src/a.ts': '',
  'test/a.test.ts': '',
});
const report = (parts: Partial<TestReport>): TestReport => ({
  command: 'npm test',
  runner: 'vitest',
  exitCode: 1,
  executed: 0,
  passed: 0,
  tests: [],
  failed: [],
  errors: [],
  output: '',
  ms: 1,
  ...parts,
});
const stopFor = (
  run: Partial<TestReport>,
  { task, ...red }: Partial<Omit<Baseline, 'report'>> & { task?: Partial<Task> } = {},
  among = snapshot,
) =>
  stopWithoutModel(
    { kind: 'generate', text: '', files: [], allow: NO_PERMISSIONS, ...task },
    { types: [], tests: [], goals: [], ...red, report: report(run) },
    among,
  );

describe('stopWithoutModel', () => {
  it('ends before the first call when the command executed no test and no edit could change that', async () => {
    const silent = await stopFor({ executed: null, runner: 'command', output: 'no database at localhost:5432\n' });
    assert.equal(silent?.reason, 'unverifiable');
    assert.match(
      silent?.message ?? '',
      new RegExp(
        '`npm test` ended with exit code 1 and executed no test, so nothing would show that a change works\\. ' +
          'No model was called\\.\nno database at localhost:5432',
      ),
    );
    assert.match(silent?.next ?? '', /Run `npm test` yourself[\s\S]*--test-command/);
    const program = await stopFor({
      exitCode: 127,
      output: '> me@1 test\n> gulp test/a.test.ts\nsh: gulp: not found\n',
    });
    assert.equal(program?.reason, 'configuration', 'the repeated command names a file, but is no error in it');
    const config = await stopFor({ errors: [{ path: 'vitest.config.ts', message: 'failed to load config' }] });
    assert.equal(config?.reason, 'unverifiable', 'a run may not edit it');
    for (const kind of ['fix', 'generate'] as const)
      assert.ok(await stopFor({ output: 'boom' }, { task: { kind }, goals: [evidence('tests', 'exit')] }), kind);
  });

  it('ends when every suite fails for a reason outside of the workspace', async () => {
    const suite = (message: string) => ({ path: 'test/a.test.ts', message });
    const down = suite('connect ECONNREFUSED 127.0.0.1:5432');
    assert.ok(await stopFor({ errors: [down, suite('Error: spawn docker ENOENT')] }));
    assert.equal(await stopFor({ errors: [down, suite('SyntaxError: Unexpected token')] }), undefined);
  });

  it('shows only the end of a long output', async () => {
    const output = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n');
    const { message = '' } = (await stopFor({ output })) ?? {};
    assert.match(message, /line 99$/);
    assert.doesNotMatch(message, /line 80\n/);
  });

  it('names a declared package that is not installed or built', async () => {
    const errors = [
      { path: 'test/a.test.ts', message: "Error: Cannot find package 'declared' imported from src/a.ts" },
      { path: 'test/a.test.ts', message: 'Failed to resolve import "@scope/built/x" from "src/a.ts"' },
    ];
    const stop = await stopFor({ errors });
    assert.equal(stop?.reason, 'configuration');
    assert.match(
      stop?.message ?? '',
      /Not installed or not built, although package\.json names it: declared, @scope\/built\./,
    );
  });

  it('goes on where the task is why nothing ran', async () => {
    const broken = [
      { path: 'test/a.test.ts', message: "Cannot find module '../src/new' imported from test/a.test.ts" },
    ];
    assert.equal(await stopFor({ errors: broken }), undefined, 'a suite that does not load');
    const crashed = 'file:///w/src/a.ts:3\nSyntaxError: Unexpected token\n';
    assert.equal(await stopFor({ executed: null, output: crashed }), undefined, 'a source in the output');
    assert.ok(await stopFor({ executed: null, output: 'at /w/node_modules/x/src/a.ts:3' }), 'a package of that name');
    const types = [evidence('types', 't', { path: 'src/a.ts' })];
    assert.equal(await stopFor({ output: 'tsc failed' }, { types }), undefined, 'a compiler in front of the tests');
    assert.equal(await stopFor({ output: 'No test files found, exiting with code 1' }), undefined, 'no tests yet');
    assert.equal(await stopFor({ executed: 1 }), undefined, 'a test ran');
    assert.equal(await stopFor({ exitCode: 0 }), undefined);
  });

  it('says which test is meant when a target is unknown', async () => {
    const tests = [{ name: 'math > adds two numbers', path: 'test/a.test.ts', status: 'failed' as const }];
    const run = { executed: 1, tests };
    const unknown = await stopFor(run, { task: { kind: 'fix', targets: [{ name: 'adds too numbers' }] } });
    assert.equal(unknown?.reason, 'configuration');
    assert.equal(
      unknown?.message,
      '`npm test` ran no test with the name "adds too numbers". Similar names: "math > adds two numbers".',
    );
    const passing = tests.map((test) => ({ ...test, status: 'passed' as const }));
    const green = await stopFor(
      { ...run, tests: passing, exitCode: 0 },
      {
        task: { kind: 'fix', targets: [{ name: 'adds two numbers' }] },
      },
    );
    assert.equal(green?.reason, 'already-green');
  });

  it('does not call it green when only errors stand that no edit of the sources could fix', async () => {
    const types = [
      evidence('types', 't', { path: 'node_modules/x/index.d.ts', line: 1, code: 'TS2304', message: 'm' }),
    ];
    const stop = await stopFor({ executed: 1, exitCode: 0 }, { task: { kind: 'fix' }, types });
    assert.equal(stop?.reason, 'configuration');
    assert.match(stop?.message ?? '', /1 type error stood before.*TS2304 in node_modules\/x\/index\.d\.ts:1: m/);
  });

  it('ends where all that the task names is tested with an old build that cannot be renewed', async () => {
    const tests = [{ name: 'a', path: 'packages/lib/a.test.ts', status: 'failed' as const }];
    const stale = { staleBuild: 'Not exercised: core is old.', staleFor: ['packages/app'] };
    const run = { executed: 1, exitCode: 0, tests, ...stale };
    const files = { 'package.json': '{}', 'packages/app/package.json': '{}', 'packages/lib/package.json': '{}' };
    const stop = (task: Partial<Task>, goals: Baseline['goals'] = []) =>
      stopFor(run, { task, goals }, memorySnapshot(files));
    const ended = await stop({ files: ['packages/app/src/a.ts'] });
    assert.equal(ended?.reason, 'unverifiable');
    assert.match(ended?.message ?? '', /^Not exercised: core is old\. .* No model was called\.$/);
    assert.equal(await stop({ files: ['packages/app/src/a.ts', 'packages/lib/a.ts'] }), undefined);
    assert.equal(await stop({}), undefined, 'what a change will be about is not known yet');
    const goals = [evidence('tests', 'red', { path: 'packages/app/a.test.ts', test: 'a' })];
    assert.equal((await stop({ kind: 'fix' }, goals))?.reason, 'unverifiable');
    const targets = [{ name: 'a', path: 'packages/lib/a.test.ts' }];
    assert.equal(await stop({ kind: 'fix', targets }, goals), undefined);
  });
});
