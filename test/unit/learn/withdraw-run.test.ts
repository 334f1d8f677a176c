import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type EventOf, SETTLEMENTS, STRATEGIES } from '../../../src/engine/contract/events';
import { STOP_REASONS } from '../../../src/engine/contract/stop';
import { foldRun } from '../../../src/engine/journal/fold';
import { createPatternMemory } from '../../../src/engine/learn/memory';
import { emptyPatterns, readPatterns, situationOf } from '../../../src/engine/learn/patterns';
import { type RecordedRun, recordOutcome } from '../../../src/engine/learn/record-outcome';
import { weakenRun, withdrawRun } from '../../../src/engine/learn/withdraw-run';
import { systemClock } from '../../../src/engine/platform/clock';
import { memoryStore } from '../../support/memory-store';
import { runEvents } from '../journal/sample-run';

const SOLVED: RecordedRun = {
  kind: 'fix',
  model: 'openai/m',
  strategy: 'direct',
  reason: 'verified',
  iterations: 2,
  tokens: 1000,
};
const tallyOf = (patterns: ReturnType<typeof emptyPatterns>) =>
  patterns.choices.opening[situationOf('fix', 'openai/m')]?.options['direct'];

describe('a run whose change is taken back', () => {
  it('counts as not solved', () => {
    const once = recordOutcome(emptyPatterns(), SOLVED);
    const taken = withdrawRun(once, SOLVED);
    assert.deepEqual(tallyOf(taken), { ...tallyOf(once), solved: 0, successes: 0, failures: 1 });
    const tries = taken.choices.tries['fix openai/m']?.options;
    assert.deepEqual(
      [tries?.['1']?.tried, tries?.['2']?.tried, tries?.['2']?.solved, tries?.['2']?.failures],
      [1, 1, 0, 1],
    );
    assert.equal(taken.runs, 1);
  });

  it('counts half where it was accepted and then much edited, and not at all where it is taken back after that', () => {
    const once = recordOutcome(emptyPatterns(), SOLVED);
    const edited = weakenRun(once, SOLVED);
    assert.deepEqual(tallyOf(edited), { ...tallyOf(once), successes: 0.5, failures: 0.5 });
    assert.equal(edited.choices.tries['fix openai/m']?.options['2']?.failures, 0.5);
    const twice = recordOutcome(once, SOLVED);
    const taken = withdrawRun(weakenRun(twice, SOLVED), SOLVED, true);
    assert.deepEqual(tallyOf(taken), tallyOf(withdrawRun(twice, SOLVED)));
  });

  it('changes nothing where it is not on record as solved', () => {
    const failed: RecordedRun = { ...SOLVED, reason: 'stalled' };
    const patterns = recordOutcome(emptyPatterns(), failed);
    assert.equal(withdrawRun(patterns, failed), patterns);
    assert.equal(withdrawRun(patterns, SOLVED), patterns);
    assert.equal(withdrawRun(patterns, { ...SOLVED, strategy: 'plan-first' }), patterns);
  });

  it('leaves valid patterns, whatever is recorded and taken back', () => {
    const run = fc.record({
      kind: fc.constantFrom('generate' as const, 'fix' as const),
      model: fc.constantFrom('a/b', 'c/d'),
      strategy: fc.constantFrom(...STRATEGIES),
      reason: fc.constantFrom(...STOP_REASONS),
      iterations: fc.integer({ min: 0, max: 100 }),
      tokens: fc.integer({ min: 0, max: 1e9 }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(run, fc.boolean()), { maxLength: 60 }), (steps) => {
        let patterns = emptyPatterns();
        for (const [each, isBack] of steps)
          patterns = isBack ? withdrawRun(patterns, each) : recordOutcome(patterns, each);
        assert.deepEqual(readPatterns(JSON.parse(JSON.stringify(patterns))), { patterns });
      }),
    );
  });

  it('is no success for the memory, and none when it learns again from the journal', async () => {
    for (const how of SETTLEMENTS) {
      const events = runEvents('r1');
      const at = '2026-11-24T12:00:00.000Z';
      const settled: EventOf<'settled'> = { type: 'settled', runId: 'r1', at, how, files: [] };
      const record = foldRun([...events, settled]);
      const memory = createPatternMemory(memoryStore(), record.workspace, systemClock);
      const solved = async () =>
        (await memory.describe()).summary.strategies.reduce((sum, each) => sum + each.solved, 0);
      await memory.rebuild([record]);
      assert.equal(await solved(), how === 'accepted' ? 1 : 0, how);
      await memory.rebuild([foldRun(events)]);
      assert.equal(await solved(), 1);
      if (how !== 'accepted') await memory.withdraw(record);
      assert.equal(await solved(), how === 'accepted' ? 1 : 0, how);
    }
  });
});
