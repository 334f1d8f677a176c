import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type EventBody, STRATEGIES } from '../../../src/engine/contract/events';
import { REPLY_FORMATS } from '../../../src/engine/contract/plain/names';
import { STOP_REASONS } from '../../../src/engine/contract/stop';
import { RECIPES } from '../../../src/engine/contract/task';
import { foldRun } from '../../../src/engine/journal/fold';
import { withForgotten, withPin } from '../../../src/engine/learn/by-person';
import { createPatternMemory, describePatterns, resetPatterns } from '../../../src/engine/learn/memory';
import {
  CHOICE_NAMES,
  emptyPatterns,
  MAX_SITUATIONS,
  OPTIONS,
  patternsKey,
  patternsSchema,
  readPatterns,
} from '../../../src/engine/learn/patterns';
import { DECAY, type RecordedRun, recordOutcome } from '../../../src/engine/learn/record-outcome';
import { createFileStore } from '../../../src/engine/learn/store/file-store';
import { damagedKey } from '../../../src/engine/learn/store/set-aside';
import { MAX_TOTAL_BYTES } from '../../../src/engine/learn/store/store-index';
import { workspaceKey } from '../../../src/engine/platform/workspace-key';
import { memoryStore } from '../../support/memory-store';
import { seeded } from '../../support/seeded';
import { fullRun, runEvents } from '../journal/sample-run';

const SOLVED: RecordedRun = {
  kind: 'generate',
  strategy: 'direct',
  reason: 'verified',
  iterations: 2,
  tokens: 500,
  model: 'scripted/sample',
};

const REQUEST = {
  kind: 'generate',
  model: 'scripted/sample',
  maxIterations: 6,
  canLook: false,
  hasExamples: false,
  explore: true,
} as const;

const clock = (seed = 1, now = 0) => ({ random: seeded(seed), now: () => now });

