import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addAttempt,
  bestCandidate,
  NO_CHANGE,
  nextBase,
  type Progress,
  startProgress,
} from '../../../src/engine/run/progress';
import { compareVerdicts } from '../../../src/engine/verify/verdict';
import { countChangedLines, createCandidate } from '../../../src/engine/workspace/candidate';
import { red } from '../../support/fakes';

const candidateOf = (text: string) => createCandidate(new Map([['src/a.ts', text]]));

describe('nextBase', () => {
  const progress = startProgress();
  const near = candidateOf('near');
  const far = candidateOf('far');
  addAttempt(progress, { iteration: 1, reply: 'first', candidate: near, verdict: red('tests', 'a') });
  addAttempt(progress, {
    iteration: 2,
    reply: 'second',
    candidate: far,
    verdict: red('types', 'b'),
    base: progress.attempts[0],
  });

  it('gives what each move builds on: the candidate of an attempt with its reply, or nothing', () => {
    const [first, last] = progress.attempts;
    assert.deepEqual(nextBase(last, progress, NO_CHANGE), { candidate: far, attempt: last, reply: 'second' });
    assert.deepEqual(nextBase(first, progress, far), { candidate: near, attempt: first, reply: 'first' });
    assert.deepEqual(nextBase(undefined, progress, far), { candidate: NO_CHANGE });
  });

  it('keeps the candidate that a malformed reply was to change', () => {
    const malformed: Progress = { ...progress, attempts: [...progress.attempts] };
    addAttempt(malformed, { iteration: 3, reply: 'none', candidate: undefined, verdict: red('reply', 'r') });
    assert.equal(nextBase(malformed.attempts.at(-1), malformed, far).candidate, far);
    assert.equal(nextBase(undefined, malformed, far).candidate, NO_CHANGE);
  });
});

describe('bestCandidate', () => {
  it('is the best that was judged, whatever came before and after it', () => {
    const judged = fc.record({
      verdict: fc
        .tuple(fc.constantFrom('guard', 'types', 'tests') as fc.Arbitrary<'types'>, fc.subarray(['a', 'b', 'c']))
        .map(([stage, names]) => red(stage, ...names)),
      isApplied: fc.boolean(),
      changedLines: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(judged), (given) => {
        const progress = startProgress();
        given.forEach(({ verdict, isApplied, changedLines }, index) => {
          const candidate = isApplied ? candidateOf(String(index)) : undefined;
          const seen = isApplied ? verdict : red('reply', 'r');
          addAttempt(progress, { iteration: index + 1, reply: String(index), candidate, verdict: seen, changedLines });
        });
        const best = bestCandidate(progress);
        const applied = given.filter(({ isApplied }) => isApplied);
        assert.equal(best === undefined, applied.length === 0);
        const attempt = progress.attempts.find(({ hash }) => hash === best?.hash);
        for (const { verdict } of applied) assert.ok(attempt && compareVerdicts(verdict, attempt.verdict) <= 0);
      }),
    );
  });
});

describe('countChangedLines', () => {
  const count = (before: string | null, after: string | null) => countChangedLines([{ path: 'a', before, after }]);

  it('counts lines that come and go, wherever they stand', () => {
    assert.equal(count('a\nb\n', 'a\nb\n'), 0);
    assert.equal(count('a\nb\n', 'b\na\n'), 0);
    assert.equal(count('a\nb\n', 'a\nc\n'), 2);
    assert.equal(count('a\n', 'a\na\n'), 1);
    assert.equal(count(null, 'a\nb'), 2);
    assert.equal(count('a', null), 1);
  });
});
