import assert from 'node:assert/strict';
import { chooseOption } from '../../../../src/engine/learn/choosing/choose-option';
import { type Weighed, weigh } from '../../../../src/engine/learn/choosing/weigh';
import { emptyPatterns, type Patterns } from '../../../../src/engine/learn/patterns';
import { seeded } from '../../../support/seeded';

const HOW = { usual: 'a', explore: true, experiments: false, knowsEnough: true } as const;
const option = (name: string, solved: number, cases: number, cost = 1): Weighed<string> => ({
  name,
  a: solved + 1,
  b: cases - solved + 1,
  cost,
  evidence: cases,
});

/** How often each option is taken in a thousand choices. */
function taken(options: readonly Weighed<string>[], how: Partial<Parameters<typeof chooseOption<string>>[1]> = {}) {
  const random = seeded(3);
  const counts: Record<string, number> = {};
  for (let run = 0; run < 1000; run++) {
    const { name } = chooseOption(options, { ...HOW, ...how }, { random });
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return (name: string): number => counts[name] ?? 0;
}

describe('choosing an option', () => {
  it('leaves less to luck the more is known of all options together', () => {
    const rival = option('b', 8, 12);
    const early = taken([option('a', 6, 12), rival])('b');
    const late = taken([option('a', 100, 200), rival])('b');
    assert.ok(early > 500 && late > early + 100, `${early}, ${late}`);
  });

  it('keeps the usual option where another one is hardly better', () => {
    assert.equal(taken([option('a', 500, 1000), option('b', 530, 1000)], { explore: false })('a'), 1000);
    assert.equal(taken([option('a', 500, 1000), option('b', 570, 1000)], { explore: false })('b'), 1000);
  });

  it('tries what is known least, and of what is known a little what may be the best, also the usual one', () => {
    const experiments = { experiments: true, explore: true } as const;
    const random = (draws: number[]) => () => draws.shift() ?? 0.5;
    const tried = (...options: Weighed<string>[]) => {
      const choice = chooseOption(options, { ...HOW, ...experiments }, { random: random([0]) });
      return choice.because === 'experiment' ? choice.name : undefined;
    };
    assert.equal(tried(option('a', 30, 60), option('b', 6, 9), option('c', 2, 3)), 'c');
    assert.equal(tried(option('a', 7, 14), option('b', 40, 50), option('c', 15, 20)), 'c');
    assert.equal(tried(option('a', 8, 14, 0.8), option('b', 40, 50), option('c', 6, 20)), 'a');
    assert.equal(
      tried(option('a', 60, 60), option('b', 5, 50), option('c', 5, 50)),
      undefined,
      'nothing may be better',
    );
  });
});

describe('what is expected of an option', () => {
  const OPTIONS = ['direct', 'plan-first', 'look-first'].map((name) => ({ name, cost: 1 }));
  /** Each option's solved cases of 40; the last was tried four times. */
  function rates(first: number, second: number, third: number): number[] {
    const own: Patterns = emptyPatterns();
    const tally = (solved: number, tried: number) => ({
      tried,
      solved,
      successes: solved,
      failures: tried - solved,
      cost: tried,
    });
    const options = { direct: tally(first, 40), 'plan-first': tally(second, 40), 'look-first': tally(third, 4) };
    own.choices.opening['fix m'] = { seen: 1, options };
    return weigh('opening', OPTIONS, { own, others: [], likeness: () => 1 }).map(({ a, b }) => a / (a + b));
  }

  it('is drawn towards the common rate, more where the options differ no more than by chance', () => {
    const [, , alike = 0] = rates(16, 16, 4);
    const [, , different = 0] = rates(4, 28, 4);
    // Both have the same common rate, and the option solved all of its four cases.
    assert.ok(alike < different && alike > 0.43 && different < 0.68, `${alike}, ${different}`);
  });

  it('is a rate, also where everything or nothing was solved', () => {
    for (const [first, second, third] of [
      [0, 0, 0],
      [40, 40, 4],
      [40, 0, 4],
    ] as const)
      for (const rate of rates(first, second, third)) assert.ok(rate > 0 && rate < 1, `${first}, ${second}: ${rate}`);
  });
});
