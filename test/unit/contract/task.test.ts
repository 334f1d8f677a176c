import assert from 'node:assert/strict';
import { eventSchema } from '../../../src/engine/contract/events';
import { DEFAULT_LIMITS, NO_PERMISSIONS, type Task, taskSchema } from '../../../src/engine/contract/task';

const TASK: Task = {
  kind: 'fix',
  text: 'the total is wrong',
  files: ['src/cart.ts'],
  selection: { path: 'src/cart.ts', startLine: 3, endLine: 5 },
  targets: [{ path: 'test/cart.test.ts', name: 'cart > adds tax' }, { name: 'parses' }],
  allow: { tests: 'add', config: true },
};

const start = (task: unknown) => ({
  type: 'run-start',
  version: 1,
  runId: 'r',
  at: '2026-11-25T10:00:00.000Z',
  workspace: '/w',
  provider: 'openai',
  model: 'm',
  limits: DEFAULT_LIMITS,
  task,
});

describe('the task', () => {
  it('is read back completely from the first event of a run', () => {
    const event = eventSchema.parse(JSON.parse(JSON.stringify(start(TASK))));
    assert.ok(event.type === 'run-start');
    assert.deepEqual(event.task, TASK);
  });

  it('has no permissions when its journal was written before they existed', () => {
    const { allow: _, ...old } = TASK;
    const event = eventSchema.parse(start(old));
    assert.ok(event.type === 'run-start');
    assert.deepEqual(event.task, { ...TASK, allow: NO_PERMISSIONS });
  });

  it('rejects values that are not a task', () => {
    assert.equal(taskSchema.safeParse({ ...TASK, kind: 'review' }).success, false);
    assert.equal(taskSchema.safeParse({ ...TASK, allow: { tests: 'all', config: false } }).success, false);
  });
});
