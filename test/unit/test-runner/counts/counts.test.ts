import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import type { TestCounts } from '../../../../src/engine/contract/test-run';
import { lastCount } from '../../../../src/engine/test-runner/counts/last-count';
import { countsIn, watchCounts } from '../../../../src/engine/test-runner/counts/watch-counts';
import { ADAPTERS } from '../../../../src/engine/test-runner/runners';
import { temporaryFolder } from '../../../support/cli';

describe('the count of tests while they run', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder('counts');
    file = join(folder.path, '0-results.counts');
  });
  afterEach(() => folder.remove());

  it('is the last whole line of a growing file', async () => {
    writeFileSync(file, '1 0\n');
    assert.deepEqual(await lastCount(file), { executed: 1, failed: 0 });
    appendFileSync(file, '2 1\n3 1\n');
    assert.deepEqual(await lastCount(file), { executed: 3, failed: 1 });
  });

  it('leaves out half a line', async () => {
    writeFileSync(file, '9 1\n10');
    assert.deepEqual(await lastCount(file), { executed: 9, failed: 1 });
    appendFileSync(file, ' 12');
    assert.deepEqual(await lastCount(file), { executed: 9, failed: 1 });
    appendFileSync(file, '\n');
    assert.deepEqual(await lastCount(file), { executed: 10, failed: 12 });
    writeFileSync(file, '17');
    assert.equal(await lastCount(file), undefined);
  });

  it('starts again in a file that was cut', async () => {
    writeFileSync(file, '1 0\n2 0\n3 0\n');
    writeFileSync(file, '1 1\n');
    assert.deepEqual(await lastCount(file), { executed: 1, failed: 1 });
    writeFileSync(file, '');
    assert.equal(await lastCount(file), undefined);
  });

  it('is not there without a file, with a folder in its place, or with something else in it', async () => {
    assert.equal(await lastCount(join(folder.path, 'none')), undefined);
    mkdirSync(join(folder.path, 'dir.counts'));
    assert.equal(await lastCount(join(folder.path, 'dir.counts')), undefined);
    writeFileSync(file, 'a suite wrote this\n');
    assert.equal(await lastCount(file), undefined);
    assert.equal(await countsIn(folder.path), undefined);
    assert.equal(await countsIn(join(folder.path, 'none')), undefined);
  });

  it('is the last whole line, wherever the writer stands', async () => {
    const count = fc.tuple(fc.nat(), fc.nat());
    await fc.assert(
      fc.asyncProperty(fc.array(count, { maxLength: 60 }), fc.nat({ max: 1500 }), async (counts, written) => {
        const text = counts.map(([executed, failed]) => `${executed} ${failed}\n`).join('');
        const part = text.slice(0, written);
        writeFileSync(file, part);
        const whole = counts[part.split('\n').length - 2];
        const expected = whole && { executed: whole[0], failed: whole[1] };
        assert.deepEqual(await lastCount(file), expected);
      }),
      { numRuns: 60 },
    );
  });

  it('adds the runners up, those that come later included, and tells only what changed', async () => {
    const told: TestCounts[] = [];
    const watching = watchCounts(folder.path, (counts) => told.push(counts), 10);
    const toldOnce = async (length: number): Promise<void> => {
      for (let tries = 0; told.length < length && tries < 300; tries++) await delay(10);
    };
    try {
      writeFileSync(file, '1 0\n2 1\n');
      await toldOnce(1);
      await delay(60);
      writeFileSync(join(folder.path, '1-results.counts'), '5 2\n');
      writeFileSync(join(folder.path, '1-results'), '{"kind":"end"}\n');
      await toldOnce(2);
    } finally {
      watching.stop();
    }
    appendFileSync(file, '3 1\n');
    await delay(60);
    assert.deepEqual(told, [
      { executed: 2, failed: 1 },
      { executed: 7, failed: 3 },
    ]);
  });

  it('outlives a folder that is deleted meanwhile', async () => {
    const told: TestCounts[] = [];
    const watching = watchCounts(folder.path, (counts) => told.push(counts), 5);
    rmSync(folder.path, { recursive: true });
    await delay(50);
    watching.stop();
    assert.deepEqual(told, []);
  });

  it('has each of Playwright’s tests once, when its retries are over', async () => {
    const { playwright } = ADAPTERS;
    const [reporter, results] = ['reporter.cjs', 'results'].map((name) => join(folder.path, name));
    assert.ok(reporter && results);
    writeFileSync(reporter, playwright.reporter?.source(results) ?? '');
    const Reporter = createRequire(__filename)(reporter) as new () => { onTestEnd(test: object, result: object): void };
    const ended = new Reporter();
    const test = (outcome: string, retries = 0) => ({ outcome: () => outcome, retries, expectedStatus: 'passed' });
    ended.onTestEnd(test('expected'), { status: 'passed', retry: 0 });
    ended.onTestEnd(test('unexpected', 1), { status: 'failed', retry: 0 });
    assert.deepEqual(await countsIn(folder.path), { executed: 1, failed: 0 });
    ended.onTestEnd(test('flaky', 1), { status: 'passed', retry: 1 });
    ended.onTestEnd(test('unexpected', 1), { status: 'timedOut', retry: 1 });
    ended.onTestEnd(test('skipped'), { status: 'skipped', retry: 0 });
    assert.deepEqual(await countsIn(folder.path), { executed: 3, failed: 1 });
  });

  it('has each of Vitest’s tests once, whichever version tells of it', async () => {
    const { vitest } = ADAPTERS;
    const [reporter, results] = ['reporter.mjs', 'results'].map((name) => join(folder.path, name));
    assert.ok(reporter && results);
    writeFileSync(reporter, vitest.reporter?.source(results) ?? '');
    const { default: Reporter } = (await import(pathToFileURL(reporter).href)) as {
      default: new () => Record<'onTestCaseResult' | 'onTaskUpdate' | 'onInit', (value: unknown) => void>;
    };
    const told = new Reporter();
    const types = { s: 'suite', a: 'test', b: 'custom', c: 'test' };
    told.onInit({ state: { idMap: new Map(Object.entries(types).map(([id, type]) => [id, { type }])) } });
    told.onTaskUpdate([
      ['s', { state: 'fail' }],
      ['a', { state: 'run' }],
    ]);
    assert.equal(await countsIn(folder.path), undefined);
    told.onTaskUpdate([
      ['a', { state: 'pass' }],
      ['b', { state: 'fail' }],
      ['c', { state: 'skip' }],
    ]);
    told.onTestCaseResult({ id: 'a', result: () => ({ state: 'passed' }) });
    told.onTestCaseResult({ id: 'd', result: () => ({ state: 'failed' }) });
    assert.deepEqual(await countsIn(folder.path), { executed: 3, failed: 2 });
  });
});
