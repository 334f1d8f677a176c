import assert from 'node:assert/strict';
import type { Attempt } from '../../../src/engine/search/attempt';
import { SHIPPED_BELIEFS } from '../../../src/engine/search/beliefs';
import { reachOf } from '../../../src/engine/search/reach';
import { red } from '../../support/fakes';

const sample = (iteration: number, ...args: Parameters<typeof red>): Attempt => ({
  iteration,
  hash: `h${iteration}`,
  verdict: red(...args),
});
const correction = (base: Attempt, ...args: Parameters<typeof red>): Attempt => ({
  ...sample(base.iteration + 1, ...args),
  base,
});
const reach = (...attempts: readonly Attempt[]) => reachOf(attempts, SHIPPED_BELIEFS);

describe('the chance that a task is within reach', () => {
  const first = sample(1, 'tests', 'a');

  it('falls with each correction that brings nothing', () => {
    const inVain = correction(first, 'tests', 'a');
    const again = correction(inVain, 'tests', 'b');
    assert.equal(reach(first), 1 - SHIPPED_BELIEFS.outOfReach);
    assert.ok(reach(first, inVain) < reach(first));
    assert.ok(reach(first, inVain, again) < reach(first, inVain));
  });

  it('falls when a fresh start comes to the findings of an earlier sample', () => {
    assert.ok(reach(first, sample(2, 'tests', 'a')) < reach(first));
    assert.equal(reach(first, sample(2, 'tests', 'b')), reach(first), 'other findings (control)');
  });

  it('is sure once a correction got further', () => {
    assert.equal(reach(first, correction(first, 'tests', 'a'), correction(sample(3, 'types', 'x'), 'tests', 'a')), 1);
  });

  it('is none where corrections and fresh starts bring the same text, but not after corrections alone', () => {
    const same = (attempt: Attempt): Attempt => ({ ...attempt, hash: 'same' });
    const [base, afresh] = [same(first), same(sample(3, 'tests', 'a'))];
    const [fix, again] = [same(correction(base, 'tests', 'a')), same(correction(afresh, 'tests', 'a'))];
    assert.equal(reach(base, fix, afresh, again), 0);
    assert.ok(reach(base, fix, afresh) > 0, 'this may be chance');
    assert.ok(reach(base, fix, again, same(correction(again, 'tests', 'a'))) > 0, 'no fresh start');
    assert.ok(reach(base, fix, afresh, { ...again, hash: 'other' }) > 0, 'another text');
    const unreadable = same(sample(1, 'reply', 'r'));
    assert.equal(reach(unreadable, unreadable, unreadable, unreadable), 0);
    assert.ok(reach(unreadable, unreadable, unreadable) > 0);
  });

  it('says nothing of a reply that could not be applied', () => {
    assert.equal(reach(first, correction(first, 'reply', 'r')), reach(first));
    assert.equal(reach(sample(1, 'reply', 'r')), 1 - SHIPPED_BELIEFS.outOfReach);
  });
});
