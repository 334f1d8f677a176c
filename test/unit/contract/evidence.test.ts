import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newEvidence } from '../../../src/engine/contract/evidence';
import { evidence } from '../../support/fakes';

describe('newEvidence', () => {
  it('counts: a second finding of a kind that the baseline had once is new', () => {
    const known = evidence('types', 'a');
    assert.deepEqual(newEvidence([known], [known]), []);
    assert.equal(newEvidence([known, known], [known]).length, 1);
  });

  it('never reports more than there is, and nothing for equal lists', () => {
    const prints = fc.array(fc.constantFrom('a', 'b', 'c').map((p) => evidence('types', p)));
    fc.assert(
      fc.property(prints, prints, (current, baseline) => {
        const found = newEvidence(current, baseline);
        assert.ok(found.length <= current.length && found.length >= current.length - baseline.length);
        assert.deepEqual(newEvidence(current, current), []);
      }),
    );
  });
});
