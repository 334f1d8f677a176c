import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MS = 3000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends the child, started `detached`, and everything of its process group; resolves when it is gone. */
export async function endTree(child: ChildProcess): Promise<void> {
  const gone =
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => child.once('exit', () => resolve()));
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

/** Done, synchronously, when this process ends. */
const exitActions = new Set<() => void>();

/** `act`, which must be synchronous, is done when this process ends or is told to; the result forgets it. */
export function onProcessExit(act: () => void): () => void {
  if (exitActions.size === 0) {
    process.on('exit', runExitActions);
    for (const signal of SIGNALS) process.on(signal, exitOnSignal);
  }
  exitActions.add(act);
  return () => {
    exitActions.delete(act);
    if (exitActions.size > 0) return;
    process.off('exit', runExitActions);
    for (const signal of SIGNALS) process.off(signal, exitOnSignal);
  };
}

/** The child's tree, started `detached`, ends when this process does; the result forgets it. */
export function killOnExit(child: ChildProcess): () => void {
  return onProcessExit(() => signalTree(child, 'SIGKILL'));
}

function runExitActions(): void {
  for (const act of exitActions) act();
}

function exitOnSignal(signal: NodeJS.Signals): void {
  process.exit(signal === 'SIGINT' ? 130 : 143);
}
