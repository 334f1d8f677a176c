import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import { memo } from '../../../engine/platform/memo';
import type { Review } from './review';

/** The finished changes that wait for the person, newest last, and which of their files the person takes. */
export interface Waiting extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  all(): readonly Review[];
  /** Takes a file of a change, or leaves it out. */
  choose(review: Review, path: string, isTaken: boolean): void;
  /** The files that are taken: all that were not left out. */
  chosen(review: Review): readonly Change[];
  add(review: Review): void;
  /** Removes what waits for this review's run. */
  remove(review: Pick<Review, 'id' | 'runId'>): void;
}

export function createWaiting(): Waiting {
  const changed = new vscode.EventEmitter<void>();
  const waiting = new Map<string, Review>();
  /** Paths by the id of a review. */
  const leftOut = new Map<string, Set<string>>();
  return {
    onDidChange: changed.event,
    all: () => [...waiting.values()],
    choose({ id }, path, isTaken) {
      const paths = memo(leftOut, id, () => new Set<string>());
      if (isTaken) paths.delete(path);
      else paths.add(path);
      changed.fire();
    },
    chosen: ({ id, changes }) => changes.filter(({ path }) => !leftOut.get(id)?.has(path)),
    add(review) {
      waiting.delete(review.runId);
      waiting.set(review.runId, review);
      changed.fire();
    },
    remove({ id, runId }) {
      leftOut.delete(id);
      if (waiting.delete(runId)) changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}

/** Tells whether the person typed in an editor since a time, in milliseconds since the epoch. */
export function createTyping(now: () => number = Date.now) {
  let last = 0;
  const listening = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    const active = vscode.window.activeTextEditor?.document;
    if (contentChanges.length > 0 && document === active) last = now();
  });
  return { since: (time: number) => last >= time, dispose: () => listening.dispose() };
}
