import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type EventBody, STRATEGIES } from '../../../src/engine/contract/events';
import { STOP_REASONS } from '../../../src/engine/contract/stop';
import { foldRun } from '../../../src/engine/journal/fold';
import { MAX_TOTAL_BYTES } from '../../../src/engine/learn/store-index';
import { createFileStore } from '../../../src/engine/learn/file-store';
import { createPatternMemory, describePatterns, resetPatterns } from '../../../src/engine/learn/memory';
import { emptyPatterns, patternsKey, patternsSchema, readPatterns } from '../../../src/engine/learn/patterns';
import type { PatternStore } from '../../../src/engine/learn/ports';
import { type RecordedRun, recordOutcome } from '../../../src/engine/learn/record-outcome';
import { workspaceKey } from '../../../src/engine/platform/workspace-key';
import { seeded } from '../../support/seeded';
import { fullRun, runEvents } from '../journal/sample-run';

const SOLVED: RecordedRun = { kind: 'generate', strategy: 'direct', reason: 'verified', iterations: 2, costUsd: 0.01 };

function mapStore(): PatternStore & { readonly values: Map<string, unknown> } {
  const values = new Map<string, unknown>();
  return {
    values,
    load: async (key) => values.get(key),
    save: async (key, value) => void values.set(key, JSON.parse(JSON.stringify(value))),
    remove: async (key) => void values.delete(key),
  };
}

const clock = (seed = 1, now = 0) => ({ random: seeded(seed), now: () => now });

