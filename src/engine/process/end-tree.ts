import { type ChildProcess, execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Name of the variable by which a command's processes are found again, also those that left its group. */
export const MARK = 'LOOPCRAFT_PROCESS';

/** Asks the child's whole tree to end: SIGTERM on POSIX; Windows has no such thing, so it ends there. */
export async function askTree(child: ChildProcess): Promise<void> {
  if (process.platform === 'win32') return killTree(child, '');
  signalGroup(child, 'SIGTERM');
}

/** Milliseconds within which a process that was just forked has its new environment. */
const STARTING_MS = 30;

/**
 * Ends what is left of the child's tree. On POSIX that is its process group; on Linux also every
 * process that carries the mark, because a browser or a daemon makes a group of its own. On Windows
 * `taskkill /T` follows parents.
 */
export async function killTree(child: ChildProcess, mark: string): Promise<void> {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    await new Promise<void>((done) =>
      execFile('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true }, () => done()),
    );
    return;
  }
  signalGroup(child, 'SIGKILL');
  await endMarked(mark);
}

/** On Linux: kills every process whose mark is this one or begins with it and a '/'. Elsewhere nothing can be found by a mark. */
export async function endMarked(mark: string): Promise<void> {
  if (process.platform !== 'linux') return;
  // A process may start another while we look, and one that is just being started shows no
  // environment for a moment: only two looks without a find say that nothing is left.
  for (let round = 0, clean = 0; round < 6 && clean < 2; round++) {
    const found = await markedProcesses(`${MARK}=${mark}`);
    for (const pid of found) kill(pid, 'SIGKILL');
    clean = found.length === 0 ? clean + 1 : 0;
    if (clean < 2) await delay(STARTING_MS);
  }
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  // A pid of 0 or undefined would signal our own group.
  if (child.pid) kill(-child.pid, signal);
}

function kill(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, which is what was wanted.
  }
}

async function markedProcesses(needle: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const marked = await Promise.all(
    pids.map(async (pid) => {
      try {
        // Empty for a zombie, unreadable for another user's process.
        const variables = (await readFile(`/proc/${pid}/environ`, 'latin1')).split('\0');
        return variables.some((variable) => variable === needle || variable.startsWith(`${needle}/`))
          ? Number(pid)
          : undefined;
      } catch {
        return undefined;
      }
    }),
  );
  return marked.filter((pid) => pid !== undefined);
}
