import assert from 'node:assert/strict';
import { foldRun } from '../../../src/engine/journal/fold';
import type { OptionRef } from '../../../src/engine/learn/by-person';
import { exportPatterns, importPatterns } from '../../../src/engine/learn/exchange';
import { createPatternMemory } from '../../../src/engine/learn/memory';
import { type Patterns, patternsKey, patternsSchema, readPatterns } from '../../../src/engine/learn/patterns';
import type { RecordedRun } from '../../../src/engine/learn/record-outcome';
import { workspaceKey } from '../../../src/engine/platform/workspace-key';
import { memoryStore } from '../../support/memory-store';
import { seeded } from '../../support/seeded';
import { fullRun, runEvents } from '../journal/sample-run';

const KEY = patternsKey(workspaceKey('/ws'));
const MODEL = 'scripted/sample';
const SOLVED: RecordedRun = {
  kind: 'fix',
  strategy: 'direct',
  reason: 'verified',
  iterations: 2,
  tokens: 500,
  model: MODEL,
};
const REQUEST = {
  kind: 'fix',
  model: MODEL,
  maxIterations: 6,
  canLook: false,
  hasExamples: true,
  explore: true,
} as const;
const PLAN = { choice: 'opening', situation: `fix ${MODEL}`, option: 'plan-first' } as const;
const DIRECT = { ...PLAN, option: 'direct' } as const;

function open(values = new Map<string, unknown>(), now = 0) {
  const store = memoryStore(values);
  const memory = createPatternMemory(store, '/ws', { random: seeded(1), now: () => now });
  const stored = () => values.get(KEY) as Patterns;
  return { store, memory, stored, tally: () => stored().choices.opening[PLAN.situation]?.options['direct'] };
}

