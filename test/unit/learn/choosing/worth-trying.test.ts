import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tryLimit } from '../../../../src/engine/learn/choosing/worth-trying';
import { emptyPatterns, type Patterns, type Tally } from '../../../../src/engine/learn/patterns';
import { TRIES } from '../../../../src/engine/learn/tries';

const SITUATION = 'fix m';

/** Each try: how often it solved, of how many, and what it cost. */
function limitFor(tries: readonly (readonly [number, number, number])[], settings = 6, pinned?: string) {
  const options: Record<string, Tally> = {};
  for (const [at, [solved, tried, cost]] of tries.entries())
    options[TRIES[at] ?? ''] = { tried, solved, successes: solved, failures: tried - solved, cost: cost * tried };
  const own: Patterns = { ...emptyPatterns() };
  own.choices.tries[SITUATION] = { seen: 1, options };
  return tryLimit({ own, others: [], likeness: (name) => +(name === SITUATION) }, SITUATION, settings, pinned);
}

describe('how many tries are worth paying for', () => {
  it('is what the settings allow until five runs are solved', () => {
    assert.deepEqual(limitFor([]), { maxIterations: 6 });
    const rows = [
      [4, 30, 2],
      [0, 26, 2],
      [0, 26, 2],
    ] as const;
    assert.deepEqual(limitFor(rows), { maxIterations: 6 });
  });

  it('ends where a further try solves nothing for its tokens, and says so', () => {
    assert.deepEqual(
      limitFor([
        [20, 40, 2],
        [6, 20, 2],
        [0, 14, 2],
        [0, 14, 2],
      ]),
      {
        maxIterations: 2,
        why: 'At most 2 tries: the third one solved 0 of 14 here, which is not worth its tokens.',
      },
    );
  });

  it('goes past a try that solves nothing where a later one does', () => {
    assert.equal(
      limitFor([
        [20, 40, 2],
        [6, 20, 2],
        [0, 14, 2],
        [7, 14, 2],
        [0, 7, 2],
      ]).maxIterations,
      6,
    );
  });

  it('allows a rare success where it costs little, and none that costs much', () => {
    assert.equal(
      limitFor([
        [20, 40, 4],
        [6, 20, 4],
        [2, 14, 1],
      ]).maxIterations,
      6,
    );
    assert.equal(
      limitFor([
        [20, 40, 1],
        [6, 20, 1],
        [2, 14, 30],
      ]).maxIterations,
      2,
    );
  });

  it('never cuts off what was seldom tried, nor the first correction', () => {
    assert.equal(
      limitFor([
        [20, 40, 2],
        [0, 20, 2],
        [0, 5, 2],
      ]).maxIterations,
      6,
    );
    assert.equal(
      limitFor([
        [20, 40, 2],
        [0, 20, 20],
      ]).maxIterations,
      6,
    );
  });

  it('is what a person pinned, within the settings', () => {
    assert.deepEqual(limitFor([], 6, '1'), { maxIterations: 1, why: 'At most one try: pinned by you.' });
    assert.deepEqual(limitFor([], 3, '5'), { maxIterations: 3 });
    // The record alone would allow two.
    const rows = [
      [20, 40, 2],
      [6, 20, 2],
      [0, 14, 2],
    ] as const;
    for (const pinned of ['4', '8']) assert.equal(limitFor(rows, 4, pinned).maxIterations, 4);
    assert.equal(limitFor(rows, 4, 'many').maxIterations, 2);
  });

  it('stays within its bounds, whatever is recorded', () => {
    const row = fc.tuple(
      fc.double({ min: 0, max: 1e3, noNaN: true }),
      fc.double({ min: 0, max: 1e3, noNaN: true }),
      fc.double({ min: 0, max: 1e3, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), fc.integer({ min: 1, max: 50 }), (rows, settings) => {
        const { maxIterations } = limitFor(
          rows.map(([solved, more, cost]) => [solved, solved + more, cost] as const),
          settings,
        );
        assert.ok(maxIterations <= settings && maxIterations >= Math.min(2, settings));
      }),
    );
  });
});