describe('pattern memory', () => {
  it('chooses by what any process recorded before', async () => {
    const store = memoryStore();
    await createPatternMemory(store, '/ws', clock()).record(SOLVED);
    const choice = await createPatternMemory(store, '/ws', clock()).choose(REQUEST);
    assert.equal(choice.recordedRuns, 1);
    assert.match(choice.why, /^Too few runs here/);
    assert.equal((await createPatternMemory(store, '/other', clock()).choose(REQUEST)).recordedRuns, 0);
  });

  it('takes what worked in other workspaces as a hint, once three runs are recorded here', async () => {
    const store = memoryStore();
    const elsewhere = createPatternMemory(store, '/elsewhere', clock());
    for (let run = 0; run < 30; run++) {
      await elsewhere.record({ ...SOLVED, strategy: 'plan-first' });
      await elsewhere.record({ ...SOLVED, reason: 'stalled' });
    }
    store.values.set('patterns/v1/damaged', 'text');
    const here = createPatternMemory(store, '/ws', clock());
    const strategies: string[] = [];
    for (let run = 0; run < 4; run++) {
      strategies.push((await here.choose({ ...REQUEST, explore: false })).strategy);
      await here.record({ ...SOLVED, reason: 'stalled' });
    }
    assert.deepEqual(strategies, ['direct', 'direct', 'direct', 'plan-first']);
  });

  it('adds to what another window wrote in the meantime', async () => {
    const store = memoryStore();
    const first = createPatternMemory(store, '/ws', clock());
    const second = createPatternMemory(store, '/ws', clock());
    await first.record(SOLVED);
    await second.record(SOLVED);
    await Promise.all([first.record(SOLVED), first.record({ ...SOLVED, strategy: 'plan-first' })]);
    assert.equal((await first.describe()).summary.recordedRuns, 4);
  });

  it('does not count runs whose end says nothing about the strategy', async () => {
    const uncounted = [
      'authentication',
      'configuration',
      'model-unavailable',
      'cancelled',
      'interrupted',
      'conflict',
      'unverifiable',
      'internal-error',
      'already-green',
      'red-as-before',
      'model-refused',
    ] as const;
    const store = memoryStore();
    const memory = createPatternMemory(store, '/ws', clock());
    for (const reason of uncounted) await memory.record({ ...SOLVED, reason });
    assert.equal(store.values.size, 0);
    const counted = STOP_REASONS.filter((reason) => recordOutcome(emptyPatterns(), { ...SOLVED, reason }).runs === 1);
    assert.deepEqual(
      counted.sort(),
      STOP_REASONS.filter((reason) => !(uncounted as readonly string[]).includes(reason)).sort(),
    );
  });

  it('describes and resets the patterns', async () => {
    const store = memoryStore();
    assert.match((await describePatterns(store, '/ws', clock())).text, /No runs of this workspace are recorded yet/);
    const memory = createPatternMemory(store, '/ws', clock());
    await memory.record(SOLVED);
    await memory.record({ ...SOLVED, reason: 'stalled' });
    const { text, summary } = await describePatterns(store, '/ws', clock());
    assert.match(text, /^2 recorded runs of this workspace\./);
    assert.match(
      text,
      /New code with scripted\/sample:\n {2}Straight away {2}solved 1 of 2, .*, about 500 tokens a run/,
    );
    assert.match(text, /\n {2}Plan first {5}solved 0 of 0, expected to solve \d\d % ± \d\d %\n/);
    assert.deepEqual(
      summary.strategies.map(({ kind, model, strategy, runs, tokens }) => [kind, model, strategy, runs, tokens]),
      [
        ['generate', 'scripted/sample', 'direct', 2, 500],
        ['generate', 'scripted/sample', 'plan-first', 0, undefined],
        ['generate', 'scripted/sample', 'look-first', 0, undefined],
        ['generate', 'scripted/sample', 'example-led', 0, undefined],
      ],
    );
    await resetPatterns(store, '/ws');
    assert.equal((await memory.describe()).summary.recordedRuns, 0);
    assert.equal(store.values.has(patternsKey(workspaceKey('/ws'))), false);
  });

  it('tells moves and formats in plain words', async () => {
    const memory = createPatternMemory(memoryStore(), '/ws', clock());
    const outcomes = {
      moves: [
        { situation: 'type-mismatch 1', action: 'correct', success: 0.5 },
        { situation: 'type-mismatch 1', action: 'correct', success: 1 },
        { situation: 'timeout 3', action: 'fresh-start', success: 0 },
      ],
      replies: { format: 'edits', read: 2, refused: 1, tokens: 100 },
    } as const;
    await memory.record({ ...SOLVED, outcomes });
    const { text, summary } = await memory.describe();
    assert.match(text, /\n {2}After a wrong type, attempt 1 \(scripted\/sample\): a correction 1 of 2\n?/);
    assert.match(
      text,
      /\n {2}After a test that took too long, attempt 3 or later \(scripted\/sample\): a fresh start 0 of 1/,
    );
    assert.match(text, /\n {2}scripted\/sample: 2 of 3 edits\n/);
    assert.equal(summary.moves.length, 2);
    assert.deepEqual(summary.formats, [{ situation: 'replies scripted/sample', option: 'edits', tried: 3, solved: 2 }]);
  });

  it('starts over from a damaged value, says so, and replaces it with the next run', async () => {
    const damaged = [
      null,
      7,
      'text',
      [],
      { version: 2 },
      { version: 3 },
      { version: 4 },
      { ...emptyPatterns(), choices: {} },
      { ...emptyPatterns(), choices: { ...emptyPatterns().choices, opening: { 'fix m': { seen: 1, options: null } } } },
      tooMany(),
    ];
    for (const value of damaged) {
      const store = memoryStore();
      store.values.set(patternsKey(workspaceKey('/ws')), value);
      const memory = createPatternMemory(store, '/ws', clock());
      const choice = await memory.choose({ ...REQUEST, kind: 'fix' });
      assert.equal(choice.recordedRuns, 0);
      if (value !== null) assert.match(choice.why, /are damaged .*so they are not used.* set aside/);
      await memory.record(SOLVED);
      assert.equal((await memory.describe()).summary.note, undefined);
      assert.equal((await memory.describe()).summary.recordedRuns, 1);
    }
  });

  it('sets a damaged value aside, bounded, and learns again from the journal', async () => {
    const key = patternsKey(workspaceKey('/ws'));
    const readRuns = async () => [foldRun(runEvents('r1'))];
    for (const damaged of ['x'.repeat(5_000_000), { version: 9, of: 'a newer version' }]) {
      const store = memoryStore(new Map([[key, damaged as unknown]]));
      const lines: string[] = [];
      const memory = createPatternMemory(store, '/ws', clock(), { log: (line) => lines.push(line), readRuns });
      if (typeof damaged === 'string') assert.equal((await memory.choose(REQUEST)).recordedRuns, 1);
      await memory.record(SOLVED);
      assert.equal((await memory.describe()).summary.recordedRuns, 2);
      const kept = String(store.values.get(damagedKey(key)));
      assert.ok(kept.length <= 64 * 1024);
      assert.match(kept, /^x{100}|a newer version/);
      if (typeof damaged !== 'string') assert.match(lines.join('\n'), /are damaged .* set aside/);
    }
  });

  it('loses no run that processes record at the same moment', async function () {
    this.timeout(30_000);
    const dir = await mkdtemp(join(tmpdir(), 'loopcraft-patterns-'));
    try {
      const program = join(__dirname, '../../support/record-process.ts');
      const children = [1, 2, 3].map(() => fork(program, [dir, '10'], { execArgv: ['--import', 'tsx'] }));
      const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
      assert.deepEqual(codes, [0, 0, 0]);
      assert.equal((await describePatterns(createFileStore(dir), '/ws', clock())).summary.recordedRuns, 30);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('counts on while the clock runs backwards', async () => {
    const store = memoryStore();
    let now = 1e12;
    const backwards = { random: seeded(3), now: () => (now -= 86_400_000) };
    for (let run = 0; run < 20; run++) {
      const memory = createPatternMemory(store, run % 2 === 0 ? '/ws' : '/other', backwards);
      await memory.choose(REQUEST);
      await memory.record(SOLVED);
    }
    const memory = createPatternMemory(store, '/ws', backwards);
    await memory.forget({ choice: 'opening', situation: 'generate scripted/sample', option: 'direct' });
    await memory.record(SOLVED);
    const { summary } = await memory.describe();
    assert.deepEqual([summary.recordedRuns, summary.strategies[0]?.runs, summary.note], [11, 1, undefined]);
  });

  it('keeps two workspaces of the same name apart', async () => {
    const store = memoryStore();
    await createPatternMemory(store, '/a/app', clock()).record(SOLVED);
    assert.equal((await createPatternMemory(store, '/b/app', clock()).describe()).summary.recordedRuns, 0);
    assert.equal((await createPatternMemory(store, '/a/app', clock()).describe()).summary.recordedRuns, 1);
  });

  it('learns from ten thousand runs of a workspace, within its bounds', async () => {
    const [one] = [foldRun(runEvents('r1'))];
    assert.ok(one);
    const records = Array.from({ length: 10_000 }, (_, at) => ({
      ...one,
      runId: `r${at}`,
      workspace: '/ws',
      model: `m${at % 40}`,
    }));
    const store = memoryStore();
    const memory = createPatternMemory(store, '/ws', clock());
    await memory.rebuild(records);
    assert.equal((await memory.describe()).summary.recordedRuns, 10_000);
    assert.ok(JSON.stringify(store.values.get(patternsKey(workspaceKey('/ws')))).length < 64 * 1024);
  });

  it('continues when the store fails, and logs it', async () => {
    const broken = async () => {
      throw new Error('disk full');
    };
    const lines: string[] = [];
    const memory = createPatternMemory({ ...memoryStore(), load: broken, save: broken }, '/ws', clock(), {
      log: (line) => lines.push(line),
    });
    assert.equal((await memory.choose(REQUEST)).recordedRuns, 0);
    await memory.record(SOLVED);
    assert.equal(lines.length, 2);
    assert.match(lines.join('\n'), /Couldn't load .*disk full[\s\S]*Couldn't save .*disk full/);
  });

  it('rebuilds from the journal’s runs what recording run by run gives', async () => {
    const elsewhere = fullRun().map(
      (body): EventBody => (body.type === 'run-start' ? { ...body, workspace: '/elsewhere' } : body),
    );
    const records = [
      runEvents('r2', fullRun(), '2026-11-23T12:00:00.000Z'),
      runEvents('r1'),
      runEvents('r3', elsewhere),
      runEvents('r4').slice(0, 5),
    ].map((events) => foldRun(events));
    const [rebuilt, recorded] = [memoryStore(), memoryStore()];
    await createPatternMemory(rebuilt, '/ws', clock()).rebuild(records);
    const memory = createPatternMemory(recorded, '/ws', clock());
    for (let run = 0; run < 2; run++) await memory.record({ ...SOLVED, tokens: 275 });
    assert.deepEqual(
      rebuilt.values.get(patternsKey(workspaceKey('/ws'))),
      recorded.values.get(patternsKey(workspaceKey('/ws'))),
    );
  });

  it('keeps the total of all workspaces within the bound, and drops the least recently used', async () => {
    const store = memoryStore();
    const bytes = () =>
      [...store.values.values()].reduce<number>((sum, value) => sum + JSON.stringify(value).length, 0);
    const moves = ['types 1', 'types 2', 'assertion 1', 'assertion 2', 'timeout 1', 'exception 1'].map(
      (situation) => ({ situation, action: 'correct', success: 0.5 }) as const,
    );
    for (let index = 0; index < 600; index++) {
      await createPatternMemory(store, `/ws${index}`, clock(1, index)).record({ ...SOLVED, outcomes: { moves } });
      assert.ok(bytes() <= MAX_TOTAL_BYTES);
    }
    assert.ok(store.values.size > 100);
    assert.equal((await describePatterns(store, '/ws599', clock())).summary.recordedRuns, 1);
    assert.equal((await describePatterns(store, '/ws0', clock())).summary.recordedRuns, 0);
  });

  it('stays valid, small and within its weight limit, however many runs are recorded', () => {
    const run = fc.record({
      kind: fc.constantFrom('generate', 'fix'),
      strategy: fc.constantFrom(...STRATEGIES),
      recipe: fc.constantFrom(undefined, ...RECIPES),
      reason: fc.constantFrom(...STOP_REASONS),
      iterations: fc.integer({ min: 0, max: 1000 }),
      tokens: fc.double({ min: 0, max: 1e15, noNaN: true }),
      model: fc.oneof(fc.constantFrom('openai/a', 'openai/b'), fc.string({ maxLength: 300 })),
      outcomes: fc.record({
        replies: fc.option(
          fc.record({
            format: fc.constantFrom(...REPLY_FORMATS),
            read: fc.nat(5),
            refused: fc.nat(5),
            tokens: fc.nat(1e9),
          }),
          { nil: undefined },
        ),
        moves: fc.array(
          fc.record({
            situation: fc.string({ maxLength: 40 }),
            action: fc.constantFrom(...OPTIONS.move),
            success: fc.constantFrom(0, 0.5, 1),
          }),
          { maxLength: 20 },
        ),
      }),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 300 }), (runs) => {
        const patterns = runs.reduce(recordOutcome, emptyPatterns());
        assert.deepEqual(readPatterns(JSON.parse(JSON.stringify(patterns))), { patterns });
        assert.ok(JSON.stringify(patterns).length < 64 * 1024);
        for (const situations of Object.values(patterns.choices))
          for (const { options } of Object.values(situations))
            for (const { tried, successes, failures } of Object.values(options))
              assert.ok(successes + failures <= Math.min(tried, 1 / (1 - DECAY)) + 1e-3);
      }),
      { numRuns: 30 },
    );
  });

  it('reads patterns of version 1, and counts on', () => {
    const arm = (runs: number, solved: number) => ({
      runs,
      solved,
      successes: solved,
      failures: runs - solved,
      costUsd: 1,
    });
    const kind = (direct: number) => ({ arms: { direct: arm(direct, 1) }, solvedAfter: [1], cutOffAfter: [] });
    const old = { version: 1, kinds: { generate: kind(3), fix: kind(4) } };
    const { patterns, note } = readPatterns(old);
    assert.equal(note, undefined);
    assert.equal(patterns.runs, 7);
    assert.deepEqual(patterns.choices.tries['fix unknown']?.options, {
      '1': { tried: 1, solved: 1, successes: 1, failures: 0, cost: 3 },
    });
    const next = recordOutcome(patterns, SOLVED);
    assert.equal(next.runs, 8);
    assert.deepEqual(Object.keys(next.choices.opening), [
      'generate unknown',
      'fix unknown',
      'generate scripted/sample',
    ]);
    assert.deepEqual(readPatterns(JSON.parse(JSON.stringify(next))), { patterns: next });
  });

  it('reads patterns of version 3, with what its runs say of each try', () => {
    const { choices, ...now } = recordOutcome(emptyPatterns(), SOLVED);
    const { recipe: _, tries: __, ...before } = choices;
    const iterations = {
      generate: { solved: 7, solvedAfter: [4, 0, 2, 0, 0, 0, 0, 0, 0, 0.5], cutOffAfter: [0, 0, 1] },
      fix: { solved: 0, solvedAfter: [], cutOffAfter: [] },
    };
    const { patterns, note } = readPatterns({ ...now, version: 3, choices: before, iterations });
    assert.equal(note, undefined);
    assert.deepEqual(patterns.choices.opening, choices.opening);
    const { options = {} } = patterns.choices.tries['generate unknown'] ?? {};
    assert.deepEqual(
      Object.entries(options).map(([name, { successes, failures }]) => [name, successes, failures]),
      [
        ['1', 4, 3.5],
        ['2', 0, 3.5],
        ['3', 2, 1.5],
        ['4', 0, 0.5],
        ['5', 0, 0.5],
        ['6', 0, 0.5],
        ['7', 0, 0.5],
        ['8', 0.5, 0],
      ],
    );
    assert.deepEqual(readPatterns(JSON.parse(JSON.stringify(patterns))), { patterns });
  });

  it('keeps no option that it does not know', () => {
    const patterns = recordOutcome(emptyPatterns(), SOLVED);
    const stored = JSON.stringify(patterns).replace('"direct"', '"telepathy"');
    assert.doesNotMatch(JSON.stringify(readPatterns(JSON.parse(stored))), /telepathy|damaged/);
  });

  it('forgets the situations that were seen longest ago', () => {
    const patterns = Array.from({ length: 100 }, (_, run) => ({ ...SOLVED, model: `openai/m${run}` })).reduce(
      recordOutcome,
      emptyPatterns(),
    );
    const kept = Object.keys(patterns.choices.opening);
    assert.equal(kept.length, MAX_SITUATIONS.opening);
    assert.ok(kept.includes('generate openai/m99') && !kept.includes('generate openai/m0'));
    assert.equal(patterns.runs, 100);
  });

  it('has room for the most that it can hold', () => {
    const tally = { tried: 1e15, solved: 1e15, successes: 99.9999, failures: 99.9999, cost: 99_999.9999 };
    const full = emptyPatterns();
    for (const name of CHOICE_NAMES)
      for (let at = 0; at < MAX_SITUATIONS[name]; at++)
        full.choices[name][`${at} `.padEnd(100, 'm')] = {
          seen: 1e15,
          options: Object.fromEntries(OPTIONS[name].map((option) => [option, tally])),
        };
    const ref = (at: number) =>
      ({ choice: 'opening', situation: `${at} `.padEnd(100, 'm'), option: 'example-led' }) as const;
    let decided = full;
    for (let at = 0; at < 200; at++) decided = withPin(withForgotten(decided, ref(at), 1e13), ref(at));
    assert.ok(patternsSchema.safeParse(decided).success);
    assert.ok(JSON.stringify(decided).length < 64 * 1024, `${JSON.stringify(decided).length}`);
  });
});

function tooMany() {
  const situation = { seen: 1, options: {} };
  const opening = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`fix m${at}`, situation]));
  return { ...emptyPatterns(), choices: { ...emptyPatterns().choices, opening } };
}

