import assert from 'node:assert/strict';
import type { Strategy } from '../../../../src/engine/contract/events';
import type { StopReason } from '../../../../src/engine/contract/stop';
import type { Recipe } from '../../../../src/engine/contract/task';
import { withPin } from '../../../../src/engine/learn/by-person';
import { chooseStrategy, weighOpenings } from '../../../../src/engine/learn/choosing/choose';
import { emptyPatterns, type Patterns } from '../../../../src/engine/learn/patterns';
import { type RecordedRun, recordOutcome } from '../../../../src/engine/learn/record-outcome';
import { seeded } from '../../../support/seeded';

const MODEL = 'openai/m';
const CONTEXT = {
  kind: 'generate',
  model: MODEL,
  maxIterations: 6,
  canLook: false,
  hasExamples: false,
  explore: true,
} as const;
const WITHOUT_LOOKING = ['direct', 'plan-first'] as const;

function patternsAfter(...runs: Partial<RecordedRun>[]): Patterns {
  return runs.reduce<Patterns>(
    (patterns, run) =>
      recordOutcome(patterns, {
        kind: 'generate',
        strategy: 'direct',
        reason: 'verified',
        iterations: 1,
        tokens: 8000,
        model: MODEL,
        ...run,
      }),
    emptyPatterns(),
  );
}

type Rates = Partial<Record<Strategy, number>>;

/** Simulates runs whose strategies solve with these true probabilities; returns the chosen strategies. */
function simulate(
  solveRates: Rates,
  runs: number,
  seed: number,
  costs: Rates = {},
  context: Parameters<typeof chooseStrategy>[1] = CONTEXT,
): Strategy[] {
  const random = seeded(seed);
  let patterns = emptyPatterns();
  return Array.from({ length: runs }, () => {
    const { strategy } = chooseStrategy(patterns, context, { random });
    const reason = random() < (solveRates[strategy] ?? 0) ? 'verified' : 'stalled';
    const tokens = costs[strategy] ?? 8000;
    patterns = recordOutcome(patterns, { kind: 'generate', strategy, reason, iterations: 2, tokens, model: MODEL });
    return strategy;
  });
}

const shareOf = (strategy: Strategy, chosen: readonly Strategy[]) =>
  chosen.filter((one) => one === strategy).length / chosen.length;
const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