describe('pattern memory', () => {
  it('chooses from what was recorded before, by whichever process', async () => {
    const store = mapStore();
    await createPatternMemory(store, '/ws', clock()).record(SOLVED);
    const choice = await createPatternMemory(store, '/ws', clock()).choose('generate', 6);
    assert.equal(choice.recordedRuns, 1);
    assert.match(choice.why, /direct (?:solved )?1 of 1/);
    assert.equal((await createPatternMemory(store, '/other', clock()).choose('generate', 6)).recordedRuns, 0);
  });

  it('adds to what another window wrote since', async () => {
    const store = mapStore();
    const first = createPatternMemory(store, '/ws', clock());
    const second = createPatternMemory(store, '/ws', clock());
    await first.record(SOLVED);
    await second.record(SOLVED);
    await Promise.all([first.record(SOLVED), first.record({ ...SOLVED, strategy: 'plan-first' })]);
    assert.equal((await first.describe()).summary.recordedRuns, 4);
  });

  it('counts no run against a strategy that ended for a reason outside it', async () => {
    const outside = [
      'authentication',
      'configuration',
      'model-unavailable',
      'cancelled',
      'conflict',
      'unverifiable',
      'internal-error',
      'already-green',
      'model-refused',
    ] as const;
    const store = mapStore();
    const memory = createPatternMemory(store, '/ws', clock());
    for (const reason of outside) await memory.record({ ...SOLVED, reason });
    assert.equal(store.values.size, 0);
    const counted = STOP_REASONS.filter(
      (reason) => recordOutcome(emptyPatterns(), { ...SOLVED, reason }).kinds.generate.arms.direct.runs === 1,
    );
    assert.deepEqual(
      counted.sort(),
      STOP_REASONS.filter((reason) => !(outside as readonly string[]).includes(reason)).sort(),
    );
  });

  it('describes and resets', async () => {
    const store = mapStore();
    assert.match((await describePatterns(store, '/ws', clock())).text, /No runs of this workspace are recorded yet/);
    const memory = createPatternMemory(store, '/ws', clock());
    await memory.record(SOLVED);
    await memory.record({ ...SOLVED, reason: 'stalled' });
    const { text, summary } = await describePatterns(store, '/ws', clock());
    assert.match(text, /^2 recorded runs of this workspace\./);
    assert.match(text, /generate {2}direct +1 of 2 solved, expected to solve 57 % ± 18 %/);
    assert.deepEqual(
      summary.strategies.map(({ kind, strategy, runs }) => [kind, strategy, runs]),
      [
        ['generate', 'direct', 2],
        ['generate', 'plan-first', 0],
        ['fix', 'direct', 0],
        ['fix', 'plan-first', 0],
      ],
    );
    await resetPatterns(store, '/ws');
    assert.equal((await memory.describe()).summary.recordedRuns, 0);
    assert.equal(store.values.has(patternsKey(workspaceKey('/ws'))), false);
  });

  it('starts afresh from a damaged value, says so, and heals it with the next run', async () => {
    const damaged = [
      null,
      7,
      'text',
      [],
      { version: 2 },
      { ...emptyPatterns(), kinds: {} },
      { ...emptyPatterns(), kinds: { ...emptyPatterns().kinds, fix: { arms: null } } },
    ];
    for (const value of damaged) {
      const store = mapStore();
      store.values.set(patternsKey(workspaceKey('/ws')), value);
      const memory = createPatternMemory(store, '/ws', clock());
      const choice = await memory.choose('fix', 6);
      assert.equal(choice.recordedRuns, 0);
      if (value !== null) assert.match(choice.why, /damaged .* is not used/);
      await memory.record(SOLVED);
      assert.equal((await memory.describe()).summary.note, undefined);
    }
  });

  it('goes on when the store fails, and tells it', async () => {
    const broken = async () => {
      throw new Error('disk full');
    };
    const lines: string[] = [];
    const memory = createPatternMemory({ load: broken, save: broken, remove: broken }, '/ws', clock(), (line) =>
      lines.push(line),
    );
    assert.equal((await memory.choose('generate', 6)).recordedRuns, 0);
    await memory.record(SOLVED);
    assert.equal(lines.length, 2);
    assert.match(lines.join('\n'), /could not be loaded.*disk full[\s\S]*could not be kept.*disk full/);
  });

  it('can be rebuilt from the runs of the journal, and then equals what was recorded run by run', async () => {
    const elsewhere = fullRun().map(
      (body): EventBody => (body.type === 'run-start' ? { ...body, workspace: '/elsewhere' } : body),
    );
    const records = [
      runEvents('r2', fullRun(), '2026-11-23T12:00:00.000Z'),
      runEvents('r1'),
      runEvents('r3', elsewhere),
      runEvents('r4').slice(0, 5),
    ].map((events) => foldRun(events));
    const [rebuilt, recorded] = [mapStore(), mapStore()];
    await createPatternMemory(rebuilt, '/ws', clock()).rebuild(records);
    const memory = createPatternMemory(recorded, '/ws', clock());
    for (let run = 0; run < 2; run++) await memory.record({ ...SOLVED, costUsd: 0.03 });
    assert.deepEqual(
      rebuilt.values.get(patternsKey(workspaceKey('/ws'))),
      recorded.values.get(patternsKey(workspaceKey('/ws'))),
    );
  });

  it('keeps all workspaces together within the bound, the last used ones', async () => {
    const store = mapStore();
    const bytes = () =>
      [...store.values.values()].reduce<number>((sum, value) => sum + JSON.stringify(value).length, 0);
    for (let index = 0; index < 600; index++) {
      await createPatternMemory(store, `/ws${index}`, clock(1, index)).record(SOLVED);
      assert.ok(bytes() <= MAX_TOTAL_BYTES);
    }
    assert.ok(store.values.size > 100);
    assert.equal((await describePatterns(store, '/ws599', clock())).summary.recordedRuns, 1);
    assert.equal((await describePatterns(store, '/ws0', clock())).summary.recordedRuns, 0);
  });

  it('stays valid, small and within its weights however many runs are recorded', () => {
    const run = fc.record({
      kind: fc.constantFrom('generate', 'fix'),
      strategy: fc.constantFrom(...STRATEGIES),
      reason: fc.constantFrom(...STOP_REASONS),
      iterations: fc.integer({ min: 0, max: 1000 }),
      costUsd: fc.double({ min: 0, max: 1e9, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 300 }), (runs) => {
        const patterns = runs.reduce(recordOutcome, emptyPatterns());
        assert.deepEqual(readPatterns(JSON.parse(JSON.stringify(patterns))), { patterns });
        assert.ok(JSON.stringify(patterns).length < 8 * 1024);
        for (const { arms } of Object.values(patterns.kinds)) {
          for (const arm of Object.values(arms))
            assert.ok(arm.successes + arm.failures <= Math.min(arm.runs, 1 / (1 - 0.97)) + 1e-9);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('reads a record that lacks a strategy which is newer', () => {
    const arms = { direct: { runs: 1, solved: 1, successes: 1, failures: 0, costUsd: 0 } };
    const old = {
      version: 1,
      kinds: { generate: { arms, solvedAfter: [1], cutOffAfter: [] }, fix: emptyPatterns().kinds.fix },
    };
    assert.equal(patternsSchema.parse(old).kinds.generate.arms['plan-first'].runs, 0);
  });
});

describe('file store of patterns', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopcraft-patterns-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('keeps any JSON under any key of patterns', async () => {
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

  it('has nothing where nothing was saved, and forgets', async () => {
    const store = createFileStore(join(dir, 'missing'));
    assert.equal(await store.load('patterns/v1/abc'), undefined);
    await store.save('patterns/v1/abc', 1);
    await store.remove('patterns/v1/abc');
    await store.remove('patterns/v1/abc');
    assert.equal(await store.load('patterns/v1/abc'), undefined);
  });

  it('hands on what is no JSON, for the reader to refuse', async () => {
    const store = createFileStore(dir);
    await store.save('patterns/v1/abc', 1);
    await writeFile(join(dir, 'patterns/v1/abc.json'), '{"version":1,');
    assert.match(readPatterns(await store.load('patterns/v1/abc')).note ?? '', /damaged/);
  });

  it('never leaves its folder', async () => {
    for (const key of ['../x', 'a/../b', '/etc/x', 'a//b', ''])
      await assert.rejects(createFileStore(dir).save(key, 1), /not a key/);
  });

  it('is never read half written', async () => {
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
