import type * as vscode from 'vscode';
import type { Review, Settled } from './review';
import type { Waiting } from './waiting';

/** The changes that a person reviews in this window. */
export interface Reviews extends vscode.Disposable {
  /** Fires after changes were written or discarded. */
  readonly onDidSettle: vscode.Event<Settled>;
  /** The finished changes that wait for the person. */
  readonly waiting: Pick<Waiting, 'all' | 'onDidChange' | 'choose' | 'chosen'>;
  /** Shows the diff now. */
  open(review: Review): Promise<void>;
  /**
   * Shows the diff at once if the person typed nothing since `since` (milliseconds since the epoch), else when they ask
   * for it: finished work takes no focus. Says whether it is shown.
   */
  offer(review: Review, since: number): Promise<boolean>;
  /** Lets a change wait for the person, without showing it. */
  wait(review: Review): void;
  /** The review to decide on: that of the active tab, else the newest one that waits. */
  current(): Review | undefined;
  /** The candidate in the active tab that can only be applied after a question. */
  currentCandidate(): Review | undefined;
  /** Writes the change; where the person left files out, the rest, after it was verified again. */
  accept(review: Review): Promise<void>;
  discard(review: Review): Promise<void>;
  /** Takes back what is shown of a run that was deleted, or whose change is not offered any more. */
  forget(runId: string): Promise<void>;
}
