import assert from 'node:assert/strict';
import { type IterationEntry, iterationTree } from '../../../src/engine/journal/iteration-tree';
import type { IterationRecord } from '../../../src/engine/journal/record';
import { placeInWords } from '../../../src/engine/journal/words/place-in-words';

const record = (iteration: number, more: Partial<IterationRecord> = {}): IterationRecord => ({
  iteration,
  steps: [],
  ...more,
});
const candidate = (iteration: number, id: number, place: number) => record(iteration, { branch: { id, place, of: 2 } });

type Shape = number | readonly [number, ...number[]] | { readonly branch: number; readonly candidates: Shape[] };

function shapeOf(entry: IterationEntry): Shape {
  if ('branch' in entry) return { branch: entry.branch, candidates: entry.candidates.map(shapeOf) };
  const { iteration, below } = entry;
  return below.length > 0 ? [iteration.iteration, ...below.map((each) => each.iteration)] : iteration.iteration;
}

describe('the tree of iterations', () => {
  it('is a list without branches, as in journals from before there were any', () => {
    const records = [record(0), record(1), record(2, { parent: 1 })];
    assert.deepEqual(iterationTree(records).map(shapeOf), [0, 1, 2]);
  });

  it('gathers the candidates of a branch, and below each what went on from it', () => {
    const records = [
      record(1),
      candidate(2, 1, 1),
      candidate(3, 1, 2),
      record(4, { parent: 3 }),
      record(5, { parent: 4 }),
      record(6, { parent: 2 }),
      record(7),
    ];
    assert.deepEqual(iterationTree(records).map(shapeOf), [
      1,
      {
        branch: 1,
        candidates: [
          [2, 6],
          [3, 4, 5],
        ],
      },
      7,
    ]);
  });

  it('keeps every iteration once, also of a journal that was cut or tampered with', () => {
    const records = [record(1, { parent: 2 }), record(2, { parent: 1 }), record(3, { parent: 9 }), candidate(4, 1, 2)];
    assert.deepEqual(iterationTree(records).map(shapeOf), [1, 2, 3, { branch: 1, candidates: [4] }]);
  });
});

describe('placeInWords', () => {
  it('says which candidate of which branch an iteration is, and from where it goes on', () => {
    assert.equal(placeInWords({ iteration: 1 }), '');
    assert.equal(placeInWords({ iteration: 2, parent: 1 }), '');
    assert.equal(placeInWords({ iteration: 5, parent: 2 }), ', from iteration 2');
    assert.equal(placeInWords({ iteration: 3, branch: { id: 1, place: 2, of: 3 } }), ', candidate 2 of 3 of branch 1');
  });
});
