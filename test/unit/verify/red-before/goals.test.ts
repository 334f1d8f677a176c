import assert from 'node:assert/strict';
import { NO_PERMISSIONS, type Task } from '../../../../src/engine/contract/task';
import type { TestReport } from '../../../../src/engine/contract/test-run';
import { findGoals, firmGoals } from '../../../../src/engine/verify/red-before/goals';
import { unknownTargets } from '../../../../src/engine/verify/red-before/target-names';
import { exitFingerprint, WENT_ON_FINGERPRINT } from '../../../../src/engine/verify/to-evidence';
import { evidence, memorySnapshot } from '../../../support/fakes';

const snapshot = memorySnapshot({
  'src/a.ts': 'export const a = 1;',
  'src/b.ts': "import './a.js';",
  'src/c.ts': 'export const c = 1;',
  'src/other.ts': '',
  'test/b.test.ts': "import { b } from '../src/b'; it('b', () => {});",
  'test/c.test.ts': "import { c } from '../src/c'; it('c', () => {});",
  'vitest.config.ts': '',
  'vendor/node_modules/legacy/index.d.ts': 'export declare const old: Missing;',
});
const failing = (path: string, test: string) => evidence('tests', `${path} ${test}`, { path, test });
const error = (path: string) => evidence('types', `error in ${path}`, { path, line: 1, code: 'TS2304' });
const reportOf = (...names: readonly string[]): TestReport => ({
  command: 'npm test',
  runner: 'vitest',
  exitCode: 1,
  executed: names.length,
  passed: 0,
  tests: names.map((name) => ({ name, path: `test/${name}.test.ts`, status: 'failed' })),
  failed: [],
  errors: [],
  output: '',
  ms: 1,
});
const FAILING = [failing('test/b.test.ts', 'b'), failing('test/c.test.ts', 'c')];

async function goals(
  task: Partial<Task>,
  red: { types?: readonly ReturnType<typeof error>[]; tests?: readonly ReturnType<typeof failing>[]; ran?: string[] },
): Promise<string[]> {
  const { types = [], tests = [], ran = ['b', 'c'] } = red;
  const found = await findGoals(
    { kind: 'fix', text: '', files: [], allow: NO_PERMISSIONS, ...task },
    { types, tests, report: reportOf(...ran) },
    { snapshot, guardOptions: { allow: NO_PERMISSIONS, protectedTests: ['test/b.test.ts', 'test/c.test.ts'] } },
  );
  return found.map(({ test, path }) => test ?? path ?? 'exit');
}