describe('what a person pinned', () => {
  it('is what the next run does, and the run says so', async () => {
    const { memory } = open();
    await memory.pin(PLAN);
    const choice = await memory.choose(REQUEST);
    assert.equal(choice.strategy, 'plan-first');
    assert.equal(choice.why, 'Plan first: pinned by you (not tried here yet).');
    assert.equal((await memory.choose({ ...REQUEST, model: 'openai/other' })).strategy, 'direct');
    await memory.unpin(PLAN);
    assert.equal((await memory.choose(REQUEST)).strategy, 'direct');
  });

  it('gives way where a run can’t do it, and the run says so', async () => {
    const { memory } = open();
    await memory.pin({ ...PLAN, option: 'look-first' });
    const { strategy, why } = await memory.choose(REQUEST);
    assert.equal(strategy, 'direct');
    assert.match(why, /^You pinned “look first”, which this run can't do\. Too few runs/);
  });

  it('fixes the format of a model’s replies', async () => {
    const { memory } = open();
    await memory.pin({ choice: 'format', situation: `replies ${MODEL}`, option: 'whole-files' });
    const { format, why } = await memory.choose(REQUEST);
    assert.equal(format, 'whole-files');
    assert.match(why, /Asks for whole files: pinned by you\.$/);
  });

  it('fixes what the first prompt shows and how many tries a run has, until it is unpinned', async () => {
    const { memory } = open();
    for (let run = 0; run < 12; run++) await memory.record({ ...SOLVED, recipe: 'related' });
    const focus = { choice: 'recipe', situation: PLAN.situation, option: 'focus' } as const;
    const three = { choice: 'tries', situation: PLAN.situation, option: '3' } as const;
    const choose = () => memory.choose({ ...REQUEST, hasMore: true, explore: false });
    const usual = await choose();
    await memory.pin(focus);
    await memory.pin(three);
    const { recipe, maxIterations, why } = await choose();
    assert.deepEqual([recipe, maxIterations], ['focus', 3]);
    assert.match(why, /Shows only the files in focus: pinned by you\. At most 3 tries: pinned by you\.$/);
    await memory.forget(focus);
    assert.equal((await choose()).recipe, 'focus', 'a pin holds for what is forgotten');
    await memory.unpin(focus);
    await memory.unpin(three);
    const { recipe: again, maxIterations: tries } = await choose();
    assert.deepEqual([again, tries], [usual.recipe, usual.maxIterations]);
  });

  it('is one option for each situation, and is kept when the counts are rebuilt or were damaged', async () => {
    const values = new Map<string, unknown>();
    const { memory, stored } = open(values);
    await memory.pin(DIRECT);
    await memory.pin(PLAN);
    await memory.rebuild([]);
    assert.deepEqual(stored().pins, [PLAN]);
    values.set(KEY, { ...stored(), runs: -1 });
    await memory.record(SOLVED);
    assert.deepEqual(stored().pins, [PLAN]);
    assert.equal(stored().runs, 1);
  });

  it('is exported, and added where nothing else is pinned', async () => {
    const [here, there] = [open(), open()];
    await there.memory.pin(PLAN);
    await there.memory.forget(DIRECT);
    const text = await exportPatterns(there.store, '/ws');
    assert.ok((await importPatterns(text, here.memory)).ok);
    assert.deepEqual(here.stored().pins, [PLAN]);
    assert.deepEqual(here.stored().forgotten, []);
    await here.memory.pin(DIRECT);
    await importPatterns(text, here.memory);
    assert.deepEqual(here.stored().pins, [DIRECT]);
  });

  it('does no harm where it is hostile or unknown', async () => {
    const { memory, stored } = open();
    await memory.pin({ ...PLAN, option: 'telepathy' });
    assert.equal((await memory.choose(REQUEST)).strategy, 'direct');
    for (const pins of ['x', [{ ...PLAN, situation: 'x'.repeat(101) }], Array(21).fill(PLAN), [{ choice: 'all' }]])
      assert.ok(!patternsSchema.safeParse({ ...stored(), pins }).success);
  });

  it('is nothing in patterns of version 2', () => {
    const nothing = { solved: 0, solvedAfter: [], cutOffAfter: [] };
    const iterations = { generate: nothing, fix: nothing };
    const second = { version: 2, runs: 3, choices: { opening: {}, format: {}, move: {} }, iterations };
    const { patterns, note } = readPatterns(second);
    assert.equal(note, undefined);
    assert.deepEqual([patterns.runs, patterns.pins, patterns.forgotten], [3, [], []]);
  });
});

/** A solved run on record that chose among everything, and a choice of each kind that counts it. */
function recordedRun() {
  const folded = foldRun(runEvents('a', fullRun()));
  const strategy = folded.strategy ? { ...folded.strategy, recipe: 'types' as const } : assert.fail('no strategy');
  const record = { ...folded, workspace: '/ws', strategy };
  const model = `${record.provider}/${record.model}`;
  const situation = `${record.task.kind} ${model}`;
  const refs: OptionRef[] = [
    { choice: 'opening', situation, option: strategy.strategy },
    { choice: 'recipe', situation, option: 'types' },
    { choice: 'tries', situation, option: '1' },
    { choice: 'tries', situation, option: '2' },
  ];
  return { record, model, refs, endedAt: Date.parse(record.startedAt) + record.ms };
}

const triedIn = ({ choices }: Patterns, { choice, situation, option }: OptionRef): number | undefined =>
  choices[choice][situation]?.options[option]?.tried;

describe('what a person let be forgotten', () => {
  it('loses its counts, and counts on from there', async () => {
    const { memory, tally } = open();
    await memory.record(SOLVED);
    await memory.record(SOLVED);
    await memory.forget(DIRECT);
    assert.equal(tally(), undefined);
    await memory.record(SOLVED);
    assert.equal(tally()?.tried, 1);
  });

  for (const ref of recordedRun().refs) {
    const name = `${ref.choice} ${ref.option}`;

    it(`stays forgotten (${name}) when it is learned again from the runs until then, not from later ones`, async () => {
      const { record, refs, endedAt } = recordedRun();
      const at = async (now: number) => {
        const { memory, stored } = open(new Map(), now);
        await memory.forget(ref);
        await memory.rebuild([record]);
        assert.equal(stored().runs, 1);
        const others = refs.filter((each) => each.choice !== ref.choice || each.option !== ref.option);
        assert.deepEqual(new Set(others.map((each) => triedIn(stored(), each))), new Set([1]), 'the others count');
        return triedIn(stored(), ref);
      };
      assert.equal(await at(endedAt), undefined);
      assert.equal(await at(endedAt - 1), 1);
    });

    it(`is not taken back (${name}) by a run from before`, async () => {
      const { record, model, endedAt } = recordedRun();
      const { memory, stored } = open(new Map(), endedAt);
      await memory.record({ ...SOLVED, kind: record.task.kind, model, recipe: 'types' });
      await memory.forget(ref);
      assert.equal(triedIn(stored(), ref), undefined);
      await memory.record({ ...SOLVED, kind: record.task.kind, model, recipe: 'types' });
      const before = stored().choices[ref.choice][ref.situation]?.options[ref.option];
      await memory.withdraw(record);
      assert.deepEqual(stored().choices[ref.choice][ref.situation]?.options[ref.option], before);
    });
  }

  it('loses what a try cost and solved, so that no run is cut off for it', async () => {
    const { memory } = open();
    const limit = async () => (await memory.choose({ ...REQUEST, explore: false })).maxIterations;
    for (let run = 0; run < 8; run++) {
      await memory.record({ ...SOLVED, iterations: 1, tokens: 500 });
      await memory.record({ ...SOLVED, reason: 'stalled', iterations: 5, tokens: 90_000 });
    }
    assert.equal(await limit(), 2);
    for (const option of ['3', '4', '5']) await memory.forget({ choice: 'tries', situation: PLAN.situation, option });
    assert.equal(await limit(), REQUEST.maxIterations);
  });
});
