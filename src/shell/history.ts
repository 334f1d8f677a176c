import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { EventOf, RunEvent } from '../engine/contract/events';
import type { TestCounts } from '../engine/contract/test-run';
import { foldRun, withTestCounts } from '../engine/journal/fold';
import type { NewestRuns } from '../engine/journal/read';
import { isMuchEdited, isWithdrawn, type RunRecord } from '../engine/journal/record';
import { late, memo } from '../engine/platform/memo';
import { type HistoryFilter, isFiltering, matches } from './history-filter';

/** Milliseconds for which changes are collected before the tree is refreshed. */
const REFRESH_DELAY_MS = 150;
/** How many runs are read at first, and how many more each time the person asks for older ones. */
const PAGE = 200;

const NO_RUNS: NewestRuns = { runs: [], older: 0 };

/** The runs of this workspace: earlier ones from their journals, those of this window from their events. */
export interface History extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  /** Those that were read so far, newest first. */
  runs(): readonly RunRecord[];
  /** Those that the filter lets through. */
  shown(): readonly RunRecord[];
  /** How many older runs were not read yet. */
  older(): number;
  /** Reads more of the older runs. */
  showOlder(): Promise<void>;
  /** All runs, newest first, however many there are. */
  all(): Promise<readonly RunRecord[]>;
  filter(): HistoryFilter;
  /** Narrows what is shown; reads all runs, so that none is missed. */
  setFilter(filter: HistoryFilter): Promise<void>;
  find(runId: string): RunRecord | undefined;
  /** All events of a run, in order; none where it is not known. */
  events(runId: string): Promise<readonly RunEvent[]>;
  /** What a call of a run sent and got; undefined where that is not kept. */
  exchange(runId: string, call: number): Promise<EventOf<'exchange'> | undefined>;
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
  const refreshing = collect(REFRESH_DELAY_MS, () => changed.fire());
  let filter: HistoryFilter = {};
  let folded: readonly RunRecord[] | undefined;
  const forgetFolded = () => {
    folded = undefined;
    refreshing.soon();
  };
  const live = createLiveRuns(forgetFolded);
  const journals = createJournals(runsDir);
  const runs = (): readonly RunRecord[] => {
    folded ??= live.together(journals.runs());
    return folded;
  };
  const find = (runId: string) => runs().find((run) => run.runId === runId);
  const refresh = async () => {
    await journals.refresh(isFiltering(filter));
    forgetFolded();
  };
  const remove = async (runId: string) => {
    if (find(runId)?.state === 'running') return false;
    const deleted = await journals.remove(runId);
    forgetFolded();
    return live.remove(runId) || deleted;
  };
  return {
    onDidChange: changed.event,
    runs,
    shown: () => runs().filter((run) => matches(run, filter)),
    older: journals.older,
    showOlder: () => {
      journals.wantMore();
      return refresh();
    },
    all: async () => live.together(await journals.all()),
    filter: () => filter,
    setFilter: (next) => {
      filter = next;
      return refresh();
    },
    find,
    events: async (runId) => live.events(runId) ?? (await (await reading()).readEvents(runsDir, runId)),
    exchange: async (runId, call) => (await reading()).readExchange(runsDir, runId, call),
    add: live.add,
    countTests: live.countTests,
    settle: async (runId, settled) => {
      const event = { type: 'settled', ...settled, runId, at: new Date().toISOString() } as const;
      tellRecount(find(runId), event, onRecount);
      const isLive = live.settle(event);
      forgetFolded();
      const { settleRun } = await import('../engine/journal/journal');
      await settleRun(runsDir, event);
      if (!isLive) await refresh();
    },
    refresh,
    remove,
    dispose: () => vscode.Disposable.from(refreshing, changed).dispose(),
  };
}

/** Runs an action once for all that happens within a time, in milliseconds. */
function collect(delayMs: number, action: () => void) {
  let timer: NodeJS.Timeout | undefined;
  return {
    soon(): void {
      timer ??= setTimeout(() => {
        timer = undefined;
        action();
      }, delayMs);
    },
    dispose: () => clearTimeout(timer),
  };
}

/** Loaded when there is something to read: a window without runs needs no schemas of events. */
const reading = () => import('../engine/journal/read');

/** The runs of the journals: the newest ones, and more of them when the person asks. */
function createJournals(dir: string) {
  const readNewest = late(async () => (await reading()).createRunReader(dir).read);
  let read = NO_RUNS;
  let wanted = PAGE;
  return {
    runs: () => read.runs,
    older: () => read.older,
    all: async () => (await readNewest(Number.POSITIVE_INFINITY)).runs,
    wantMore(): void {
      wanted += PAGE;
    },
    async refresh(everything: boolean): Promise<void> {
      const isEmpty = (await readdir(dir).catch(() => [])).length === 0;
      read = isEmpty ? NO_RUNS : await readNewest(everything ? Number.POSITIVE_INFINITY : wanted);
    },
    /** False when there is no such run, or when it is being written. */
    async remove(runId: string): Promise<boolean> {
      read = { ...read, runs: read.runs.filter((run) => run.runId !== runId) };
      return (await reading()).deleteRun(dir, runId);
    },
  };
}

/** The runs of this window, from their events. `onChange` is called when one has an event or a count more. */
function createLiveRuns(onChange: () => void) {
  const live = new Map<string, RunEvent[]>();
  const counts = new Map<string, TestCounts>();
  const counted = (run: RunRecord): RunRecord => {
    const found = counts.get(run.runId);
    return found === undefined ? run : withTestCounts(run, found);
  };
  return {
    events: (runId: string): readonly RunEvent[] | undefined => live.get(runId),
    add(event: RunEvent): void {
      // What a call sent and got stays on disk, and is read when a person wants to see it.
      if (event.type === 'exchange') return;
      memo(live, event.runId, () => []).push(event);
      // A stage that starts has counted nothing yet.
      if (event.type === 'stage-start' || event.type === 'run-end') counts.delete(event.runId);
      onChange();
    },
    countTests(runId: string, found: TestCounts): void {
      counts.set(runId, found);
      onChange();
    },
    /** False for a run of an earlier session or of another window. */
    settle(event: EventOf<'settled'>): boolean {
      return live.get(event.runId)?.push(event) !== undefined;
    },
    remove: (runId: string): boolean => live.delete(runId),
    /** These and the runs that were read, newest first. */
    together(read: readonly RunRecord[]): readonly RunRecord[] {
      const here = [...live.values()].map((events) => counted(foldRun(events)));
      const others = read.filter(({ runId }) => !live.has(runId));
      return [...here, ...others].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    },
  };
}

/** Not a second time where the person discards a change that they discarded before. */
function tellRecount(run: RunRecord | undefined, settled: EventOf<'settled'>, onRecount: Recount): void {
  if (run && !isWithdrawn(run) && isWithdrawn({ ...run, settled })) onRecount(run, 'withdrawn');
  if (run && !isMuchEdited(run.settled) && isMuchEdited(settled)) onRecount(run, 'edited');
}
