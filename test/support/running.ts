import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** False for a zombie, too: it has ended, and only its parent has not read its exit status yet. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until a killed process has ended, which may take a moment on a busy machine. */
export async function waitUntilEnded(pid: number): Promise<void> {
  for (let tries = 0; isRunning(pid); tries++) {
    assert.ok(tries < 600, `process ${pid} still runs`);
    await delay(20);
  }
}

/** Waits until a process has written its id, followed by a line break, to the file. */
export async function readPid(file: string, explain: () => string = () => ''): Promise<number> {
  for (let tries = 0; tries < 1500; tries++) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return Number(text);
    await delay(20);
  }
  throw new Error(`${file} was not written; ${explain()}`);
}
