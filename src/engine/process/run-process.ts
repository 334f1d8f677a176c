// Child processes. This file runs one command to its end, and end-tree.ts ends all of its processes. clean-env.ts
// makes the environment for a command, and capped-output.ts bounds the output that is kept. A service is a process
// of our own that answers messages: service-child.ts starts it, service-protocol.ts types the messages.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { cappedOutput } from './capped-output';
import { killTree, PROCESS_MARK, terminateTree } from './end-tree';

export interface ProcessRequest {
  /** A program and its arguments, or a line for the system's shell (`/bin/sh`, `cmd.exe`). */
  readonly command: readonly [string, ...string[]] | { readonly shell: string };
  /** Absolute path of an existing folder. */
  readonly cwd: string;
  /** The complete environment of the child; it inherits nothing from ours. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds after which the tree is ended; absent: no limit. */
  readonly timeoutMs?: number;
  /** Receives all of standard output as it comes, including what the capped output leaves out. */
  readonly onStdout?: (chunk: Buffer) => void;
  /** Start of the mark that the command's processes get (see `PROCESS_MARK`). */
  readonly mark?: string;
}

/** Runs a command as {@link runProcess} does, in this process or in a service. */
export type RunProcess = (request: ProcessRequest, signal: AbortSignal) => Promise<ProcessResult>;

export interface ProcessResult {
  /** `not-found`: the program, or one that the shell should run, does not exist. */
  readonly kind: 'exited' | 'timeout' | 'not-found';
  /** Null when a signal ended the command. */
  readonly exitCode: number | null;
  /** Standard output and error in the order in which they came: head and tail, at most about 256 KiB. */
  readonly output: string;
  readonly ms: number;
}

/** Milliseconds between asking a tree to end and killing it. */
const GRACE_MS = 1_000;
/** Milliseconds to read what is left in the pipes after the tree has ended. */
const DRAIN_MS = 500;
/** Exit codes of shells for a program that does not exist: of POSIX, and of `cmd.exe`. */
const NOT_FOUND_CODES = [127, 9009];

/**
 * Runs a command to its end and leaves none of its processes behind: not after the timeout, not when aborted, and
 * not when the command ends before the processes that it started. When aborted, it rejects with the signal's reason
 * after the tree has ended.
 */
export async function runProcess(request: ProcessRequest, signal: AbortSignal): Promise<ProcessResult> {
  signal.throwIfAborted();
  if (!(await stat(request.cwd)).isDirectory())
    throw new Error(`Couldn't run a command in ${request.cwd}: it is not a folder.`);
  signal.throwIfAborted();
  const startedAt = performance.now();
  const mark = [request.mark, randomUUID()].filter(Boolean).join('/');
  const output = cappedOutput();
  const child = start(request, mark);
  child.stdout?.on('data', output.add);
  if (request.onStdout) child.stdout?.on('data', request.onStdout);
  child.stderr?.on('data', output.add);
  const ended = watchEnd(child);
  const result = (kind: ProcessResult['kind'], exitCode: number | null): ProcessResult => ({
    kind,
    exitCode,
    output: output.text(),
    ms: performance.now() - startedAt,
  });

  const stop = await firstOf(ended.exit, request.timeoutMs, signal);
  if (stop !== 'exit') {
    await terminateTree(child);
    await Promise.race([ended.exit, delay(GRACE_MS, undefined, { ref: false })]);
  }
  await killTree(child, mark);
  const exit = await ended.exit;
  await ended.closed();

  if (stop === 'abort') throw signal.reason;
  if (stop === 'timeout') return result('timeout', exit.code);
  if (exit.missing || (exit.code !== null && NOT_FOUND_CODES.includes(exit.code)))
    return result('not-found', exit.code);
  return result('exited', exit.code);
}

function start(request: ProcessRequest, mark: string): ChildProcess {
  const { command, cwd } = request;
  const shell = 'shell' in command;
  const [file, ...args] = shell ? [command.shell] : command;
  return spawn(file, args, {
    cwd,
    env: { ...request.env, [PROCESS_MARK]: mark },
    shell,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // The child gets a process group of its own, so that the whole tree can be signalled.
    detached: process.platform !== 'win32',
  });
}

interface Exit {
  readonly code: number | null;
  readonly missing: boolean;
}

function watchEnd(child: ChildProcess): { readonly exit: Promise<Exit>; closed(): Promise<void> } {
  const close = once(child, 'close').catch(() => undefined);
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once('exit', (code) => resolve({ code, missing: false }));
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve({ code: null, missing: true });
      else reject(error);
    });
  });
  return {
    exit,
    async closed() {
      await Promise.race([close, delay(DRAIN_MS, undefined, { ref: false })]);
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}

async function firstOf(
  exit: Promise<unknown>,
  timeoutMs: number | undefined,
  signal: AbortSignal,
): Promise<'exit' | 'timeout' | 'abort'> {
  const settled = new AbortController();
  const aborted = new Promise<'abort'>((resolve) => {
    if (signal.aborted) resolve('abort');
    signal.addEventListener('abort', () => resolve('abort'), { once: true, signal: settled.signal });
  });
  const waits: Promise<'exit' | 'timeout' | 'abort'>[] = [exit.then(() => 'exit' as const), aborted];
  if (timeoutMs !== undefined)
    waits.push(delay(timeoutMs, 'timeout' as const, { signal: settled.signal }).catch(() => 'timeout' as const));
  try {
    return await Promise.race(waits);
  } finally {
    settled.abort();
  }
}
