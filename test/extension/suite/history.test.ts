import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../../src/engine/journal/journal';
import { createHistory } from '../../../src/shell/history';
import { fullRun, runEvents, START } from '../../unit/journal/sample-run';

describe('the history of many runs', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loopcraft-history-'));
    const journal = openJournal(dir, assert.fail, () => 1000);
    for (let run = 0; run < 205; run += 1) {
      const at = new Date(Date.UTC(2026, 0, 1) + run * 60_000).toISOString();
      const events = runEvents(`r${run}`, run === 0 ? [START] : fullRun(), at);
      for (const event of events) journal.listener(event);
    }
    await journal.close();
  });
  after(() => rm(dir, { recursive: true, force: true }));

  it('reads the newest first, older ones when asked, and all of them to filter', async () => {
    const history = createHistory(dir);
    try {
      await history.refresh();
      assert.deepEqual([history.shown().length, history.older()], [200, 5]);
      await history.setFilter({ ending: 'cancelled' });
      assert.deepEqual(
        history.shown().map(({ runId }) => runId),
        ['r0'],
      );
      await history.setFilter({});
      assert.deepEqual([history.shown().length, history.older()], [200, 5]);
      await history.showOlder();
      assert.deepEqual([history.shown().length, history.older()], [205, 0]);
    } finally {
      history.dispose();
    }
  });

  it('loses the run that is deleted, also one that was not read yet', async () => {
    const history = createHistory(dir);
    try {
      await history.refresh();
      assert.equal(await history.remove('r1'), true);
      assert.equal(await history.remove('r1'), false);
      assert.equal(await history.remove('r204'), true);
      assert.equal((await history.all()).length, 203);
      assert.equal(history.shown()[0]?.runId, 'r203');
    } finally {
      history.dispose();
    }
  });
});