describe('choosing a strategy', () => {
  it('takes the shipped default in a new workspace, and says why', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { moves, ...choice } = chooseStrategy(
        emptyPatterns(),
        { ...CONTEXT, canLook: true },
        { random: seeded(seed) },
      );
      assert.equal(moves?.('types 1', 'correct').tried, 0);
      assert.deepEqual(choice, {
        strategy: 'direct',
        format: 'edits',
        maxIterations: 6,
        why: 'Too few runs here to know better: tried straight away.',
        recordedRuns: 0,
      });
    }
  });

  it('keeps the default until eight runs are recorded, but tries others in some from the fourth run on', () => {
    const choicesAfter = (runs: number, explore = true) =>
      Array.from({ length: 1000 }, (_, seed) =>
        chooseStrategy(
          patternsAfter(...Array.from({ length: runs }, () => ({ reason: 'stalled' as const }))),
          { ...CONTEXT, explore },
          { random: seeded(seed) },
        ),
      );
    const others = (runs: number, explore?: boolean) =>
      choicesAfter(runs, explore).filter(({ strategy }) => strategy !== 'direct').length;
    assert.deepEqual([others(2), others(7, false)], [0, 0]);
    assert.ok(others(3) > 25 && others(3) < 80, `${others(3)} of 1000`);
    assert.ok(others(7) > 25 && others(7) < 80, `${others(7)} of 1000`);
    assert.ok(others(10) > 600, `${others(10)} of 1000`);
    const why = choicesAfter(4).find(({ strategy }) => strategy !== 'direct')?.why;
    assert.equal(why, 'Plan first, to learn whether it helps here: it was never tried.');
  });

  it('tries the one that is known least, of those that are possible', () => {
    const planned = patternsAfter(
      { reason: 'stalled' },
      { reason: 'stalled' },
      {},
      { strategy: 'plan-first' },
      { strategy: 'plan-first', reason: 'stalled' },
    );
    const tried = (canLook: boolean) => {
      const choices = SEEDS.map((seed) => chooseStrategy(planned, { ...CONTEXT, canLook }, { random: seeded(seed) }));
      return new Set(choices.map(({ strategy }) => strategy));
    };
    assert.deepEqual([...tried(true)].sort(), ['direct', 'look-first']);
    assert.deepEqual([...tried(false)].sort(), ['direct', 'plan-first']);
  });

  it('draws nothing without exploring: the one with the best record', () => {
    const runs = Array.from({ length: 6 }, () => [{ reason: 'stalled' }, { strategy: 'plan-first' }] as const).flat();
    const noDraw = { random: () => assert.fail('no random number is needed') };
    const choice = chooseStrategy(patternsAfter(...runs), { ...CONTEXT, explore: false }, noDraw);
    assert.equal(choice.strategy, 'plan-first');
    assert.equal(choice.why, 'Plan first: solved 6 of 6 here, straight away 0 of 6.');
  });

  it('says in one sentence which recorded runs it is based on', () => {
    const patterns = patternsAfter(
      ...Array.from({ length: 5 }, () => ({ iterations: 5 })),
      ...Array.from({ length: 3 }, () => ({ reason: 'stalled' as const })),
      ...Array.from({ length: 3 }, () => ({ strategy: 'plan-first', reason: 'oscillating' }) as const),
    );
    const choices = SEEDS.map((seed) => chooseStrategy(patterns, CONTEXT, { random: seeded(seed) }));
    assert.ok(choices.every(({ recordedRuns }) => recordedRuns === 11));
    const whys = new Set(choices.map(({ why }) => why));
    assert.ok(whys.has('Straight away: solved 5 of 8 here, plan first 0 of 3.'), [...whys].join('\n'));
  });

  it('takes all cases for what newer ones show, until these differ', () => {
    const strategy = 'plan-first';
    const known = (reasons: readonly StopReason[]) => {
      const patterns = patternsAfter(...reasons.map((reason) => ({ strategy, reason }) as const));
      const {
        a = 0,
        b = 1,
        evidence = 0,
      } = weighOpenings(patterns, [], CONTEXT).find(({ name }) => name === strategy) ?? {};
      return { rate: a / (a + b), evidence };
    };
    const alike = Array.from({ length: 120 }, (_, at) => (at % 3 === 0 ? 'stalled' : 'verified') as StopReason);
    const steady = known(alike);
    assert.ok(steady.evidence > 60 && Math.abs(steady.rate - 2 / 3) < 0.02, JSON.stringify(steady));
    const changed = known([...alike, ...Array.from({ length: 20 }, () => 'stalled' as const)]);
    assert.ok(changed.evidence < 34 && changed.rate < 0.5, JSON.stringify(changed));
  });

  it('learns to look first, too, where the model gets tools', () => {
    const canLook = { ...CONTEXT, canLook: true };
    const late = SEEDS.map((seed) =>
      shareOf('look-first', simulate({ 'look-first': 0.85 }, 120, seed, {}, canLook).slice(60)),
    );
    assert.ok(late.reduce((sum, share) => sum + share, 0) / late.length > 0.8);
  });

  for (const better of WITHOUT_LOOKING) {
    it(`learns to choose ${better} when it solves more`, () => {
      const other = better === 'direct' ? 'plan-first' : 'direct';
      const late = SEEDS.map((seed) =>
        shareOf(better, simulate({ [better]: 0.85, [other]: 0.35 } as Record<Strategy, number>, 120, seed).slice(60)),
      );
      const mean = late.reduce((sum, share) => sum + share, 0) / late.length;
      assert.ok(mean > 0.85, `${mean}`);
      assert.ok(
        late.every((share) => share > 0.5),
        `${Math.min(...late)}`,
      );
    });
  }

  it('keeps the mean regret of 150 runs under 12 runs, where choosing at random would cost 37', () => {
    const regret = SEEDS.map((seed) => {
      const chosen = simulate({ direct: 0.3, 'plan-first': 0.8 }, 150, seed);
      return chosen.filter((strategy) => strategy === 'direct').length * 0.5;
    });
    const mean = regret.reduce((sum, one) => sum + one, 0) / regret.length;
    assert.ok(mean < 12, `${mean}`);
  });

  it('adapts when another strategy becomes the better one', () => {
    const late = SEEDS.map((seed) => {
      const random = seeded(seed);
      let patterns = emptyPatterns();
      const chosen = Array.from({ length: 240 }, (_, run) => {
        const { strategy } = chooseStrategy(patterns, CONTEXT, { random });
        const better: Strategy = run < 100 ? 'direct' : 'plan-first';
        patterns = recordOutcome(patterns, {
          kind: 'generate',
          strategy,
          reason: random() < (strategy === better ? 0.85 : 0.25) ? 'verified' : 'stalled',
          iterations: 1,
          tokens: 8000,
          model: MODEL,
        });
        return strategy;
      });
      return shareOf('plan-first', chosen.slice(180));
    });
    assert.ok(late.reduce((sum, share) => sum + share, 0) / late.length > 0.8);
  });

  it('prefers the cheaper of two strategies that solve equally many', () => {
    const solveRates = { direct: 0.8, 'plan-first': 0.8 };
    const share = (costs: Rates) =>
      SEEDS.reduce((sum, seed) => sum + shareOf('direct', simulate(solveRates, 120, seed, costs).slice(40)), 0) /
      SEEDS.length;
    const whenExpensive = share({ direct: 20_000, 'plan-first': 4000 });
    const whenCheap = share({ direct: 4000, 'plan-first': 20_000 });
    assert.ok(whenCheap > whenExpensive + 0.3, `${whenCheap} against ${whenExpensive}`);
  });

  it('counts runs of the other kind of task half as much, of another model less, and never for more than six', () => {
    const planned = { strategy: 'plan-first', reason: 'verified' } as const;
    const evidence = (times: number, run: Partial<RecordedRun>) => {
      const patterns = patternsAfter(...Array.from({ length: times }, () => ({ ...planned, ...run })));
      return weighOpenings(patterns, [], CONTEXT).find(({ name }) => name === 'plan-first')?.evidence ?? Number.NaN;
    };
    const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 0.01, `${actual}`);
    near(evidence(2, {}), 2);
    near(evidence(2, { kind: 'fix' }), 1.97 * 0.5);
    near(evidence(2, { model: 'openai/other' }), 1.97 * 0.3);
    near(evidence(2, { kind: 'fix', model: 'openai/other' }), 1.97 * 0.15);
    near(evidence(100, { kind: 'fix' }), 6);
  });

  it('knows from other workspaces what is worth a try, but not before the first three runs here', () => {
    const elsewhere = patternsAfter(
      ...Array.from({ length: 40 }, () => [{ strategy: 'plan-first' } as const, { reason: 'stalled' } as const]).flat(),
    );
    const choose = (runs: number) => {
      const own = patternsAfter(...Array.from({ length: runs }, () => ({ reason: 'stalled' }) as const));
      return chooseStrategy(own, { ...CONTEXT, explore: false }, { random: Math.random }, [elsewhere]).strategy;
    };
    assert.deepEqual([choose(0), choose(2), choose(3)], ['direct', 'direct', 'plan-first']);
  });

  it('starts over for another model, with what the earlier one showed as a hint', () => {
    const patterns = patternsAfter(
      ...Array.from({ length: 30 }, () => [{ strategy: 'plan-first' } as const, { reason: 'stalled' } as const]).flat(),
    );
    const means = weighOpenings(patterns, [], { ...CONTEXT, model: 'openai/new' }).map(({ name, a, b }) => [
      name,
      a / (a + b),
    ]);
    const { direct = 0, 'plan-first': planned = 0 } = Object.fromEntries(means);
    assert.ok(planned > direct + 0.3 && planned < 0.9 && direct > 0.1, `${planned} ${direct}`);
  });

  it('gives a run the tries that are worth paying for, by runs of the same kind more than by others', () => {
    const patterns = patternsAfter(
      ...Array.from({ length: 12 }, () => ({ iterations: 1 })),
      ...Array.from({ length: 14 }, () => ({ iterations: 6, tokens: 24_000, reason: 'iterations-exhausted' as const })),
    );
    const choice = chooseStrategy(patterns, CONTEXT, { random: seeded(1) });
    assert.equal(choice.maxIterations, 2);
    assert.match(choice.why, / At most 2 tries: the third one solved 0 of 14 here, which is not worth its tokens\.$/);
    assert.equal(
      chooseStrategy(patterns, { ...CONTEXT, model: 'openai/other' }, { random: seeded(1) }).maxIterations,
      6,
    );
  });

  it('allows more tries when tasks get harder, as what is known of the third one fades', () => {
    let patterns = patternsAfter(
      ...Array.from({ length: 20 }, () => ({ iterations: 1 })),
      ...Array.from({ length: 9 }, () => ({ iterations: 4, tokens: 16_000, reason: 'stalled' as const })),
    );
    const limits: number[] = [];
    for (let run = 0; run < 80; run++) {
      const { maxIterations } = chooseStrategy(patterns, CONTEXT, { random: seeded(run) });
      limits.push(maxIterations);
      // Every task needs three tries from now on.
      const solved = maxIterations >= 3;
      patterns = recordOutcome(patterns, {
        kind: 'generate',
        strategy: 'direct',
        tokens: 4000 * Math.min(3, maxIterations),
        model: MODEL,
        iterations: Math.min(3, maxIterations),
        reason: solved ? 'verified' : 'iterations-exhausted',
      });
    }
    assert.equal(limits[0], 2);
    assert.ok(
      limits.slice(-10).every((limit) => limit >= 3),
      limits.join(' '),
    );
  });

  it('shows less of the workspace where that does as well, and says so', () => {
    const recipe = (name: Recipe, reason: StopReason, tokens: number, times: number) =>
      Array.from({ length: times }, () => ({ recipe: name, reason, tokens }));
    const patterns = patternsAfter(
      ...recipe('related', 'verified', 9000, 8),
      ...recipe('related', 'stalled', 9000, 4),
      ...recipe('focus', 'verified', 3000, 9),
      ...recipe('focus', 'stalled', 3000, 3),
    );
    const request = { ...CONTEXT, hasMore: true, explore: false };
    const choice = chooseStrategy(patterns, request, { random: Math.random });
    assert.equal(choice.recipe, 'focus');
    assert.match(choice.why, / Shows only the files in focus: solved 9 of 12 here, with related code 8 of 12\.$/);
    assert.equal(chooseStrategy(patterns, { ...request, hasMore: false }, { random: Math.random }).recipe, undefined);
    const worse = patternsAfter(...recipe('related', 'verified', 9000, 10), ...recipe('focus', 'stalled', 7000, 10));
    assert.equal(chooseStrategy(worse, request, { random: Math.random }).recipe, 'related');
  });

  it('shows all it can in a new workspace, and less in few runs until it is seen to do as well', () => {
    const share = (runs: number) => {
      const patterns = patternsAfter(
        ...Array.from(
          { length: runs },
          (_, at) => ({ recipe: 'related', reason: at % 3 > 0 ? 'verified' : 'stalled' }) as const,
        ),
      );
      const choices = Array.from({ length: 300 }, (_, seed) =>
        chooseStrategy(patterns, { ...CONTEXT, hasMore: true }, { random: seeded(seed) }),
      );
      return choices.filter((choice) => choice.recipe !== 'related').length / choices.length;
    };
    assert.equal(share(2), 0);
    assert.equal(share(7), 0);
    assert.ok(share(20) > 0.03 && share(20) < 0.4, `${share(20)}`);
  });

  it('takes the tries and the context that are pinned, within the limit of the settings', () => {
    const pin = (choice: 'tries' | 'recipe', option: string) => ({ choice, situation: `generate ${MODEL}`, option });
    const pinned = withPin(withPin(emptyPatterns(), pin('tries', '3')), pin('recipe', 'types'));
    const choose = (maxIterations: number) =>
      chooseStrategy(pinned, { ...CONTEXT, maxIterations, hasMore: true }, { random: seeded(1) });
    assert.deepEqual([choose(6).maxIterations, choose(2).maxIterations, choose(6).recipe], [3, 2, 'types']);
    assert.match(
      choose(6).why,
      /Shows the files in focus with the types they use: pinned by you\. At most 3 tries: pinned by you\.$/,
    );
  });

  it('asks a model for whole files whose edits can mostly not be applied, and says why', () => {
    const replies = (format: 'edits' | 'whole-files', read: number, refused: number) => ({
      outcomes: { moves: [], replies: { format, read, refused, tokens: 500 } },
    });
    const patterns = patternsAfter(replies('edits', 2, 12), replies('whole-files', 6, 0));
    const choose = (model: string) =>
      chooseStrategy(patterns, { ...CONTEXT, model, explore: false }, { random: Math.random });
    assert.equal(choose(MODEL).format, 'whole-files');
    assert.match(
      choose(MODEL).why,
      / Asks for whole files: 2 of 14 edits of this model could be applied, 6 of 6 whole files\.$/,
    );
    assert.equal(choose('openai/other').format, 'edits');
  });
});
