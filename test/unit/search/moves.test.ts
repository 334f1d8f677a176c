import assert from 'node:assert/strict';
import type { Verdict } from '../../../src/engine/contract/verdict';
import type { Attempt, Branch } from '../../../src/engine/search/attempt';
import { SHIPPED_BELIEFS } from '../../../src/engine/search/beliefs';
import { type Decision, decide } from '../../../src/engine/search/decide';
import type { Means } from '../../../src/engine/search/moves/move';
import { GREEN, red } from '../../support/fakes';

interface Given {
  readonly verdict: Verdict;
  readonly hash?: string;
  /** 1-based; default: a new sample. */
  readonly corrects?: number;
  readonly branch?: Branch;
  readonly phase?: number;
  readonly changedLines?: number;
}

function attemptsOf(...given: readonly Given[]): Attempt[] {
  const made: Attempt[] = [];
  for (const [index, { corrects, ...each }] of given.entries()) {
    const base = corrects === undefined ? undefined : made[corrects - 1];
    made.push({ hash: `hash${index}`, ...each, iteration: index + 1, base });
  }
  return made;
}

const MEANS: Means = { breadth: 3, questions: 0 };
const tests = (...names: string[]) => red('tests', ...names);
/** A model whose samples come out alike, and whose corrections bring nothing. */
const STUCK: readonly Given[] = [
  { verdict: tests('a'), hash: 'same' },
  { verdict: tests('a'), corrects: 1 },
  { verdict: tests('a'), hash: 'same' },
];
const first = { id: 1, of: 3 };

function next(given: readonly Given[], means: Partial<Means> = {}, maxIterations = 12): Decision {
  return decide(attemptsOf(...given), maxIterations, { means: { ...MEANS, ...means } });
}

describe('the move branch', () => {
  it('opens where samples come out alike and corrections bring nothing, and says why with the numbers', () => {
    const decision = next(STUCK);
    assert.ok(decision.action === 'branch', decision.why);
    assert.deepEqual([decision.base, decision.branch], [undefined, { id: 1, place: 1, of: 3 }]);
    assert.match(decision.why, /^A chance of 0\.\d\d to end green at a cost of [\d.]+ \(3 other approaches, after 2 /);
    assert.match(decision.why, /against 0\.\d\d at 1 for fresh-start \(.* with equal text\)/);
  });

  it('does not open before a correction failed, while corrections help, or where the run never branches', () => {
    const sample = { verdict: tests('a') };
    assert.notEqual(next([sample]).action, 'branch');
    const helps = [{ verdict: tests('a', 'b') }, { verdict: tests('a'), corrects: 1 }];
    assert.equal(next(helps).action, 'correct');
    assert.notEqual(next(STUCK, { breadth: 0 }).action, 'branch');
  });

  it('has no more candidates than iterations are left', () => {
    const decision = next(STUCK, {}, STUCK.length + 2);
    assert.deepEqual('branch' in decision && decision.branch, { id: 1, place: 1, of: 2 });
    assert.notEqual(next(STUCK, {}, STUCK.length + 1).action, 'branch');
  });

  it('goes on to its last candidate before one is corrected, unless one is green or an echo', () => {
    const one = [{ verdict: tests('a'), branch: { ...first, place: 1 } }];
    const decision = next(one);
    assert.deepEqual('branch' in decision && decision.branch, { ...first, place: 2 });
    assert.equal(next([...one, { verdict: GREEN, branch: { ...first, place: 2 } }]).action, 'accept');
    const echo = { verdict: tests('a'), hash: 'hash0', branch: { ...first, place: 2 } };
    assert.notEqual(next([...one, echo]).action, 'branch');
  });

  it('corrects the best candidate once it is complete, of equal ones that with the smaller change', () => {
    const candidates = (...lines: number[]) =>
      [tests('a', 'b'), tests('c'), tests('d')].map((verdict, index) => ({
        verdict,
        changedLines: lines[index] ?? 0,
        branch: { ...first, place: index + 1 },
      }));
    const third = next(candidates(5, 9, 4));
    assert.ok('base' in third);
    assert.deepEqual([third.action, third.base?.iteration ?? 3], ['correct', 3]);
    const second = next(candidates(5, 4, 9));
    assert.ok(second.action === 'backtrack' && second.base, second.why);
    assert.equal(second.base.iteration, 2);
    assert.match(second.why, /iteration 2, candidate 2 of branch 1/);
  });

  it('goes to the next best candidate when corrections of the best bring nothing', () => {
    const places = [1, 2, 3].map((place) => ({ ...first, place }));
    const given: Given[] = [
      { verdict: tests('a'), branch: places[0] as Branch },
      { verdict: tests('b', 'c'), branch: places[1] as Branch },
      { verdict: red('types', 'd'), branch: places[2] as Branch },
    ];
    const best = next(given);
    assert.equal('base' in best && best.base?.iteration, 1);
    const sample = { solved: 0.1, tried: 10 };
    const beliefs = { ...SHIPPED_BELIEFS, correction: { solved: 8, tried: 10 }, sample, outOfReach: 0 };
    const failed = [...given, { verdict: tests('a'), corrects: 1 }, { verdict: tests('a'), corrects: 4 }];
    const decision = decide(attemptsOf(...failed), 12, { beliefs, means: { ...MEANS, breadth: 0 } });
    assert.ok(decision.action === 'backtrack', decision.why);
    assert.equal(decision.base?.iteration, 2);
  });

  it('opens at most twice', () => {
    const branches = [1, 2].flatMap((id) =>
      [1, 2].map((place): Given => ({ verdict: tests('a'), hash: `${id}`, branch: { id, place, of: 2 } })),
    );
    assert.notEqual(next([...branches, { verdict: tests('a'), corrects: 4 }], {}, 99).action, 'branch');
  });
});

describe('the move escalate', () => {
  const stronger = { cost: 2 };

  it('turns to the stronger model where the usual one gets nowhere, and not before', () => {
    const decision = next(STUCK, { stronger });
    assert.ok(decision.action === 'escalate', decision.why);
    assert.match(decision.why, /a stronger model, after 3 attempts of this one/);
    assert.equal(next([{ verdict: tests('a') }], { stronger }).action, 'correct');
    assert.notEqual(next(STUCK).action, 'escalate', 'there is none (control)');
  });

  it('does not end a run as stalled while the stronger model is not in use', () => {
    const echo = { verdict: tests('a'), hash: 'same' };
    const given = [echo, { ...echo, corrects: 1 }, echo, echo];
    assert.equal(next(given, { breadth: 0 }).action, 'stop');
    assert.equal(next(given, { breadth: 0, stronger: { cost: 5 } }).action, 'escalate');
  });

  it('expects of the stronger model what no attempt of the other one says', () => {
    const after = [...STUCK, { verdict: tests('z'), phase: 1 }];
    assert.equal(next(after).action, 'correct');
  });
});

describe('the move ask', () => {
  it('asks the person where little else pays, for a correction of the best candidate', () => {
    const echo = { verdict: tests('a'), hash: 'same' };
    const given = [echo, { ...echo, corrects: 1 }, echo, echo];
    const decision = next(given, { breadth: 0, questions: 1 });
    assert.ok(decision.action === 'ask', decision.why);
    assert.equal(decision.shows, 'last-reply');
    assert.ok(decision.base);
    assert.equal(next(given, { breadth: 0 }).action, 'stop', 'nobody can answer (control)');
  });

  it('does not ask while the model gets further by itself', () => {
    assert.equal(next([{ verdict: tests('a') }], { questions: 1 }).action, 'correct');
  });
});
