import * as vscode from 'vscode';
import type { RunEvent } from '../engine/contract/events';
import { foldRun } from '../engine/journal/fold';
import { deleteRun, readRuns } from '../engine/journal/read';
import type { RunRecord } from '../engine/journal/record';

/** How long changes are gathered before the tree is told, in milliseconds. */
const GATHER_MS = 150;

/** The runs of this workspace: those of earlier sessions from their journals, those of now live. */
export interface History extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  /** Newest first. */
  runs(): readonly RunRecord[];
  find(runId: string): RunRecord | undefined;
  /** Takes in an event of a run of this window. */
  add(event: RunEvent): void;
  /** Reads the journals again. */
  refresh(): Promise<void>;
  /** False when the run is still going on or its journal could not be deleted. */
  remove(runId: string): Promise<boolean>;
}

export function createHistory(runsDir: string): History {
  const changed = new vscode.EventEmitter<void>();
  const live = new Map<string, RunEvent[]>();
  let read: readonly RunRecord[] = [];
  let folded: readonly RunRecord[] | undefined;
  let timer: NodeJS.Timeout | undefined;

  const runs = (): readonly RunRecord[] => {
    folded ??= [
      ...[...live.values()].map((events) => foldRun(events)),
      ...read.filter(({ runId }) => !live.has(runId)),
    ].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    return folded;
  };
  const touch = () => {
    folded = undefined;
    timer ??= setTimeout(() => {
      timer = undefined;
      changed.fire();
    }, GATHER_MS);
  };

  return {
    onDidChange: changed.event,
    runs,
    find: (runId) => runs().find((run) => run.runId === runId),
    add(event) {
      const events = live.get(event.runId);
      if (events) events.push(event);
      else live.set(event.runId, [event]);
      touch();
    },
    async refresh() {
      read = await readRuns(runsDir);
      touch();
    },
    async remove(runId) {
      if (runs().find((run) => run.runId === runId)?.state === 'running') return false;
      const deleted = await deleteRun(runsDir, runId);
      const known = live.delete(runId);
      read = read.filter((run) => run.runId !== runId);
      touch();
      return deleted || known;
    },
    dispose() {
      clearTimeout(timer);
      changed.dispose();
    },
  };
}
