import assert from 'node:assert/strict';
import type { Verdict } from '../../../src/engine/contract/verdict';
import { type Attempt, bestOf, decide } from '../../../src/engine/search/decide';
import { GREEN, red } from '../../support/fakes';

const attempts = (...verdicts: readonly (Verdict | readonly [string, Verdict])[]): Attempt[] =>
  verdicts.map((entry, index) => {
    const [hash, verdict] = 'ok' in entry ? [`hash${index}`, entry] : entry;
    return { iteration: index + 1, hash, verdict };
  });

describe('decide', () => {
  it('accepts green', () => {
    assert.equal(decide(attempts(red('types', 'a'), GREEN), 6).action, 'accept');
  });

  it('corrects a red candidate that made progress', () => {
    assert.equal(decide(attempts(red('types', 'a')), 6).action, 'correct');
    assert.equal(decide(attempts(red('types', 'a'), red('tests', 'b')), 6).action, 'correct');
    assert.equal(decide(attempts(red('tests', 'a', 'b'), red('tests', 'b')), 6).action, 'correct');
  });

  it('starts afresh after the first stall and ends on the second', () => {
    const same = red('types', 'a');
    assert.equal(decide(attempts(same, same), 6).action, 'fresh-start');
    const decision = decide(attempts(same, same, same), 6);
    assert.ok(decision.action === 'stop' && decision.stop.reason === 'stalled');
  });

  it('treats equal findings from different text as a stall', () => {
    const decision = decide(attempts(['one', red('tests', 'a')], ['two', red('tests', 'a')]), 6);
    assert.equal(decision.action, 'fresh-start');
  });

  it('treats an earlier state that came back as an oscillation', () => {
    const a = ['A', red('types', 'a')] as const;
    const b = ['B', red('types', 'b')] as const;
    assert.equal(decide(attempts(a, b, a), 6).action, 'backtrack');
    const decision = decide(attempts(a, b, a, b), 6);
    assert.ok(decision.action === 'stop' && decision.stop.reason === 'oscillating');
  });

  it('goes back to the best attempt after a regression, and says which one that is', () => {
    const decision = decide(attempts(red('tests', 'a'), red('types', 'b', 'c')), 6);
    assert.equal(decision.action, 'backtrack');
    assert.match(decision.why, /iteration 1/);
  });

  it('does not treat a malformed reply as a regression', () => {
    assert.equal(decide(attempts(red('tests', 'a'), red('reply', 'r')), 6).action, 'correct');
  });

  it('stops at the iteration limit, but accepts green on the last iteration', () => {
    const decision = decide(attempts(red('types', 'a'), red('types', 'b')), 2);
    assert.ok(decision.action === 'stop' && decision.stop.reason === 'iterations-exhausted');
    assert.equal(decide(attempts(red('types', 'a'), GREEN), 2).action, 'accept');
  });

  it('ends with what removed most of the old errors, where it would end without success', () => {
    const partial = (...left: string[]): Verdict => ({
      ...red('types', ...left),
      progress: { reason: 'red-as-before', message: `${left.length} left.` },
    });
    const fewer = partial('a');
    const more = partial('a', 'b');
    assert.equal(decide(attempts(more), 6).action, 'correct');
    assert.equal(decide(attempts(more, fewer), 6).action, 'correct');
    assert.equal(decide(attempts(more, red('types', 'new')), 6).action, 'backtrack');
    assert.equal(decide(attempts(more, GREEN), 6).action, 'accept');
    for (const ended of [decide(attempts(fewer, more), 2), decide(attempts(more, fewer, fewer, fewer), 6)]) {
      assert.ok(ended.action === 'stop' && ended.stop.reason === 'red-as-before', JSON.stringify(ended));
      assert.equal(ended.stop.message, '1 left.');
    }
    const none = decide(attempts(red('types', 'new'), red('types', 'other')), 2);
    assert.ok(none.action === 'stop' && none.stop.reason === 'iterations-exhausted', 'no progress (control)');
  });

  it('tries once more when only what was red before is red, and then offers it', () => {
    const asBefore: Verdict = {
      ...red('tests', 'old'),
      asBefore: { reason: 'red-as-before', message: 'Rest is green.' },
    };
    const other = red('types', 'new');
    assert.equal(decide(attempts(other, asBefore), 6).action, 'correct');
    for (const next of [asBefore, other, red('reply', 'r')]) {
      const decision = decide(attempts(asBefore, next), 6);
      assert.ok(decision.action === 'stop' && decision.stop.reason === 'red-as-before');
      assert.equal(decision.stop.message, 'Rest is green.');
    }
    assert.equal(decide(attempts(asBefore, GREEN), 6).action, 'accept');
    const atLimit = decide(attempts(other, asBefore), 2);
    assert.ok(atLimit.action === 'stop' && atLimit.stop.reason === 'red-as-before');
    assert.equal(bestOf(attempts(asBefore, red('integrity', 'later')))?.verdict, asBefore);
  });

  it('offers at once what was red before in the same way, where the person accepted the same earlier', () => {
    const stop = { reason: 'red-as-before', message: 'Rest is green.', acceptedEarlier: true } as const;
    const decision = decide(attempts({ ...red('tests', 'old'), asBefore: stop }), 6);
    assert.ok(decision.action === 'stop' && decision.stop === stop);
  });

  it('stops when no verdict is possible', () => {
    const impossible: Verdict = { ...red('tests'), impossible: { reason: 'unverifiable', message: 'gone' } };
    const decision = decide(attempts(impossible), 6);
    assert.ok(decision.action === 'stop' && decision.stop.reason === 'unverifiable');
  });
});

describe('bestOf', () => {
  it('prefers the later stage, then fewer failing tests, then the later attempt', () => {
    const list = attempts(
      red('types', 'a'),
      red('tests', 'a', 'b'),
      red('tests', 'c'),
      red('tests', 'd'),
      red('types', 'e'),
    );
    assert.equal(bestOf(list).iteration, 4);
  });
});
