import * as vscode from 'vscode';
import type { Review } from './review';

/** The finished changes that wait for the person, newest last. */
export interface Waiting extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  all(): readonly Review[];
  add(review: Review): void;
  /** Removes what waits for this review's run. */
  remove(review: Pick<Review, 'runId'>): void;
}

export function createWaiting(): Waiting {
  const changed = new vscode.EventEmitter<void>();
  const waiting = new Map<string, Review>();
  return {
    onDidChange: changed.event,
    all: () => [...waiting.values()],
    add(review) {
      waiting.delete(review.runId);
      waiting.set(review.runId, review);
      changed.fire();
    },
    remove({ runId }) {
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
