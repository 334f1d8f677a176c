import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Verdict } from '../../../src/engine/contract/verdict';
import { type Attempt, bestOf } from '../../../src/engine/search/attempt';
import { circleOf, isStep } from '../../../src/engine/search/convergence';
import { compareVerdicts, redVerdict } from '../../../src/engine/verify/verdict';
import { evidence, red } from '../../support/fakes';

/** A line of corrections, each of the one before. */
function line(...verdicts: readonly Verdict[]): Attempt {
  const last = verdicts.reduce<Attempt | undefined>(
    (base, verdict, index) => ({ iteration: index + 1, hash: `h${index}`, verdict, base }),
    undefined,
  );
  assert.ok(last);
  return last;
}

/** The same assertion in the same words, which fails at this line of the test. */
const failsAt = (...lines: readonly number[]): Verdict =>
  redVerdict(
    'tests',
    lines.map((at, index) => evidence('tests', `ok ${index}`, { test: `t${index}`, path: 'test/a.test.ts', line: at })),
  );

describe('convergence', () => {
  it('calls equal findings from different text a stall', () => {
    assert.equal(circleOf(line(red('tests', 'a'), red('tests', 'a'))), 'stalled');
    assert.equal(circleOf(line(failsAt(9), failsAt(9))), 'stalled');
  });

  it('does not call it a stall when the same symptom stands at a later assertion', () => {
    const attempt = line(failsAt(9), failsAt(12));
    assert.equal(circleOf(attempt), undefined);
    assert.equal(isStep(attempt), true);
    assert.equal(isStep(line(failsAt(9, 20), failsAt(9, 21))), true);
  });

  it('does not call it a step when another test fails earlier than before', () => {
    assert.equal(isStep(line(failsAt(12), failsAt(9))), false);
    assert.equal(isStep(line(failsAt(9, 20), failsAt(12, 19))), false);
  });

  it('does not compare lines of files that the candidate changes', () => {
    const at = (place: number) => redVerdict('types', [evidence('types', 'TS', { path: 'src/a.ts', line: place })]);
    assert.equal(circleOf(line(at(3), at(5))), 'stalled');
    assert.equal(isStep(line(at(3), at(5))), false);
  });

  it('knows an oscillation of any period up to four', () => {
    for (const period of [2, 3, 4]) {
      const states = Array.from({ length: period }, (_, index) => red('tests', `state ${index}`));
      assert.equal(circleOf(line(...states)), undefined, `period ${period}, before it comes back`);
      assert.equal(circleOf(line(...states, red('tests', 'state 0'))), 'oscillating', `period ${period}`);
    }
  });

  it('finds the oscillation of any states and period, in whatever order their findings are', () => {
    const findings = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
    const states = fc.uniqueArray(findings, {
      minLength: 2,
      maxLength: 4,
      comparator: (one, other) => [...one].sort().join() === [...other].sort().join(),
    });
    fc.assert(
      fc.property(states, fc.nat(3), (circle, from) => {
        const at = (index: number) => circle[(from + index) % circle.length] ?? [];
        const round = circle.map((_, index) => red('tests', ...at(index)));
        assert.equal(circleOf(line(...round)), undefined);
        assert.equal(circleOf(line(...round, red('tests', ...[...at(0)].reverse()))), 'oscillating');
      }),
    );
  });

  it('does not look for a state that is more than four corrections old', () => {
    const states = ['a', 'b', 'c', 'd', 'e', 'a'].map((name) => red('tests', name));
    assert.equal(circleOf(line(...states)), undefined);
  });

  it('calls any findings in another order a stall, and others none', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
    fc.assert(
      fc.property(names, names, (one, other) => {
        assert.equal(circleOf(line(red('tests', ...one), red('tests', ...[...one].reverse()))), 'stalled');
        const isSame = [...one].sort().join() === [...other].sort().join();
        assert.equal(circleOf(line(red('tests', ...one), red('tests', ...other))), isSame ? 'stalled' : undefined);
      }),
    );
  });

  it('does not call it a circle when a fresh start comes to a known state', () => {
    const first = line(red('tests', 'a'), red('tests', 'b'));
    const sample: Attempt = { iteration: 3, hash: 'other', verdict: red('tests', 'a') };
    assert.equal(circleOf(sample), undefined);
    assert.equal(circleOf({ ...sample, base: first }), 'oscillating');
  });

  it('looks through a malformed reply to what it was to correct', () => {
    const attempt = line(red('tests', 'a', 'b'), red('reply', 'r'), red('tests', 'b'));
    assert.equal(isStep(attempt), true);
    assert.equal(circleOf(line(red('tests', 'a'), red('reply', 'r'), red('tests', 'a'))), 'stalled');
  });
});

describe('bestOf', () => {
  const of = (...given: readonly (readonly [Verdict, number?])[]) =>
    bestOf(
      given.map(([verdict, changedLines], index) => ({
        iteration: index + 1,
        hash: `h${index}`,
        verdict,
        changedLines,
      })),
    ).iteration;

  it('prefers the later stage, then fewer failing tests, then the later attempt', () => {
    assert.equal(
      of([red('types', 'a')], [red('tests', 'a', 'b')], [red('tests', 'c')], [red('tests', 'd')], [red('types', 'e')]),
      4,
    );
  });

  it('prefers what leaves nothing red but what was red before', () => {
    const asBefore: Verdict = {
      ...red('tests', 'old'),
      asBefore: { reason: 'red-as-before', message: 'Rest is green.' },
    };
    assert.equal(of([asBefore], [red('integrity', 'later')]), 1);
  });

  it('prefers the smaller change of two that got equally far', () => {
    assert.equal(of([red('tests', 'a'), 4], [red('tests', 'b'), 9]), 1);
    assert.equal(of([red('tests', 'a'), 9], [red('tests', 'b'), 4]), 2);
    assert.equal(of([red('tests', 'a'), 4], [red('tests', 'b'), 4]), 2);
  });

  it('does not prefer a smaller change that got less far', () => {
    assert.equal(of([red('tests', 'a'), 400], [red('types', 'b'), 1]), 1);
  });

  it('is never behind another attempt, and of equal ones never the larger change', () => {
    const verdict = fc
      .tuple(fc.constantFrom('guard', 'types', 'tests', 'integrity'), fc.uniqueArray(fc.constantFrom('a', 'b', 'c')))
      .map(([stage, names]) => red(stage as 'types', ...names));
    fc.assert(
      fc.property(fc.array(fc.tuple(verdict, fc.nat(9)), { minLength: 1 }), (given) => {
        const attempts = given.map(([verdict, changedLines], index) => ({
          iteration: index + 1,
          hash: `h${index}`,
          verdict,
          changedLines,
        }));
        const best = bestOf(attempts);
        for (const other of attempts) {
          const ahead = compareVerdicts(other.verdict, best.verdict);
          assert.ok(ahead < 0 || (ahead === 0 && other.changedLines >= (best.changedLines ?? 0)));
        }
      }),
    );
  });
});
