import assert from 'node:assert/strict';
import { runProcess } from '../../src/engine/process/run-process';
import { createTestRunner } from '../../src/engine/test-runner/test-runner';

type Runner = ReturnType<typeof createTestRunner>;
type Request = Parameters<Runner['run']>[0];
type Report = Exclude<Awaited<ReturnType<Runner['run']>>, { readonly problem: unknown }>;

/** Runs the tests of a workspace by the real runner, and fails where it says that it can't. */
export async function testReport(
  dir: string,
  setting: string | undefined,
  more: Partial<Omit<Request, 'dir' | 'command'>>,
): Promise<Report> {
  const runner = createTestRunner({ env: process.env, log: () => {}, runProcess });
  const command = await runner.detect(dir, setting);
  assert.ok(!('problem' in command));
  const report = await runner.run({ dir, command, timeoutMs: 60_000, ...more }, new AbortController().signal);
  assert.ok(!('problem' in report), JSON.stringify(report));
  return report;
}
