import assert from 'node:assert/strict';
import type { EventOf } from '../../../src/engine/contract/events';
import { foldRun } from '../../../src/engine/journal/fold';
import type { RunRecord } from '../../../src/engine/journal/record';
import { ENDINGS, endingText, filterText, type HistoryFilter, matches } from '../../../src/shell/history-filter';
import { fullRun, runEvents, START } from '../journal/sample-run';

describe('the filter of the history', () => {
  const solved = foldRun(runEvents('r1', fullRun()));
  const settled = (how: EventOf<'settled'>['how']): RunRecord => ({
    ...solved,
    settled: { type: 'settled', how, files: [], runId: 'r1', at: solved.startedAt },
  });
  const runs: Readonly<Record<string, RunRecord>> = {
    solved,
    unsolved: { ...solved, outcome: 'unsolved', reason: 'stalled' },
    failed: { ...solved, outcome: 'failed', reason: 'authentication' },
    cancelled: { ...solved, outcome: 'cancelled', reason: 'cancelled' },
    interrupted: foldRun(runEvents('r2', [START]), 'interrupted'),
    running: foldRun(runEvents('r3', [START])),
    accepted: settled('accepted'),
    reverted: settled('reverted'),
    discarded: settled('discarded'),
  };
  const shown = (filter: HistoryFilter) =>
    Object.entries(runs)
      .filter(([, run]) => matches(run, filter))
      .map(([name]) => name);

  it('lets all through at first', () => {
    assert.deepEqual(shown({}), Object.keys(runs));
    assert.equal(filterText({}, 9, 9), undefined);
  });

  it('finds the runs that ended in one way', () => {
    assert.deepEqual(shown({ ending: 'unsolved' }), ['unsolved']);
    assert.deepEqual(shown({ ending: 'failed' }), ['failed']);
    assert.deepEqual(shown({ ending: 'cancelled' }), ['cancelled', 'interrupted']);
    assert.deepEqual(shown({ ending: 'accepted' }), ['accepted']);
    assert.deepEqual(shown({ ending: 'withdrawn' }), ['reverted', 'discarded']);
    assert.deepEqual(shown({ ending: 'solved' }), ['solved', 'accepted', 'reverted', 'discarded']);
    assert.equal(new Set(ENDINGS.map(endingText)).size, ENDINGS.length);
  });

  it('finds all words in any order and case, in the request, files, model and reason', () => {
    const run: RunRecord = {
      ...solved,
      task: { ...solved.task, text: 'Limit the price per day', files: ['src/nights.ts'] },
      files: ['src/price.ts'],
      model: 'a-model',
      reason: 'verified',
    };
    for (const words of ['limit', 'DAY price', 'nights.ts', 'src/price', 'a-model verified', ' '])
      assert.equal(matches(run, { words }), true, words);
    for (const words of ['limits', 'limit week', '.*', 'price\nmonth'])
      assert.equal(matches(run, { words }), false, words);
    assert.equal(matches(run, { words: 'limit', ending: 'unsolved' }), false);
  });

  it('says what is shown, and when nothing matches', () => {
    assert.equal(filterText({ ending: 'unsolved', words: 'limit' }, 3, 120), '3 of 120 runs: Not solved, "limit"');
    assert.equal(filterText({ words: 'x' }, 0, 5), 'none of 5 runs: "x"');
  });
});
