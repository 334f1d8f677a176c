import assert from 'node:assert/strict';
import type { Verdict } from '../../../src/engine/contract/verdict';
import type { Attempt } from '../../../src/engine/search/attempt';
import { SHIPPED_BELIEFS } from '../../../src/engine/search/beliefs';
import { decide } from '../../../src/engine/search/decide';
import { GREEN, red } from '../../support/fakes';

interface Given {
  readonly verdict: Verdict;
  readonly hash?: string;
  /** 0-based index of the attempt that this one corrects; default: the one before; null: a new sample. */
  readonly corrects?: number | null;
}

/** Attempts that each correct the one before, unless they say otherwise. */
function attempts(...given: readonly (Verdict | Given)[]): Attempt[] {
  const made: Attempt[] = [];
  for (const [index, each] of given.entries()) {
    const {
      verdict,
      hash = `hash${index}`,
      corrects = index - 1,
    }: Given = 'verdict' in each ? each : { verdict: each };
    const base = corrects === null ? undefined : made[corrects];
    made.push({ iteration: index + 1, hash, verdict, base });
  }
  return made;
}

describe('decide', () => {
  it('accepts green', () => {
    assert.equal(decide(attempts(red('types', 'a'), GREEN), 6).action, 'accept');
  });

  it('corrects a first sample, and goes on correcting as long as that brings something', () => {
    assert.equal(decide(attempts(red('types', 'a')), 6).action, 'correct');
    assert.equal(decide(attempts(red('types', 'a'), red('tests', 'b', 'c')), 6).action, 'correct');
    assert.equal(decide(attempts(red('types', 'a'), red('tests', 'b', 'c'), red('tests', 'c')), 6).action, 'correct');
  });

  it('starts afresh when corrections bring nothing, then corrects the new sample', () => {
    const list = attempts(red('tests', 'a'), red('tests', 'a'));
    assert.equal(decide(list, 6).action, 'fresh-start');
    const sample = { verdict: red('tests', 'z'), corrects: null };
    assert.equal(decide(attempts(red('tests', 'a'), red('tests', 'a'), sample), 6).action, 'correct');
  });

  it('gives its reason in one sentence with the numbers of both sides', () => {
    const { why } = decide(attempts(red('tests', 'a'), red('tests', 'a')), 6);
    assert.equal(
      why,
      'A chance of 0.20 to end green at a cost of 1 (1 sample of the whole change failed), ' +
        'against 0.11 at 1.1 for correct (1 correction brought nothing).',
    );
  });

  it('goes back to the best attempt where corrections help, and says which one that is', () => {
    const corrects = { ...SHIPPED_BELIEFS, correction: { solved: 8, tried: 10 } };
    const worse = attempts(red('types', 'x'), red('tests', 'a'), red('types', 'b', 'c'));
    const decision = decide(worse, 6, { beliefs: corrects });
    assert.equal(decision.action, 'backtrack');
    assert.match(decision.why, /iteration 2 got further/);
    const better = attempts(red('types', 'x'), red('tests', 'a'), red('tests', 'b'));
    assert.equal(decide(better, 6, { beliefs: corrects }).action, 'correct', 'no regression (control)');
  });

  it('does not treat a malformed reply as a regression', () => {
    assert.equal(decide(attempts(red('tests', 'a'), red('reply', 'r')), 6).action, 'correct');
  });

  it('ends where the model repeats itself byte for byte, after a fresh start as well', () => {
    const same = { verdict: red('types', 'a'), hash: 'same' };
    assert.equal(decide(attempts(same, same), 6).action, 'fresh-start');
    const afresh = { ...same, corrects: null };
    assert.notEqual(decide(attempts(same, same, afresh), 6).action, 'stop', 'this may be chance');
    const decision = decide(attempts(same, same, afresh, same), 6);
    assert.ok(decision.action === 'stop' && decision.stop.reason === 'stalled', decision.why);
    assert.match(decision.why, /chance of 0\.0\d/);
  });

  it('ends as oscillating where the end is a state from before', () => {
    const a = { verdict: red('types', 'a'), hash: 'a' };
    const b = { verdict: red('types', 'b'), hash: 'b' };
    const decision = decide(attempts(a, b, { ...a, corrects: null }, b, a, b, a), 99);
    assert.ok(decision.action === 'stop' && decision.stop.reason === 'oscillating', decision.why);
  });

  it('always ends, whatever the limit is', () => {
    const list: Attempt[] = [];
    for (let iteration = 1; iteration < 100; iteration++) {
      const decision = list.length > 0 ? decide(list, 1e9) : undefined;
      if (decision?.action === 'stop') return;
      const base = decision && 'base' in decision && decision.base ? list.at(-1) : undefined;
      list.push({ iteration, hash: `h${iteration}`, verdict: red('tests', `f${iteration}`), base });
    }
    assert.fail('it went on for a hundred iterations');
  });

  it('stops at the iteration limit, but accepts green on the last iteration', () => {
    const decision = decide(attempts(red('types', 'a'), red('types', 'b')), 2);
    assert.ok(decision.action === 'stop' && decision.stop.reason === 'iterations-exhausted');
    assert.equal(decide(attempts(red('types', 'a'), GREEN), 2).action, 'accept');
  });

  it('decides by other counts where it is given them', () => {
    const good = { ...SHIPPED_BELIEFS, correction: { solved: 90, tried: 100 } };
    const list = attempts(red('tests', 'a'), red('tests', 'a'));
    assert.equal(decide(list, 6, { beliefs: good }).action, 'correct');
    assert.equal(
      decide(attempts(red('tests', 'a')), 6, { beliefs: { ...good, correction: { solved: 1, tried: 100 } } }).action,
      'fresh-start',
    );
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
    assert.equal(decide(attempts(more, GREEN), 6).action, 'accept');
    const echo = { verdict: fewer, hash: 'same' };
    for (const ended of [
      decide(attempts(fewer, more), 2),
      decide(attempts(echo, echo, { ...echo, corrects: null }, echo), 99),
    ]) {
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
