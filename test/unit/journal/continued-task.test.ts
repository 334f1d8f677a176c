import assert from 'node:assert/strict';
import { NO_PERMISSIONS } from '../../../src/engine/contract/task';
import { continuedTask } from '../../../src/engine/journal/continued-task';

const task = { kind: 'generate', text: 'sum', files: [], allow: NO_PERMISSIONS } as const;

describe('the task of a run that goes on', () => {
  it('has the words of all runs, and names the earlier run', () => {
    const next = continuedTask(
      { runId: 'r1', task: { ...task, hints: ['a'] }, hints: ['b'], outcome: 'unsolved' },
      ' c ',
    );
    assert.deepEqual(next, { ...task, hints: ['a', 'b', 'c'], continues: 'r1' });
  });

  it('rejects a verified change only with words', () => {
    const run = { runId: 'r1', task, hints: [], outcome: 'succeeded' } as const;
    assert.equal(continuedTask(run, 'cents').rejected, true);
    assert.equal(continuedTask(run, ' ').rejected, undefined);
  });

  it('keeps a rejection that no run has answered yet', () => {
    const rejected = { ...task, hints: ['cents'], rejected: true };
    assert.equal(continuedTask({ runId: 'r2', task: rejected, hints: [], outcome: 'unsolved' }, 'more').rejected, true);
    assert.equal(continuedTask({ runId: 'r2', task: rejected, hints: [], outcome: 'unsolved' }, '').rejected, true);
    assert.equal(
      continuedTask({ runId: 'r2', task: rejected, hints: [], outcome: 'succeeded' }, '').rejected,
      undefined,
    );
  });
});
