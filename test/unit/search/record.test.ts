import assert from 'node:assert/strict';
import { withPin } from '../../../src/engine/learn/by-person';
import { moveRecordOf } from '../../../src/engine/learn/choosing/move-record';
import { emptyPatterns, type Patterns } from '../../../src/engine/learn/patterns';
import { recordOutcome } from '../../../src/engine/learn/record-outcome';
import type { Attempt } from '../../../src/engine/search/attempt';
import { SHIPPED_BELIEFS } from '../../../src/engine/search/beliefs';
import { decide } from '../../../src/engine/search/decide';
import { situationAfter } from '../../../src/engine/search/error-class';
import { redVerdict } from '../../../src/engine/verify/verdict';
import { evidence, red } from '../../support/fakes';

const MODEL = 'openai/m';

/** The patterns of runs in which the action ended so in the situation. */
function patternsOf(situation: string, action: 'correct' | 'fresh-start', times: number, success: number): Patterns {
  const outcomes = { moves: [{ situation, action, success }] };
  const run = { kind: 'fix', model: MODEL, strategy: 'direct', reason: 'stalled', iterations: 2, tokens: 1 } as const;
  let patterns = emptyPatterns();
  for (let time = 0; time < times; time++) patterns = recordOutcome(patterns, { ...run, outcomes });
  return patterns;
}

const recordOf = (patterns: Patterns, model = MODEL) => moveRecordOf(patterns, [], model);
const FIRST: Attempt = { iteration: 1, hash: 'h', verdict: red('types', 'a') };

describe('the record of moves', () => {
  it('decides which move follows, and is told with it', () => {
    const attempts = [FIRST];
    const situation = situationAfter(FIRST.verdict, 1);
    assert.equal(decide(attempts, 6).action, 'correct');
    const failed = recordOf(patternsOf(situation, 'correct', 20, 0));
    const decision = decide(attempts, 6, { record: failed });
    assert.equal(decision.action, 'fresh-start');
    assert.match(decision.why, /correct \(.*, green in 0 of 20 such cases here\)/);
    const other = decide(attempts, 6, { record: recordOf(patternsOf('timeout 1', 'correct', 20, 0)) });
    assert.deepEqual(other, decide(attempts, 6));
  });

  it('ends a run that is not worth its cost here', () => {
    const situation = situationAfter(FIRST.verdict, 3);
    const attempts = [1, 2, 3].map((iteration) => ({ ...FIRST, iteration, hash: `h${iteration}` }));
    const beliefs = { ...SHIPPED_BELIEFS, worthwhile: 0.05 };
    assert.notEqual(decide(attempts, 9, { beliefs }).action, 'stop');
    const correct = patternsOf(situation, 'correct', 60, 0);
    const both = { ...correct.choices.move, ...patternsOf(situation, 'correct', 60, 0).choices.move };
    const [name = ''] = Object.keys(both);
    const options = { correct: both[name]?.options.correct, 'fresh-start': both[name]?.options.correct };
    const move = { [name]: { seen: 1, options } } as Patterns['choices']['move'];
    const record = recordOf({ ...correct, choices: { ...correct.choices, move } });
    const decision = decide(attempts, 9, { record, beliefs });
    assert.ok(decision.action === 'stop' && decision.stop.reason === 'stalled', decision.why);
  });

  it('yields to what the person pinned, as long as there are tries left', () => {
    const situation = situationAfter(FIRST.verdict, 3);
    const attempts = [1, 2, 3].map((iteration) => ({ ...FIRST, iteration, hash: `h${iteration}` }));
    const never = patternsOf(situation, 'fresh-start', 60, 0);
    const pinned = withPin(never, { choice: 'move', situation: `${situation} ${MODEL}`, option: 'fresh-start' });
    assert.notEqual(decide(attempts, 9, { record: recordOf(never) }).action, 'fresh-start');
    const decision = decide(attempts, 9, { record: recordOf(pinned) });
    assert.equal(decision.action, 'fresh-start');
    assert.match(decision.why, /^Pinned by you: fresh-start\. A chance of/);
    assert.equal(decide(attempts, 3, { record: recordOf(pinned) }).action, 'stop');
  });

  it('counts other attempts and models less', () => {
    const patterns = patternsOf('timeout 1', 'correct', 1, 1);
    assert.deepEqual(recordOf(patterns)('timeout 1', 'correct'), {
      solved: 1,
      tried: 1,
      here: { solved: 1, tried: 1 },
    });
    assert.equal(recordOf(patterns)('timeout 2', 'correct').tried, 0.3);
    assert.equal(recordOf(patterns, 'openai/other')('timeout 1', 'correct').tried, 0.2);
    assert.equal(recordOf(patterns)('assertion 1', 'correct').tried, 0);
  });

  it('knows situations by what is red and after how many attempts', () => {
    const of = (...[stage, message, more = {}]: Parameters<typeof evidence>) =>
      situationAfter(redVerdict(stage, [{ ...evidence(stage, 'f', more), message }]), 7);
    assert.equal(of('types', 'x', { code: 'TS2322' }), 'type-mismatch 3');
    assert.equal(of('types', 'x', { code: 'TS2304' }), 'type-name 3');
    assert.equal(of('types', 'x', { code: 'TS1005' }), 'type-syntax 3');
    assert.equal(of('types', 'x', { code: 'TS9999' }), 'type-other 3');
    assert.equal(of('tests', 'TypeError: x is not a function'), 'exception 3');
    assert.equal(of('tests', 'AssertionError: 1 !== 2'), 'assertion 3');
    assert.equal(of('tests', '1 !== 2', { expected: '1', actual: '2' }), 'assertion 3');
    assert.equal(of('tests', 'Timeout of 2000ms exceeded.'), 'timeout 3');
    assert.equal(of('reply', 'x'), 'malformed 3');
    assert.equal(of('guard', 'x'), 'guard 3');
  });
});
