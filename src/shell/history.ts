import * as vscode from 'vscode';
import type { EventOf, RunEvent } from '../engine/contract/events';
import type { TestCounts } from '../engine/contract/test-run';
import { foldRun, withTestCounts } from '../engine/journal/fold';
import { settleRun } from '../engine/journal/journal';
import { deleteRun, readRuns } from '../engine/journal/read';
import type { RunRecord } from '../engine/journal/record';
import { isMuchEdited } from '../engine/learn/edited-share';
import { isWithdrawn } from '../engine/learn/learn-from-runs';
import { memo } from '../engine/platform/memo';

/** Milliseconds for which changes are collected before the tree is refreshed. */
const REFRESH_DELAY_MS = 150;

/** The runs of this workspace: earlier ones from their journals, those of this window from their events. */
export interface History extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  /** Newest first. */
  runs(): readonly RunRecord[];
  find(runId: string): RunRecord | undefined;
  /** Adds an event of a run of this window. */
  add(event: RunEvent): void;
  /** Shows how many tests have ended so far at the stage of a run of this window that runs them. */
  countTests(runId: string, counts: TestCounts): void;
  /** Records what the person did with the change of an ended run. */
  settle(runId: string, settled: Pick<EventOf<'settled'>, 'how' | 'files' | 'saved' | 'edited'>): Promise<void>;
  /** Reads the journals again. */
  refresh(): Promise<void>;
  /** False when the run is still in progress or its journal could not be deleted. */
  remove(runId: string): Promise<boolean>;
}

/** What a person did with a run's change after it counted as solved. */
type Recount = (run: RunRecord, what: 'withdrawn' | 'edited') => void;

/** `onRecount` is told once of a run whose change the person did not want, took back or edited much. */
export function createHistory(runsDir: string, onRecount: Recount = () => {}): History {
  const changed = new vscode.EventEmitter<void>();
  const live = new Map<string, RunEvent[]>();
  const counts = new Map<string, TestCounts>();
  let read: readonly RunRecord[] = [];
  let folded: readonly RunRecord[] | undefined;
  let timer: NodeJS.Timeout | undefined;

  const runs = (): readonly RunRecord[] => {
    folded ??= allRuns(live, counts, read);
    return folded;
  };
  const find = (runId: string) => runs().find((run) => run.runId === runId);
  const scheduleRefresh = () => {
    folded = undefined;
    timer ??= setTimeout(() => {
      timer = undefined;
      changed.fire();
    }, REFRESH_DELAY_MS);
  };
  const refresh = async () => {
    read = await readRuns(runsDir);
    scheduleRefresh();
  };
  return {
    onDidChange: changed.event,
    runs,
    find,
    add(event) {
      memo(live, event.runId, () => []).push(event);
      // A stage that starts has counted nothing yet.
      if (event.type === 'stage-start' || event.type === 'run-end') counts.delete(event.runId);
      scheduleRefresh();
    },
    countTests(runId, found) {
      counts.set(runId, found);
      scheduleRefresh();
    },
    async settle(runId, settled) {
      const event = { type: 'settled', ...settled, runId, at: new Date().toISOString() } as const;
      tellRecount(find(runId), event, onRecount);
      live.get(runId)?.push(event);
      scheduleRefresh();
      await settleRun(runsDir, event);
      if (!live.has(runId)) await refresh();
    },
    refresh,
    async remove(runId) {
      if (find(runId)?.state === 'running') return false;
      const deleted = await deleteRun(runsDir, runId);
      read = read.filter((run) => run.runId !== runId);
      scheduleRefresh();
      return live.delete(runId) || deleted;
    },
    dispose() {
      clearTimeout(timer);
      changed.dispose();
    },
  };
}

/** Not a second time where the person discards a change that they discarded before. */
function tellRecount(run: RunRecord | undefined, settled: EventOf<'settled'>, onRecount: Recount): void {
  if (run && !isWithdrawn(run) && isWithdrawn({ ...run, settled })) onRecount(run, 'withdrawn');
  if (run && !isMuchEdited(run.settled) && isMuchEdited(settled)) onRecount(run, 'edited');
}

/** Newest first. */
function allRuns(
  live: ReadonlyMap<string, readonly RunEvent[]>,
  counts: ReadonlyMap<string, TestCounts>,
  read: readonly RunRecord[],
): readonly RunRecord[] {
  const here = [...live.values()].map((events) => counted(foldRun(events), counts));
  const others = read.filter(({ runId }) => !live.has(runId));
  return [...here, ...others].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

function counted(run: RunRecord, counts: ReadonlyMap<string, TestCounts>): RunRecord {
  const found = counts.get(run.runId);
  return found === undefined ? run : withTestCounts(run, found);
}
