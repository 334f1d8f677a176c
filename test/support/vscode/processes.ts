import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between asking a tree to end and killing it. */
const GRACE_MS = 3000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends a child that was started `detached`, and its process group. Resolves when the child has ended. */
export async function endTree(child: ChildProcess): Promise<void> {
  const exited =
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalTree(child, 'SIGTERM');
  const wait = new AbortController();
  await Promise.race([exited, delay(GRACE_MS, undefined, { signal: wait.signal }).catch(() => undefined)]);
  wait.abort();
  // Also if the child has ended, because processes that it started may still run.
  signalTree(child, 'SIGKILL');
  await exited;
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

/** Actions that run synchronously when this process ends. */
const exitActions = new Set<() => void>();

/** Runs a synchronous action when this process exits or gets a signal to end. Returns the cancellation. */
export function onProcessExit(action: () => void): () => void {
  if (exitActions.size === 0) {
    process.on('exit', runExitActions);
    for (const signal of SIGNALS) process.on(signal, exitOnSignal);
  }
  exitActions.add(action);
  return () => {
    exitActions.delete(action);
    if (exitActions.size > 0) return;
    process.off('exit', runExitActions);
    for (const signal of SIGNALS) process.off(signal, exitOnSignal);
  };
}

/** Kills a child that was started `detached`, and its tree, when this process ends. Returns the cancellation. */
export function killOnExit(child: ChildProcess): () => void {
  return onProcessExit(() => signalTree(child, 'SIGKILL'));
}

function runExitActions(): void {
  for (const action of exitActions) action();
}

function exitOnSignal(signal: NodeJS.Signals): void {
  process.exit(signal === 'SIGINT' ? 130 : 143);
}
