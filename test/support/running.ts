import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A zombie has ended: only its parent has not asked yet. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** A kill is delivered in its own time: a busy machine may take a moment to run it. */
export async function waitUntilEnded(pid: number): Promise<void> {
  for (let tries = 0; isRunning(pid); tries++) {
    assert.ok(tries < 600, `process ${pid} is still there`);
    await delay(20);
  }
}
