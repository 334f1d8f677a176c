import { type ChildProcess, execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Name of the variable by which a command's processes are found again, including those that left its group. */
export const PROCESS_MARK = 'LOOPCRAFT_PROCESS';

/** Asks the child's whole tree to end by SIGTERM. Windows has no such request, so the tree is killed there. */
export async function terminateTree(child: ChildProcess): Promise<void> {
  if (process.platform === 'win32') return killTree(child, '');
  signalGroup(child, 'SIGTERM');
}

/** Milliseconds within which a newly forked process has its own environment. */
const FORK_MS = 30;

/**
 * Kills what is left of the child's tree. On POSIX that is its process group, and on Linux also every process with
 * the mark, because a browser or a daemon makes a group of its own. On Windows `taskkill /T` follows the parents.
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
  await killMarkedProcesses(mark);
}

/** Kills every process whose mark equals `mark` or begins with it and a '/'. Does nothing outside of Linux. */
export async function killMarkedProcesses(mark: string): Promise<void> {
  if (process.platform !== 'linux') return;
  // A process may start another one during the search, and a process that is being started has no readable
  // environment for a moment. So only two searches in a row without a hit show that nothing is left.
  for (let round = 0, emptyRounds = 0; round < 6 && emptyRounds < 2; round++) {
    const found = await markedProcesses(`${PROCESS_MARK}=${mark}`);
    for (const pid of found) kill(pid, 'SIGKILL');
    emptyRounds = found.length === 0 ? emptyRounds + 1 : 0;
    if (emptyRounds < 2) await delay(FORK_MS);
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
    // The process has ended already.
  }
}

/** Ids of the processes with this assignment in their environment, or with one that continues it with a '/'. */
async function markedProcesses(assignment: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const marked = await Promise.all(
    pids.map(async (pid) => {
      try {
        // The file is empty for a zombie and unreadable for another user's process.
        const variables = (await readFile(`/proc/${pid}/environ`, 'latin1')).split('\0');
        return variables.some((variable) => variable === assignment || variable.startsWith(`${assignment}/`))
          ? Number(pid)
          : undefined;
      } catch {
        return undefined;
      }
    }),
  );
  return marked.filter((pid) => pid !== undefined);
}