describe('file store', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopcraft-patterns-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('stores any JSON value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const store = createFileStore(dir);
        await store.save('patterns/v1/abc', value);
        assert.deepEqual(JSON.stringify(await store.load('patterns/v1/abc')), JSON.stringify(value));
      }),
      { numRuns: 30 },
    );
    assert.deepEqual(await readdir(join(dir, 'patterns/v1')), ['abc.json']);
  });

  it('loads nothing where nothing was saved or the value was removed', async () => {
    const store = createFileStore(join(dir, 'missing'));
    assert.equal(await store.load('patterns/v1/abc'), undefined);
    await store.save('patterns/v1/abc', 1);
    await store.remove('patterns/v1/abc');
    await store.remove('patterns/v1/abc');
    assert.equal(await store.load('patterns/v1/abc'), undefined);
  });

  it('loads a file that is not JSON as text, which the reader rejects', async () => {
    const store = createFileStore(dir);
    await store.save('patterns/v1/abc', 1);
    await writeFile(join(dir, 'patterns/v1/abc.json'), '{"version":1,');
    assert.match(readPatterns(await store.load('patterns/v1/abc')).note ?? '', /damaged/);
  });

  it('rejects keys that lead out of its folder', async () => {
    for (const key of ['../x', 'a/../b', '/etc/x', 'a//b', ''])
      await assert.rejects(createFileStore(dir).save(key, 1), /Invalid pattern store key/);
  });

  it('never exposes a half-written value', async () => {
    const store = createFileStore(dir);
    const values = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await store.save('k', values[0]);
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await store.save('k', values[i % 2]);
    })();
    for (let i = 0; i < 20; i++) assert.ok(values.includes(String(await store.load('k'))));
    await writing;
  });
});
