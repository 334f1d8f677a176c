import assert from 'node:assert/strict';
import type { Verdict } from '../../../src/engine/contract/verdict';
import { type Attempt, bestOf } from '../../../src/engine/search/attempt';
import { circleOf, isStep } from '../../../src/engine/search/convergence';
import { redVerdict } from '../../../src/engine/verify/verdict';
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
});
