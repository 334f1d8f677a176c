import { appendFileSync, closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import type { EventOf, RunEvent } from '../contract/events';
import { thisProcess } from '../platform/process-identity';
import { isBeingWritten, journalName, journalPath, KEPT_RUNS, namesOfRun, ownerPath, prune } from './files';

export interface Journal {
  /** Writes one event of any run before it returns, so that a killed process loses at most one line. Never throws. */
  listener(event: RunEvent): void;
  /** Why the latest run is missing from the history, or only partly in it; for a person. */
  readonly problem: string | undefined;
  /** Closes the files of runs that have not ended, and waits for old journals to be deleted. */
  close(): Promise<void>;
}

interface OpenRun {
  readonly name: string;
  readonly fd: number;
}

/**
 * Opens the journal: one JSONL file per run in `dir`, with one event per line. A folder that cannot be
 * written is reported once through `log`, and the runs go on without a history. `keptRuns` says how many runs
 * stay when one has ended.
 *
 * This is the entry file of the room. Read next: `files.ts` names and prunes the files, `read.ts` reads
 * them back, and `fold.ts` and `steps.ts` turn events into the record that the history shows (`record.ts`).
 */
export function openJournal(dir: string, log: (line: string) => void, keptRuns = () => KEPT_RUNS): Journal {
  const open = new Map<string, OpenRun>();
  let problem: string | undefined;
  let isReported = false;
  let pruning: Promise<void> = Promise.resolve();

  const fail = (error: unknown): void => {
    problem = notKept(dir, error);
    if (!isReported) log(problem);
    isReported = true;
  };

  const finish = (runId: string): void => {
    const run = open.get(runId);
    if (!run) return;
    open.delete(runId);
    closeSync(run.fd);
    rmSync(ownerPath(dir, run.name), { force: true });
  };

  const write = (event: RunEvent): void => {
    if (event.type === 'run-start') {
      open.set(event.runId, start(dir, event));
      problem = undefined;
    }
    append(open.get(event.runId), event);
  };

  return {
    listener(event) {
      try {
        write(event);
      } catch (error) {
        fail(error);
        // An event after a half-written line would be unreadable, so this run's journal ends here.
        attempt(() => finish(event.runId));
      }
      if (event.type !== 'run-end') return;
      attempt(() => finish(event.runId));
      pruning = pruning
        .then(() => prune(dir, keptRuns()))
        .catch((error: unknown) => log(`Couldn't delete old runs: ${String(error)}`));
    },
    get problem() {
      return problem;
    },
    async close() {
      for (const runId of [...open.keys()]) attempt(() => finish(runId));
      await pruning;
    },
  };

  function attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      fail(error);
    }
  }
}

function append(run: OpenRun | undefined, event: RunEvent): void {
  if (run) appendFileSync(run.fd, `${JSON.stringify(event)}\n`);
}

function notKept(dir: string, error: unknown): string {
  const cause = error instanceof Error ? error.message : String(error);
  return (
    `This run is not kept in the history: ${dir} cannot be written (${cause}). ` +
    'The run itself goes on. Make the folder writable or free some space, or choose another state folder.'
  );
}

/** Journals hold the person's code, so only that person may read them. */
function start(dir: string, event: RunEvent): OpenRun {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const name = journalName(event.at, event.runId);
  writeFileSync(ownerPath(dir, name), JSON.stringify(thisProcess()), { mode: 0o600 });
  return { name, fd: openSync(journalPath(dir, name), 'a', 0o600) };
}

/** Adds to the journal of an ended run what the person did with its change; false when that is not possible. */
export async function settleRun(dir: string, event: EventOf<'settled'>): Promise<boolean> {
  for (const name of await namesOfRun(dir, event.runId)) {
    if (await isBeingWritten(dir, name)) continue;
    // A journal whose last line was cut off must not swallow this one.
    const written = appendFile(journalPath(dir, name), `\n${JSON.stringify(event)}\n`);
    return written.then(
      () => true,
      () => false,
    );
  }
  return false;
}
