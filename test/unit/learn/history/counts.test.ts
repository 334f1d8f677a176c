import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Counts,
  createCounter,
  entriesIn,
  joinCounts,
  MAX_ENTRIES,
  NO_COUNTS,
} from '../../../../src/engine/learn/history/counts';
import type { PastChange } from '../../../../src/engine/learn/history/read-log';
import { fromStored, toStored } from '../../../../src/engine/learn/history/stored-counts';
import { change } from './support';

const HEAD = 'a'.repeat(40);

/** The newest first. */
function counterOf(changes: readonly PastChange[]) {
  const counter = createCounter();
  for (const item of changes) counter.add(item);
  return counter;
}
const countsOf = (changes: readonly PastChange[]): Counts => counterOf(changes).counts();

/** Sets and numbers only, so that the order of insertion doesn't matter. */
function plain({ commits, words, paths }: Counts): unknown {
  const sorted = (tallies: Counts['words']) =>
    [...tallies].map(([key, tally]) => [key, tally.commits, [...tally.files].sort()] as const).sort();
  return JSON.stringify([commits, sorted(words), sorted(paths)]);
}

const file = fc.constantFrom('a.ts', 'b.ts', 'src/c.ts', '__proto__', 'constructor', 'd e.ts');
const changes = fc.array(
  fc.record({
    message: fc.string({ maxLength: 30 }),
    files: fc.array(file, { maxLength: 5 }),
    renames: fc.constant(new Map<string, string>()),
    isFirst: fc.boolean(),
  }),
  { maxLength: 20 },
);

const TRUST = { share: 0.5, samples: 3 };

describe('counts of a history', () => {
  it('counts words and pairs of files once per commit', () => {
    const { commits, words, paths } = countsOf([
      change('Round invoices: rounding', ['a.ts', 'b.ts', 'a.ts']),
      change('Round', ['a.ts']),
    ]);
    assert.equal(commits, 2);
    assert.deepEqual(words.get('round'), {
      commits: 2,
      files: new Map([
        ['a.ts', 2],
        ['b.ts', 1],
      ]),
    });
    assert.deepEqual(paths.get('a.ts'), { commits: 2, files: new Map([['b.ts', 1]]) });
    assert.deepEqual(paths.get('b.ts'), { commits: 1, files: new Map([['a.ts', 1]]) });
  });

  it('learns nothing from a first commit and from one with very many files, but follows its renames', () => {
    const many = Array.from({ length: 40 }, (_, at) => `src/${at}.ts`);
    const { commits, paths } = countsOf([
      change('Move all', many, { 'src/1.ts': '1.ts' }),
      change('Old', ['1.ts', 'x.ts']),
      { ...change('Start', ['1.ts', 'x.ts']), isFirst: true },
    ]);
    assert.equal(commits, 1);
    assert.deepEqual([...paths.keys()], ['src/1.ts', 'x.ts']);
  });

  it('follows a file through several renames', () => {
    const { paths } = countsOf([
      change('Again', ['c.ts'], { 'c.ts': 'b.ts' }),
      change('Once', ['b.ts'], { 'b.ts': 'a.ts' }),
      change('Use', ['a.ts', 'x.ts']),
    ]);
    assert.deepEqual([...(paths.get('x.ts')?.files ?? [])], [['c.ts', 1]]);
  });

  it('is the same when it is continued as when it is read at once, also with a rename between', () => {
    const older = [change('Use', ['a.ts', 'x.ts']), change('More', ['a.ts', 'b.ts'])];
    const newer = [change('Late', ['n.ts', 'b.ts']), change('Move', ['n.ts'], { 'n.ts': 'a.ts' })];
    const later = counterOf(newer);
    const joined = joinCounts(countsOf(older), later.counts(), later.renamed);
    assert.equal(plain(joined), plain(countsOf([...newer, ...older])));
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        assert.equal(
          plain(joinCounts(countsOf(first), countsOf(second), new Map())),
          plain(countsOf([...second, ...first])),
        );
      }),
    );
  });

  it('stays bounded however much comes, and forgets what is old and rare', () => {
    const wide = (from: number) =>
      Array.from({ length: 1500 }, (_, at) =>
        change(
          `alpha${from} beta gamma delta epsilon`,
          Array.from({ length: 18 }, (_, n) => `f${from + at}-${n}.ts`),
        ),
      );
    let counts = NO_COUNTS;
    for (let at = 0; at < 5; at++) {
      const often = Array.from({ length: 8 }, () => change('often', ['kept.ts', 'also.ts']));
      counts = joinCounts(counts, countsOf([...often, ...wide(at * 10_000)]), new Map());
      assert.ok(entriesIn(counts) <= MAX_ENTRIES);
    }
    assert.ok((counts.paths.get('kept.ts')?.files.get('also.ts') ?? 0) > 0);
    const bytes = JSON.stringify(toStored({ head: HEAD, isShallow: false, trust: TRUST, counts })).length;
    assert.ok(bytes < 2_000_000, `${bytes} bytes`);
  });
});

describe('stored counts', () => {
  it('reads back what was stored', () => {
    fc.assert(
      fc.property(changes, fc.boolean(), (items, isShallow) => {
        const stored = JSON.parse(
          JSON.stringify(toStored({ head: HEAD, isShallow, trust: TRUST, counts: countsOf(items) })),
        );
        const known = fromStored(stored);
        assert.ok(known);
        assert.deepEqual([known.head, known.isShallow], [HEAD, isShallow]);
        assert.equal(plain(known.counts), plain(countsOf(items)));
      }),
    );
  });

  it('holds stems and paths, but no message', () => {
    const text = JSON.stringify(
      toStored({
        head: HEAD,
        isShallow: false,
        trust: TRUST,
        counts: countsOf([change('Please hide the launch on Friday\n\nconst secret = 1;', ['a.ts'])]),
      }),
    );
    assert.ok(!/hide the|the launch|const secret/i.test(text), text);
  });

  it('takes nothing from a value of another version or with a defect', () => {
    const good = toStored({
      head: HEAD,
      isShallow: false,
      trust: TRUST,
      counts: countsOf([change('Round', ['a.ts', 'b.ts'])]),
    });
    assert.ok(fromStored(good));
    const bad: unknown[] = [
      undefined,
      null,
      'no JSON',
      { ...good, version: 1 },
      { ...good, head: 'main' },
      { ...good, trust: { share: 7, samples: 1 } },
      { ...good, head: '--output=/tmp/x' },
      { ...good, files: [] },
      { ...good, words: [['round', 1, [0]]] },
      { ...good, words: [['round', 1, [7, 1]]] },
      { ...good, words: [['round', -1, []]] },
      { ...good, paths: { a: 1 } },
    ];
    for (const value of bad) assert.equal(fromStored(value), undefined, JSON.stringify(value));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(fromStored(value), undefined);
      }),
    );
  });
});
