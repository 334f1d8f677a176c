import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createPathMapping } from '../../../src/engine/test-runner/path-mapping';
import { describeCrash, parseResults, shorten } from '../../../src/engine/test-runner/report';
import { type ResultLine, readResults } from '../../../src/engine/test-runner/results';
import { playwright } from '../../../src/engine/test-runner/runners/playwright';
import { commonJs } from '../../../src/engine/test-runner/runners/runner-adapter';
import { startCpuTime } from '../../support/cpu-time';
import { type TempWorkspace, tempWorkspace } from '../../support/temp-workspace';

describe('recorded results', () => {
  let workspace: TempWorkspace;
  beforeEach(async () => {
    workspace = await tempWorkspace();
    await workspace.link('../linked', workspace.root);
  });
  afterEach(() => workspace.remove());

  const parsed = (lines: readonly ResultLine[]) =>
    parseResults(lines, createPathMapping(workspace.root), workspace.root);

  it('are mapped to the workspace, through links and file URLs, without packages and colours', () => {
    const { root } = workspace;
    const paths = createPathMapping(join(root, '../linked'));
    assert.equal(paths.path(`${root}/src/a.ts`), 'src/a.ts');
    assert.equal(paths.path(`file://${root}/../linked/src/a%20b.ts?v=1`), 'src/a b.ts');
    assert.equal(paths.path(`${root}/node_modules/x/a.js`), undefined);
    assert.equal(paths.path(`${root}-other/a.ts`), undefined);
    assert.equal(paths.path('node:internal/x'), undefined);
    assert.equal(
      paths.text(`\u001b[31min ${root}/a.ts, file://${root}/b.ts, ${root}\u001b[39m and ${root}-other`),
      `in a.ts, b.ts, . and ${root}-other`,
    );
    const stack =
      `Error: x\n    at async f (${root}/src/a.ts:3:4)\n    at ${root}/node_modules/x/i.js:1:1\n` +
      `    at Object.<anonymous> (file://${root}/b.ts:5:6)\n    at node:internal/x:1:1`;
    assert.deepEqual(
      paths.frames(stack).map(({ text }) => text),
      ['at async f (src/a.ts:3:4)', 'at Object.<anonymous> (b.ts:5:6)'],
    );
  });

  it('keep frames whose paths are written from the workspace, if there is such a file', async () => {
    await workspace.write({ 'test/cart.js': '' });
    const stack = 'at Test.<anonymous> (test/cart.js:3:28)\nat lib/gone.js:1:1\nat node:internal/x.js:1:1';
    const { failed } = await parsed([
      { kind: 'test', names: ['a'], status: 'failed', errors: [{ message: 'x', stack }] },
    ]);
    const [{ path, line, stack: frames } = { path: '' }] = failed;
    assert.deepEqual(
      { path, line, frames },
      { path: 'test/cart.js', line: 3, frames: 'at Test.<anonymous> (test/cart.js:3:28)' },
    );
  });

  it('put a failure where it happened in the test’s file, otherwise where the test is defined', async () => {
    const file = `${workspace.root}/a.test.ts`;
    const stack = `Error: x\n    at f (${workspace.root}/src/f.ts:3:1)\n    at ${file}:8:2`;
    const found = await parsed([
      {
        kind: 'test',
        file,
        names: ['a', 'b'],
        status: 'failed',
        line: 5,
        errors: [{ message: 'x', stack }, { message: 'and y' }],
      },
      { kind: 'test', file, names: ['c'], status: 'failed', line: 9, errors: [] },
      { kind: 'test', names: ['d'], status: 'failed', errors: [{ message: 'z', stack: `at ${file}:7:1` }] },
      { kind: 'test', file, names: ['a', 'hook'], status: 'failed', container: true, errors: [{ message: 'h' }] },
    ]);
    assert.deepEqual(found.failed, [
      {
        name: 'a > b',
        path: 'a.test.ts',
        line: 8,
        message: 'x\nand y',
        stack: 'at f (src/f.ts:3:1)\nat a.test.ts:8:2',
      },
      { name: 'c', path: 'a.test.ts', line: 9, message: 'The test failed and gave no reason.' },
      { name: 'd', path: 'a.test.ts', line: 7, message: 'z', stack: 'at a.test.ts:7:1' },
      { name: 'a > hook', path: 'a.test.ts', message: 'h' },
    ]);
    assert.equal(found.executed, 3);
    assert.equal(found.passed, 0);
  });

  it('list a suite that does not load as an error and as failed, never as a test', async () => {
    const found = await parsed([
      { kind: 'error', file: `${workspace.root}/a.test.ts`, message: `${workspace.root}/a.test.ts:4: no`, suite: true },
      { kind: 'error', message: 'late' },
    ]);
    assert.deepEqual(found, {
      executed: 0,
      passed: 0,
      tests: [],
      failed: [{ name: 'a.test.ts', path: 'a.test.ts', line: 4, message: 'a.test.ts:4: no' }],
      errors: [{ path: 'a.test.ts', line: 4, message: 'a.test.ts:4: no' }, { message: 'late' }],
    });
  });

  it('get the location of a crash from the output', () => {
    const paths = createPathMapping(workspace.root);
    const output = `node_modules/x/y.js:1\nfile://${workspace.root}/src/deep/a.spec.ts:12\n  x\n`;
    assert.deepEqual(describeCrash('ended', output, paths), {
      errors: [{ path: 'src/deep/a.spec.ts', line: 12, message: 'ended' }],
      failed: [{ name: 'src/deep/a.spec.ts', path: 'src/deep/a.spec.ts', line: 12, message: 'ended' }],
    });
    assert.deepEqual(describeCrash('ended', 'nothing here', paths), { errors: [{ message: 'ended' }], failed: [] });
  });

  it('are read line by line: a cut end is left out, and a line in another form is reported', async () => {
    await workspace.write({
      results: '{"kind":"test","names":["a"],"status":"passed","errors":[]}\n{"kind":"test"}\nnonsense\n{"kind":"te',
    });
    const lines = await readResults(join(workspace.root, 'results'));
    assert.deepEqual(
      lines?.map((line) => (line.kind === 'error' ? line.message : line.kind)),
      ['test', 'A result that cannot be read: {"kind":"test"}', 'A result that cannot be read: nonsense'],
    );
    assert.equal(await readResults(join(workspace.root, 'none')), undefined);
  });

  it('are shortened in the middle', () => {
    assert.equal(shorten('x'.repeat(6000)), 'x'.repeat(6000));
    assert.match(shorten(`a${'x'.repeat(7000)}z`), /^ax+\n… 1002 characters left out …\nx+z$/);
  });

  const failedWith = (message: string, values: object): ResultLine => ({
    kind: 'test',
    names: ['a'],
    status: 'failed',
    errors: [{ message, ...values }],
  });

  it('show where long values differ, also deep inside of one line or of many', async () => {
    const line = 'x'.repeat(2_500_000);
    const rows = Array.from({ length: 900 }, (_, at) => `  row ${at},`);
    const changed = rows.with(450, '  row NEW,');
    const { failed } = await parsed([
      failedWith('m', { expected: `${line}1${line}`, actual: `${line}2${line}` }),
      failedWith('m', { expected: rows.join('\n'), actual: changed.join('\n') }),
      failedWith('m', { actual: line }),
    ]);
    assert.match(failed[0]?.expected ?? '', /characters alike\) …x+1x+…/);
    assert.match(failed[0]?.actual ?? '', /characters alike\) …x+2x+…/);
    assert.match(failed[1]?.actual ?? '', /row 449,\n {2}row NEW,\n {2}row 451/);
    for (const { expected = '', actual = '' } of failed) assert.ok(expected.length + actual.length < 13_000);
  });

  it('take no long time for long messages, and keep both of their ends', async () => {
    const texts = ['x'.repeat(5_000_000), '\n'.repeat(500_000), ' at f ('.repeat(70_000), '\u001b[31m'.repeat(100_000)];
    const cpuTime = startCpuTime();
    for (const text of texts) {
      const message = `first\n${text}\nlast`;
      const { failed, errors } = await parsed([
        failedWith(message, { stack: message }),
        { kind: 'error', message, stack: message },
      ]);
      for (const found of [failed[0], errors[0]]) {
        assert.match(found?.message ?? '', /^first[\s\S]*last$/);
        assert.ok((found?.message ?? '').length < 7000);
      }
    }
    assert.ok(cpuTime() < 3000, `${cpuTime()} ms`);
  });

  it('show values that are alike at first, circular, or that cannot be shown', async () => {
    await workspace.write({ 'describe.cjs': commonJs('', 'module.exports = describe;') });
    const describe = createRequire(__filename)(join(workspace.root, 'describe.cjs')) as (error: object) => {
      readonly expected: string;
      readonly actual: string;
    };
    const numbers = Array.from({ length: 300 }, (_, at) => at);
    const far = describe({ message: 'm', expected: numbers, actual: numbers.with(290, -1) });
    assert.notEqual(far.expected, far.actual);
    assert.match(far.actual, /-1/);
    const circle: Record<string, unknown> = { name: 'c' };
    circle.self = circle;
    assert.match(describe({ message: 'm', expected: circle, actual: null }).expected, /\[Circular/);
    const hostile = {
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('no');
      },
    };
    assert.equal(describe({ message: 'm', expected: hostile, actual: 1 }).expected, '[object Object]');
  });

  it('are read from Playwright’s own objects', async () => {
    const results = join(workspace.root, 'results');
    await workspace.write({ 'reporter.cjs': playwright.reporter?.source(results) ?? '' });
    const Reporter = createRequire(__filename)(join(workspace.root, 'reporter.cjs')) as new () => {
      onBegin(config: object, suite: object): void;
      onError(error: object): void;
      onEnd(): void;
    };
    const test = (title: string, outcome: string, errors: object[] = []) => ({
      titlePath: () => ['', 'chromium', 'a.spec.ts', 'sum', title],
      outcome: () => outcome,
      location: { file: `${workspace.root}/a.spec.ts`, line: 3 },
      results: [{ errors: [] }, { errors }],
    });
    const reporter = new Reporter();
    const failure = {
      message: '\u001b[31mError: expect(received).toBe(expected)\u001b[39m\n\nExpected: 3\nReceived: 2',
      stack: `Error\n    at ${workspace.root}/a.spec.ts:4:1`,
    };
    reporter.onBegin(
      {},
      {
        allTests: () => [
          test('ok', 'expected'),
          test('shaky', 'flaky'),
          test('bad', 'unexpected', [failure]),
          test('off', 'skipped'),
        ],
      },
    );
    reporter.onError({ message: 'broken', location: { file: `${workspace.root}/b.spec.ts`, line: 2 } });
    reporter.onEnd();
    const found = await parsed((await readResults(results)) ?? []);
    assert.deepEqual(
      found.tests.map(({ name, status }) => `${name} ${status}`),
      ['sum > ok passed', 'sum > shaky passed', 'sum > bad failed', 'sum > off skipped'],
    );
    assert.deepEqual(found.failed, [
      { name: 'b.spec.ts', path: 'b.spec.ts', line: 2, message: 'broken' },
      {
        name: 'sum > bad',
        path: 'a.spec.ts',
        line: 4,
        message: 'expect(received).toBe(expected)\n\nExpected: 3\nReceived: 2',
        expected: '3',
        actual: '2',
        stack: 'at a.spec.ts:4:1',
      },
    ]);
  });
});
