import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparePlan } from '../../../../src/engine/test-runner/command/plan';

describe('the plan of a test run', () => {
  let temp = '';

  beforeEach(async () => {
    temp = await mkdtemp(join(tmpdir(), 'loopcraft-plan-'));
  });

  afterEach(() => rm(temp, { recursive: true, force: true }));

  async function planOf(line: string): Promise<string> {
    const request = { dir: temp, command: { command: line, runner: 'vitest', why: '' }, timeoutMs: 1 } as const;
    return (await preparePlan(request, { temp })).line;
  }

  it('has Node load the reporter of vitest, because Vite may refuse what lies outside of the workspace', async () => {
    const reporter = join(temp, 'node_modules', '0-vitest-reporter.mjs');
    assert.ok((await planOf('vitest run')).includes(reporter));
    assert.ok(existsSync(reporter));
  });

  it('keeps the reporters of several runs apart', async () => {
    await planOf('vitest run && jest');
    assert.ok(existsSync(join(temp, 'node_modules', '0-vitest-reporter.mjs')));
    assert.ok(existsSync(join(temp, '1-jest-reporter.cjs')));
  });
});
