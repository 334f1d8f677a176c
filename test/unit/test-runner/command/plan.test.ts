import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestRunRequest } from '../../../../src/engine/contract/test-run';
import { preparePlan } from '../../../../src/engine/test-runner/command/plan';

describe('the plan of a test run', () => {
  let temp = '';

  beforeEach(async () => {
    temp = await mkdtemp(join(tmpdir(), 'loopcraft-plan-'));
  });

  afterEach(() => rm(temp, { recursive: true, force: true }));

  async function planOf(line: string, more: Partial<TestRunRequest> = {}): Promise<string> {
    const request = {
      dir: temp,
      command: { command: line, runner: 'vitest', why: '' },
      timeoutMs: 1,
      ...more,
    } as const;
    return (await preparePlan(request, { temp })).line;
  }

  it('has Node load the reporter of vitest, because Vite may refuse what lies outside of the workspace', async () => {
    const reporter = join(temp, 'node_modules', '0-vitest-reporter.mjs');
    assert.ok((await planOf('vitest run')).includes(reporter));
    assert.ok(existsSync(reporter));
  });

  it('selects tests of vitest 1 as well, whose full names begin with a blank', async () => {
    const lines = [
      await planOf('vitest run cart.test.ts', { files: [{ path: 'cart.test.ts', names: ['Cart > adds'] }] }),
      await planOf('vitest run', { targets: [{ path: 'cart.test.ts', name: 'Cart > adds' }] }),
    ];
    for (const line of lines) {
      const pattern = new RegExp(/-t ['"]([^'"]+)['"]/.exec(line)?.[1] ?? 'none');
      for (const name of ['Cart adds', ' Cart adds']) assert.match(name, pattern);
      assert.doesNotMatch('My Cart adds', pattern);
    }
  });

  it('keeps the reporters of several runs apart', async () => {
    await planOf('vitest run && jest');
    assert.ok(existsSync(join(temp, 'node_modules', '0-vitest-reporter.mjs')));
    assert.ok(existsSync(join(temp, '1-jest-reporter.cjs')));
  });
});
