import assert from 'node:assert/strict';
import fc from 'fast-check';
import { iterationLimit } from '../../../../src/engine/learn/choosing/iteration-limit';

const solvedAfter = (...counts: number[]) => ({
  solved: counts.reduce((sum, count) => sum + count, 0),
  solvedAfter: counts,
  cutOffAfter: [],
});

describe('iteration limit', () => {
  it('is the settings’ limit until five solved runs are recorded', () => {
    assert.equal(iterationLimit(solvedAfter(4), 6).maxIterations, 6);
    assert.deepEqual(iterationLimit(solvedAfter(), 6), { maxIterations: 6 });
    assert.equal(iterationLimit(solvedAfter(5), 6).maxIterations, 2);
  });

  it('covers 95 % of the successes, plus one iteration', () => {
    assert.deepEqual(iterationLimit(solvedAfter(3, 1, 2), 6), {
      maxIterations: 4,
      why: 'At most 4 tries: solved runs here needed at most 3.',
    });
    assert.deepEqual(iterationLimit(solvedAfter(19, 0, 1), 6), {
      maxIterations: 2,
      why: 'At most 2 tries: 95 % of the solved runs here needed at most 1.',
    });
    assert.equal(iterationLimit(solvedAfter(18, 0, 2), 6).maxIterations, 4);
  });

  it('never exceeds the settings’ limit, and says nothing where it is that', () => {
    assert.deepEqual(iterationLimit(solvedAfter(0, 0, 0, 0, 0, 5), 6), { maxIterations: 6 });
    assert.equal(iterationLimit(solvedAfter(9), 1).maxIterations, 1);
  });

  it('rises again when it cuts runs off', () => {
    assert.equal(iterationLimit({ solved: 10, solvedAfter: [10], cutOffAfter: [0, 2] }, 6).maxIterations, 4);
    assert.match(
      iterationLimit({ solved: 10, solvedAfter: [10], cutOffAfter: [0, 2] }, 6).why ?? '',
      /^At most 4 tries: solved runs here, with those that ran out of tries, needed at most 3\.$/,
    );
  });

  it('stays within its bounds, whatever is recorded', () => {
    const counts = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 32 });
    fc.assert(
      fc.property(counts, counts, fc.nat(50), fc.integer({ min: 1, max: 20 }), (solved, cutOff, runs, settings) => {
        const { maxIterations } = iterationLimit({ solved: runs, solvedAfter: solved, cutOffAfter: cutOff }, settings);
        assert.ok(maxIterations <= settings && maxIterations >= Math.min(2, settings));
      }),
    );
  });
});
