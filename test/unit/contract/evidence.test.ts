import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newEvidence } from '../../../src/engine/contract/evidence';
import { fingerprint } from '../../../src/engine/contract/fingerprint';
import { evidence } from '../../support/fakes';

const print = (message: string) => fingerprint({ stage: 'tests', path: 'a.test.ts', message });

describe('fingerprint', () => {
  it('does not depend on line, column, timing, address or absolute path', () => {
    assert.equal(print('at /tmp/x1/src/a.ts:10:4 after 12 ms'), print('at /home/me/src/a.ts:99:1 after 7.5 ms'));
    assert.equal(print('a.ts(3,4): bad'), print('a.ts(30,41): bad'));
    assert.equal(print('object at 0xdeadBEEF'), print('object at 0x00c0ffee'));
  });

  it('depends on what a finding is about', () => {
    assert.notEqual(print('expected 3 but got 4'), print('expected 3 but got 5'));
    assert.notEqual(print('expected {"a":3}'), print('expected {"a":4}'));
    assert.notEqual(print("expected '/api/users' to be '/'"), print("expected '/api/rooms' to be '/'"));
    assert.notEqual(print('expected 1/2'), print('expected 1/3'));
    assert.notEqual(print('12:30 is taken'), print('12:45 is taken'));
    assert.notEqual(print("Property 'a' does not exist"), print("Property 'b' does not exist"));
    assert.notEqual(
      fingerprint({ stage: 'types', code: 'TS1', message: 'm' }),
      fingerprint({ stage: 'types', code: 'TS2', message: 'm' }),
    );
    assert.notEqual(
      fingerprint({ stage: 'types', path: 'a', message: 'm' }),
      fingerprint({ stage: 'types', path: 'b', message: 'm' }),
    );
  });

  it('stays the same when a place in the message moves', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(9999), fc.nat(9999), fc.nat(9999), (l1, c1, l2, c2) => {
        assert.equal(print(`fails at src/x.ts:${l1}:${c1}`), print(`fails at src/x.ts:${l2}:${c2}`));
      }),
    );
  });
});

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
