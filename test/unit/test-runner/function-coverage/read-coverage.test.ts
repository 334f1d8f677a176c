import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCoverage } from '../../../../src/engine/test-runner/function-coverage/read-coverage';
import { COVERAGE_ENDING, FAILED_ENDING } from '../../../../src/engine/test-runner/function-coverage/recorder';
import { type TempWorkspace, tempWorkspace } from '../../../support/temp-workspace';

const inCopy = (file: string): string | undefined => (file.startsWith('/copy/') ? file.slice(6) : undefined);

describe('readCoverage', () => {
  let workspace: TempWorkspace;
  beforeEach(async () => {
    workspace = await tempWorkspace();
  });
  afterEach(() => workspace.remove());

  const read = async (processes: readonly string[], failed: readonly { path?: string; name: string }[] = []) => {
    const files = processes.map((text, at) => [`${at}-0${COVERAGE_ENDING}`, text] as const);
    await workspace.write(Object.fromEntries(files));
    return readCoverage(workspace.root, inCopy, { failed: failed.map((test) => ({ ...test, message: '' })) });
  };
  const lines = (...entries: readonly unknown[]): string =>
    entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const test = (name: string, failed: boolean, ...ran: readonly number[]) => ({
    file: '/copy/a.test.ts',
    name,
    failed,
    tests: 1,
    ran,
  });
  const ADDED = {
    added: [
      ['src/b.ts', 'second', 50, 60],
      ['src/b.ts', 'first', 10, 40],
      ['src/c.ts', 'other', 1, 2],
    ],
  };

  it('adds up what the processes recorded, by file and in the order of the text', async () => {
    const again = { added: [['src/b.ts', 'first', 10, 40]] };
    const found = await read([
      lines(ADDED, test('passes', false, 1, 2), test('fails', true, 1)),
      lines(again, test('fails too', true, 0), test('passes too', false, 0)),
    ]);
    assert.deepEqual(found, {
      failing: [
        { name: 'fails', path: 'a.test.ts' },
        { name: 'fails too', path: 'a.test.ts' },
      ],
      passing: 2,
      files: [
        {
          path: 'src/b.ts',
          functions: [
            { name: 'first', start: 10, end: 40, failed: [0, 1], loaded: [], passed: 2 },
            { name: 'second', start: 50, end: 60, failed: [], loaded: [], passed: 0 },
          ],
        },
      ],
    });
  });

  it('reads what failing tests ran first, however many processes there were', async () => {
    await workspace.write({ [`80-0${COVERAGE_ENDING}${FAILED_ENDING}`]: '' });
    const passes = Array.from({ length: 80 }, () => lines(ADDED, test('passes', false, 0)));
    const found = await read([...passes, lines(ADDED, test('fails', true, 0))]);
    assert.deepEqual(found?.failing, [{ name: 'fails', path: 'a.test.ts' }]);
    assert.equal(found?.passing, 63);
  });

  it('adds sums of passing tests', async () => {
    const sum = { passed: 5, ran: [[1, 3]], skipped: [[0, 2]] };
    const blocks = { blocks: [[1, 20, 30]] };
    const found = await read([lines(ADDED, blocks, test('fails', true, 1), sum)]);
    assert.equal(found?.passing, 5);
    const [first] = found?.files[0]?.functions ?? [];
    assert.deepEqual([first?.passed, first?.blocks], [3, [{ failed: [0], passed: 1 }]]);
  });

  it('tells the blocks that fewer passing tests ran than their function, also within a skipped one', async () => {
    const skips = (entry: ReturnType<typeof test>, ...skipped: readonly number[]) => ({ ...entry, skipped });
    const blocks = {
      blocks: [
        [1, 20, 30],
        [1, 24, 26],
        [9, 1, 2],
      ],
    };
    const found = await read([
      lines(ADDED, blocks, skips(test('outside', false, 1), 0), skips(test('around', false, 1), 1)),
      lines(
        ADDED,
        blocks,
        test('inside', false, 1),
        skips(test('fails', true, 1)),
        skips(test('fails outside', true, 1), 0),
      ),
    ]);
    const first = found?.files[0]?.functions.find(({ name }) => name === 'first');
    assert.deepEqual([first?.failed, first?.passed], [[0, 1], 3]);
    assert.deepEqual(first?.blocks, [
      { failed: [0], passed: 2 },
      { failed: [0], passed: 1 },
    ]);
  });

  it('tells what only ran while the file of a failing test was loaded', async () => {
    const loaded = (file: string | undefined, ...ids: readonly number[]) => ({ file, loaded: ids });
    const records = [loaded('/copy/a.test.ts', 0, 1), loaded('/copy/z.test.ts', 2), test('fails', true, 0)];
    const found = await read([lines(ADDED, ...records)]);
    const ran = found?.files.flatMap(({ functions }) => functions.map((fn) => [fn.name, fn.failed, fn.loaded]));
    assert.deepEqual(ran, [
      ['first', [], [0]],
      ['second', [0], []],
    ]);
    const all = await read([lines(ADDED, loaded(undefined, 2), test('fails', true, 0))]);
    assert.deepEqual(all?.files.map(({ path }) => path).sort(), ['src/b.ts', 'src/c.ts']);
  });

  it('believes the report about a test whose process could not tell that it failed', async () => {
    const found = await read([lines(ADDED, test('hidden', false, 2))], [{ path: 'a.test.ts', name: 'hidden' }]);
    assert.deepEqual(
      found?.files.map(({ path }) => path),
      ['src/c.ts'],
    );
  });

  it('says nothing where no failing test was watched, or nothing was recorded', async () => {
    assert.equal(await read([lines(ADDED, test('passes', false, 0))]), undefined);
    assert.equal(await readCoverage(workspace.root, inCopy, { failed: [] }), undefined);
  });

  it('leaves out what it cannot read, such as the last line of a process that was ended', async () => {
    const good = lines(ADDED, test('fails', true, 0));
    const bad = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant('{"added":[["a","b",1]]}'),
      fc.constant('{"name":"x","ran":[9]}'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(bad, { maxLength: 3 }), fc.nat(good.length), async (noise, cut) => {
        const text = `${noise.map((line) => line.replaceAll('\n', ' ')).join('\n')}\n${good}${good.slice(0, cut)}`;
        const found = await read([text]);
        const functions = found?.files.find(({ path }) => path === 'src/b.ts')?.functions ?? [];
        assert.ok(functions.some(({ name, failed }) => name === 'second' && failed.includes(0)));
      }),
      { numRuns: 50 },
    );
  });

  it('reads no more than its share of very long records', async () => {
    const long = lines(ADDED, test('fails', true, 0)) + 'x'.repeat(20_000_000);
    const found = await read([long, lines(ADDED, test('fails late', true, 0))]);
    assert.deepEqual(found?.failing, [{ name: 'fails', path: 'a.test.ts' }]);
  });
});
