import type * as vscode from 'vscode';
import type { Change, EventOf } from '../../../engine/contract/events';
import type { RedTest } from '../../../engine/contract/stop';
import type { UntitledDocuments } from '../../workspace-folder';

/** Changes of a run that are shown as a diff. */
export interface Review {
  /** Identifies the changes in the URIs of the diff's `loopcraft:` documents. */
  readonly id: string;
  readonly runId: string;
  /** Title of the diff's tab. */
  readonly title: string;
  readonly folder: vscode.WorkspaceFolder;
  readonly changes: readonly Change[];
  /** False when the changes are not green: they can be looked at, and applied only after a question. */
  readonly acceptable: boolean;
  /** What is red in changes that can be applied nevertheless; undefined where that is not offered. */
  readonly red?: string | undefined;
  /** Tests that the changes leave red as they were; accepting the changes accepts that as well. */
  readonly left?: readonly RedTest[] | undefined;
  readonly untitled: UntitledDocuments;
  /** The id of the review whose changes these are, merged with what the person edited since. */
  readonly mergedFrom?: string | undefined;
  /** Starts the same task again; offered when the files have changed since. */
  readonly runAgain: () => void;
  /** Starts a run that goes on from these changes with the person's words. */
  readonly goOn: (words: string) => void;
}

/** What the person did with a review. */
export interface Settled extends Pick<EventOf<'settled'>, 'how' | 'files' | 'saved'> {
  readonly review: Review;
}