describe('findGoals', () => {
  it('is what fails and the type errors that it reaches for a fix, and nothing for another task', async () => {
    const types = [error('src/a.ts'), error('src/other.ts')];
    assert.deepEqual(await goals({}, { types, tests: FAILING }), ['b', 'c', 'src/a.ts']);
    assert.deepEqual(await goals({}, { types, tests: FAILING.slice(1) }), ['c']);
    assert.deepEqual(await goals({ kind: 'generate' }, { types, tests: FAILING }), []);
  });

  it('is type errors anywhere in the sources when nothing else is red', async () => {
    const types = [error('src/a.ts'), error('src/other.ts'), error('test/b.test.ts')];
    assert.deepEqual(await goals({}, { types }), ['src/a.ts', 'src/other.ts']);
    const exit = evidence('tests', exitFingerprint(reportOf()));
    assert.deepEqual(await goals({}, { types, tests: [exit] }), ['src/a.ts', 'src/other.ts']);
    assert.deepEqual(await goals({}, { tests: [exit] }), ['exit']);
    const wentOn = evidence('tests', WENT_ON_FINGERPRINT);
    assert.deepEqual(await goals({}, { types, tests: [wentOn] }), ['src/a.ts', 'src/other.ts']);
    assert.deepEqual(await goals({}, { tests: [...FAILING, wentOn] }), ['b', 'c']);
    const unhandled = evidence('tests', 'unhandled', { message: 'an error outside of all tests' });
    assert.deepEqual(await goals({}, { types, tests: [unhandled] }), ['exit'], 'it is no exit status');
  });

  it('is the type error of the line that the person pointed at, where it can be removed', async () => {
    const at = (path: string, line: number) => evidence('types', `${path}:${line}`, { path, line, code: 'TS2304' });
    const types = [at('src/a.ts', 1), at('src/a.ts', 7), at('src/c.ts', 7)];
    const selection = { path: 'src/a.ts', startLine: 7, endLine: 7 };
    const lines = async (task: Partial<Task>) => {
      const red = { types, tests: FAILING, report: reportOf('b', 'c') };
      const options = { snapshot, guardOptions: { allow: NO_PERMISSIONS, protectedTests: [] } };
      const whole: Task = { kind: 'fix', text: '', files: ['src/a.ts'], allow: NO_PERMISSIONS, ...task };
      return (await findGoals(whole, red, options)).map(({ path, line }) => `${path}:${line}`);
    };
    assert.deepEqual(await lines({ selection }), ['src/a.ts:7']);
    assert.deepEqual(await lines({ selection: { ...selection, startLine: 2, endLine: 3 } }), [
      'src/a.ts:1',
      'src/a.ts:7',
    ]);
    assert.deepEqual(await lines({}), ['src/a.ts:1', 'src/a.ts:7']);
  });

  it('is a type error in a test only when nothing else is red: the sources may be to blame for it', async () => {
    const types = [error('test/b.test.ts')];
    assert.deepEqual(await goals({}, { types }), ['test/b.test.ts']);
    assert.deepEqual(await goals({}, { types, tests: FAILING }), ['b', 'c']);
    const more = [...types, error('src/a.ts')];
    assert.deepEqual(await goals({ files: ['test/b.test.ts'] }, { types: more }), ['test/b.test.ts'], 'in focus');
  });

  it('is never an error that no edit could remove', async () => {
    const types = [
      error('vendor/node_modules/legacy/index.d.ts'),
      error('vitest.config.ts'),
      error('tsconfig.json'),
      error('dist/generated.d.ts'),
      evidence('types', 'TS6059', { code: 'TS6059' }),
    ];
    assert.deepEqual(await goals({}, { types }), []);
    assert.deepEqual(await goals({}, { types, tests: FAILING }), ['b', 'c']);
    assert.deepEqual(await goals({ files: types.flatMap(({ path }) => path ?? []) }, { types, tests: FAILING }), [
      'b',
      'c',
    ]);
  });

  it('is only the target test, or what is red in the files in focus', async () => {
    const types = [error('src/c.ts')];
    const red = { types, tests: FAILING };
    assert.deepEqual(await goals({ targets: [{ name: 'b', path: 'test/b.test.ts' }] }, red), ['b']);
    assert.deepEqual(await goals({ targets: [{ name: 'b', path: 'test/c.test.ts' }] }, red), []);
    assert.deepEqual(await goals({ targets: [{ name: 'b' }, { name: 'c' }] }, red), ['b', 'c']);
    assert.deepEqual(await goals({ files: ['test/c.test.ts'] }, red), ['c']);
    assert.deepEqual(await goals({ files: ['src/c.ts'] }, red), ['src/c.ts']);
    assert.deepEqual(await goals({ files: ['src/other.ts'] }, red), ['b', 'c', 'src/c.ts']);
  });

  it('finds a target by the name without its groups, and by what does not vary in it', async () => {
    const tests = [failing('test/b.test.ts', 'math > adds'), failing('test/c.test.ts', 'seed=17')];
    const ran = ['math > adds', 'seed=17'];
    assert.deepEqual(await goals({ targets: [{ name: 'adds' }] }, { tests, ran }), ['math > adds']);
    assert.deepEqual(await goals({ targets: [{ name: 'seed=4' }] }, { tests, ran }), ['seed=17']);
    assert.deepEqual(
      await goals({ targets: [{ name: 'adds' }] }, { tests, ran: [...ran, 'adds'] }),
      [],
      'the test of exactly that name passes',
    );
  });

  it('takes a suite that does not load for a target that did not run', async () => {
    const suite = evidence('tests', 'suite', { path: 'test/c.test.ts', message: 'Cannot find ../src/new' });
    const tests = [failing('test/b.test.ts', 'b'), suite];
    const ran = ['b'];
    assert.deepEqual(await goals({ targets: [{ name: 'c' }] }, { tests, ran }), ['test/c.test.ts']);
    assert.deepEqual(await goals({ targets: [{ name: 'c', path: 'test/c.test.ts' }] }, { tests, ran }), [
      'test/c.test.ts',
    ]);
    assert.deepEqual(await goals({ targets: [{ name: 'c', path: 'test/b.test.ts' }] }, { tests, ran }), []);
    assert.deepEqual(await goals({ targets: [{ name: 'b' }] }, { tests, ran }), ['b']);
    const report = { ...reportOf('b'), errors: [{ path: 'test/c.test.ts', message: 'Cannot find ../src/new' }] };
    assert.deepEqual(unknownTargets([{ name: 'c' }], report), []);
  });

  it('lets the tests decide before the type errors beside them', () => {
    const beside = [failing('test/b.test.ts', 'b'), error('src/a.ts')];
    assert.deepEqual(firmGoals(beside), beside.slice(0, 1));
    assert.deepEqual(firmGoals(beside.slice(1)), beside.slice(1));
  });
});

describe('unknownTargets', () => {
  it('names the tests that are most similar', () => {
    const report = reportOf('math > adds two numbers', 'math > subtracts', 'prints');
    assert.deepEqual(unknownTargets([{ name: 'subtracts' }, { name: 'math > subtracts' }], report), []);
    assert.deepEqual(unknownTargets([{ name: 'adds two number' }], report), [
      { name: 'adds two number', similar: ['math > adds two numbers'] },
    ]);
    assert.deepEqual(unknownTargets([{ name: 'xyz' }], report), [{ name: 'xyz', similar: [] }]);
  });
});
