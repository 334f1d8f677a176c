import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MS = 3000;

/** Ends the child, started `detached`, and everything of its process group; resolves when it is gone. */
export async function endTree(child: ChildProcess): Promise<void> {
  const gone = child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalTree(child, 'SIGTERM');
  const wait = new AbortController();
  await Promise.race([gone, delay(GRACE_MS, undefined, { signal: wait.signal }).catch(() => undefined)]);
  wait.abort();
  // Also when the child itself went: what it started may still be there.
  signalTree(child, 'SIGKILL');
  await gone;
}

function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/PID', String(child.pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const ours = new Set<ChildProcess>();
const farewells = new Set<() => void>();
let watching = false;

/** The child's tree ends when this process does, however that comes about; the result forgets it. */
export function endWithUs(child: ChildProcess): () => void {
  ours.add(child);
  watch();
  return () => ours.delete(child);
}

/** `act`, which must be synchronous, is done when this process ends; the result forgets it. */
export function atOurEnd(act: () => void): () => void {
  farewells.add(act);
  watch();
  return () => farewells.delete(act);
}

function watch(): void {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const child of ours) signalTree(child, 'SIGKILL');
    for (const act of farewells) act();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
  }
}
