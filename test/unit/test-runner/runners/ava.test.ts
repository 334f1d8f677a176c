import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseLine } from '../../../../src/engine/test-runner/command/shell-line';
import { prepareCoverage } from '../../../../src/engine/test-runner/function-coverage/coverage';
import { readCoverage } from '../../../../src/engine/test-runner/function-coverage/read-coverage';
import { ava } from '../../../../src/engine/test-runner/runners/ava';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const run = promisify(execFile);

/** What AVA 6 does: each file has a process or a thread, which gets its options and tells of each test. */
const MAIN = `
const { fork } = require('node:child_process');
const { Worker } = require('node:worker_threads');
const [kind, ...rest] = process.argv.slice(2);
const execArgv = rest.slice(1);
const worker = require.resolve('./node_modules/ava/lib/worker/base.js');
const options = { file: __dirname + '/test/a.js', events: JSON.parse(rest[0]) };
if (kind === 'thread') {
  new Worker(worker, { execArgv, workerData: { options } });
} else {
  const child = fork(worker, { execArgv, serialization: 'advanced' });
  child.on('message', ({ ava }) => {
    if (ava.type === 'ready-for-options') child.send({ ava: { type: 'options', options } });
  });
}
`;
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { sum } = require('../../../../src/sum.js');
const start = ({ events, serial }) => {
  require('fs').writeFileSync(__dirname + '/serial', String(serial));
  for (const event of events) {
    if (event.runs) sum(1, 2);
    if (parentPort) parentPort.postMessage({ ava: event });
    else process.send({ ava: event });
  }
  process.disconnect?.();
};
if (parentPort) start(workerData.options);
else {
  process.on('message', ({ ava }) => start(ava.options));
  process.send({ ava: { type: 'ready-for-options' } });
}
`;

const FAILED = {
  type: 'test-failed',
  title: 'adds',
  runs: true,
  duration: 3,
  err: {
    type: 'ava',
    name: 'AssertionError',
    message: 'the sum',
    stack: 'AssertionError\n    at file:///w/test/a.js:3:5',
    formattedDetails: [
      { label: '\u001b[31mDifference (- actual, + expected):', formatted: '  {\n-   a: 1,\n+   a: 2,\n  }' },
    ],
  },
};

describe('the AVA adapter', () => {
  let workspace: TempWorkspace;
  beforeEach(async () => {
    workspace = await tempWorkspace();
    await workspace.write({
      'main.js': MAIN,
      'node_modules/ava/lib/worker/base.js': WORKER,
      'src/sum.js': 'exports.sum = (a, b) => {\n  return a - b;\n};\n',
    });
  });
  afterEach(() => workspace.remove());

  const inCopy = (file: string): string => path.relative(workspace.root, file);
  const serial = () => readFile(path.join(workspace.root, 'node_modules/ava/lib/worker/serial'), 'utf8');
  const results = (): string => path.join(workspace.root, 'results');

  /** Runs a worker that tells of these events, and reads what was recorded. */
  const recorded = async (kind: string, events: readonly unknown[], output = '1..1\n# fail 0\n') => {
    const hook = path.join(workspace.root, 'hook.cjs');
    await workspace.write({ 'hook.cjs': ava.reporter?.source(results()) ?? '' });
    const args = [path.join(workspace.root, 'main.js'), kind, JSON.stringify(events), '--require', hook];
    await run(process.execPath, args);
    const lines = await ava.read(results(), { dir: workspace.root, output });
    return lines?.map((line) => ('file' in line && line.file ? { ...line, file: inCopy(line.file) } : line));
  };

  for (const kind of ['thread', 'process']) {
    it(`records each test of a ${kind} with its file, name and values`, async () => {
      const lines = await recorded(kind, [
        { type: 'selected-test', title: 'later', todo: true },
        { type: 'selected-test', title: 'adds' },
        { type: 'selected-test', title: 'stays' },
        FAILED,
        { type: 'test-passed', title: 'stays', duration: 1 },
      ]);
      const test = { kind: 'test', file: 'test/a.js', errors: [] };
      assert.deepEqual(lines, [
        { ...test, names: ['later'], status: 'skipped' },
        {
          ...test,
          names: ['adds'],
          status: 'failed',
          ms: 3,
          errors: [
            {
              message: 'the sum\nDifference (- actual, + expected):\n  {\n-   a: 1,\n+   a: 2,\n  }',
              stack: FAILED.err.stack,
              actual: '{\n  a: 1,\n}',
              expected: '{\n  a: 2,\n}',
            },
          ],
        },
        { ...test, names: ['stays'], status: 'passed', ms: 1 },
        { kind: 'end' },
      ]);
      assert.equal(await serial(), 'undefined');
    });

    it(`records which functions each test of a ${kind} ran, one test after the other`, async () => {
      await prepareCoverage(workspace.root, workspace.root);
      await recorded(kind, [
        { type: 'selected-test', title: 'adds' },
        { type: 'selected-test', title: 'stays' },
        FAILED,
        { type: 'test-passed', title: 'stays' },
      ]);
      const coverage = await readCoverage(workspace.root, inCopy, { failed: [] });
      assert.deepEqual(coverage?.failing, [{ name: 'adds', path: 'test/a.js' }]);
      const [sum] = coverage.files.flatMap((file) => (file.path === 'src/sum.js' ? file.functions : []));
      assert.deepEqual([sum?.name, sum?.failed, sum?.passed], ['exports.sum', [0], 0]);
      assert.equal(await serial(), 'true');
    });
  }

  it('reads an error that is none of AVA’s, values of version 5, and what is no error', async () => {
    const event = (title: string, err: unknown) => ({ type: 'test-failed', title, err });
    const lines = await recorded('process', [
      event('native', { type: 'native', name: 'TypeError', message: 'no function', stack: 'TypeError: no function' }),
      event('old', {
        avaAssertionError: true,
        name: 'AssertionError',
        message: '',
        values: [{ label: 'Difference (- actual, + expected):', formatted: '- 1\n+ 2' }],
      }),
      event('thrown', { type: 'unknown', formattedError: "'text'" }),
    ]);
    const errors = lines?.flatMap((line) => (line.kind === 'test' ? line.errors : []));
    assert.deepEqual(errors, [
      { message: 'TypeError: no function', stack: 'TypeError: no function' },
      { message: 'Difference (- actual, + expected):\n- 1\n+ 2', expected: '2', actual: '1' },
      { message: "'text'" },
    ]);
  });

  it('says which tests have no result, and why, unless something recorded explains it', async () => {
    const selected = { type: 'selected-test', title: 'hangs' };
    const timedOut = 'not ok 1 - hangs\n    message: Exited because no new tests completed within the last 10000ms\n';
    const [hung, end] = (await recorded('thread', [selected], `${timedOut}1..1\n# fail 1\n`)) ?? [];
    assert.deepEqual(hung, {
      kind: 'error',
      file: 'test/a.js',
      message: 'There is no result of "hangs": Exited because no new tests completed within the last 10000ms',
      suite: true,
    });
    assert.deepEqual(end, { kind: 'end' });
    const err = { type: 'native', name: 'Error', message: 'no database', stack: 'Error: no database' };
    await workspace.write({ results: '', 'results-selected': '' });
    const hook = { type: 'hook-failed', title: 'before hook', err };
    const lines = await recorded('thread', [selected, hook]);
    assert.deepEqual(
      lines?.map((line) => [line.kind, 'container' in line && line.container]),
      [
        ['test', true],
        ['end', false],
      ],
    );
  });

  it('names a file that ended before its tests began, or that has none', async () => {
    const output = [
      'not ok 1 - test/b.js exited with a non-zero exit code: 1',
      'not ok 2 - No tests found in test/c.js, make sure to import "ava" at the top of your test file',
    ].join('\n');
    const lines = await ava.read(results(), { dir: '/w', output });
    const error = { kind: 'error', suite: true };
    assert.deepEqual(lines, [
      { ...error, file: '/w/test/b.js', message: 'test/b.js exited with a non-zero exit code: 1' },
      { ...error, file: '/w/test/c.js', message: 'No tests found in test/c.js' },
    ]);
    assert.equal(await ava.read(results(), { dir: '/w', output: 'ava: not found' }), undefined);
  });

  it('reads the TAP of a version that loads nothing first, and lines that were not finished', async () => {
    const output = 'TAP version 13\nok 1 - adds\nnot ok 2 - takes\n\n1..2\n# tests 2\n# pass 1\n# fail 1\n';
    const kinds = async () =>
      (await ava.read(results(), { dir: '/w', output }))?.map((line) => ('status' in line ? line.status : line.kind));
    assert.deepEqual(await kinds(), ['passed', 'failed', 'end']);
    const test = { kind: 'test', file: '/w/a.js', names: ['adds'], status: 'passed', errors: [] };
    await workspace.write({
      results: `${JSON.stringify(test)}\n`,
      'results-selected': '["/w/a.js","adds"]\n["/w/a.js","ta\n["/w/a.js","takes"]\n["/w/a',
    });
    assert.deepEqual(await kinds(), ['passed', 'error', 'end']);
  });

  it('keeps Node’s arguments that the command has', () => {
    const files = { reporter: '/t/hook.cjs', results: '/t/results' };
    const flags = (words: readonly string[]) =>
      parseLine(ava.instrument(files, words).flags)[0]?.words.map(({ text }) => text);
    assert.deepEqual(flags([]), ['--tap', '--node-arguments=--require "/t/hook.cjs"']);
    assert.deepEqual(flags(['--node-arguments=--import=tsx']), [
      '--tap',
      '--node-arguments=--import=tsx --require "/t/hook.cjs"',
    ]);
    assert.deepEqual(flags(['--node-arguments', '--expose-gc', 'a.js']), [
      '--tap',
      '--node-arguments=--expose-gc --require "/t/hook.cjs"',
    ]);
    const { optionAction } = ava.instrument(files);
    assert.deepEqual(
      ['--tap', '-v', '--watch', '--node-arguments', '--serial'].map((word) => optionAction(word)),
      ['drop', 'drop', 'drop', 'drop-with-value', 'keep'],
    );
  });

  it('runs files, or tests by their names where the command names files itself', () => {
    const file = { path: 'test/a.js', names: ['adds', '!odd'] };
    const files = { kind: 'files', files: [file] } as const;
    assert.deepEqual(ava.narrow(files, ['--serial', '-c', '2']), { options: [], files: ['test/a.js'] });
    assert.deepEqual(ava.narrow(files, ['test/*.js']), { options: ['--match=adds', '--match=*odd'], files: [] });
    assert.equal(ava.narrow({ kind: 'files', files: [{ ...file, names: [] }] }, ['test/*.js']), undefined);
    assert.equal(ava.narrow(files, ['test/*.js', '--match=a*']), undefined);
    const target = { kind: 'targets', targets: [{ path: 'test/a.js', name: 'adds' }] } as const;
    assert.deepEqual(ava.narrow(target, []), { options: ['--match=adds'], files: ['test/a.js'] });
    assert.deepEqual(ava.narrow({ kind: 'targets', targets: [{ name: 'adds' }] }, []), {
      options: ['--match=adds'],
      files: [],
    });
  });
});
