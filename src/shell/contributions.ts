/**
 * Everything the code and package.json's `contributes` must agree on; test/unit/manifest.test.ts
 * compares the two. This file doesn't import `vscode`, so that a plain test can import it.
 */
export const COMMANDS = [
  'loopcraft.generate',
  'loopcraft.fixTest',
  'loopcraft.runTests',
  'loopcraft.setApiKey',
  'loopcraft.chooseModel',
  'loopcraft.showPatterns',
  'loopcraft.resetPatterns',
  'loopcraft.rebuildPatterns',
  'loopcraft.exportPatterns',
  'loopcraft.importPatterns',
  'loopcraft.pinLearned',
  'loopcraft.unpinLearned',
  'loopcraft.forgetLearned',
  'loopcraft.editNotes',
  'loopcraft.askAgain',
  'loopcraft.showLog',
  'loopcraft.cancelRun',
  'loopcraft.pauseRun',
  'loopcraft.resumeRun',
  'loopcraft.addHint',
  'loopcraft.retryNow',
  'loopcraft.acceptChanges',
  'loopcraft.discardChanges',
  'loopcraft.rejectChanges',
  'loopcraft.reviewChanges',
  'loopcraft.applyAnyway',
  'loopcraft.revertRun',
  'loopcraft.openDiff',
  'loopcraft.runAgain',
  'loopcraft.deleteRun',
  'loopcraft.refreshHistory',
] as const;
export type CommandId = (typeof COMMANDS)[number];

export const VIEW_CONTAINER = 'loopcraft';
export const HISTORY_VIEW = 'loopcraft.history';
export const LEARNED_VIEW = 'loopcraft.learned';
export const SHOW_HISTORY = `${HISTORY_VIEW}.focus`;

/** Scheme of the read-only documents that diffs and reports consist of. */
export const SCHEME = 'loopcraft';

/** Context keys that `when` clauses in package.json use. */
export const CONTEXT = {
  /** A run is in progress in this window. */
  running: 'loopcraft.running',
  /** A run of this window is paused. */
  paused: 'loopcraft.paused',
  /** A model call waits before its next attempt. */
  waiting: 'loopcraft.waiting',
  /** The active tab shows changes that can be accepted. */
  reviewing: 'loopcraft.reviewing',
  /** The active tab shows a candidate that is not green, and can be applied only after a question. */
  reviewingCandidate: 'loopcraft.reviewingCandidate',
  /** A model is chosen; a run has ended; the tests have run: with these, steps of the walkthrough are done. */
  modelChosen: 'loopcraft.modelChosen',
  hasRun: 'loopcraft.hasRun',
  testsRan: 'loopcraft.testsRan',
  /** Finished changes wait for the person. */
  ready: 'loopcraft.ready',
} as const;

/** `contextValue`s of the history's tree items, which its menus depend on. */
export const HISTORY_ITEM = {
  running: 'run.running',
  ended: 'run.ended',
  /** Ended with changes to review. */
  changed: 'run.ended.changed',
  /** The person accepted the changes, and did not revert them. */
  accepted: 'run.ended.changed.accepted',
  candidate: 'step.candidate',
  other: 'step',
} as const;

/** `contextValue`s of what is learned: whether it is pinned, and whether it has counts that can be forgotten. */
export const LEARNED_ITEM = {
  free: 'learned.free',
  freeCounted: 'learned.free.counted',
  pinned: 'learned.pinned',
  pinnedCounted: 'learned.pinned.counted',
  other: 'learned',
} as const;

/** `source` of the diagnostics that `Loopcraft: Run Tests` reports. */
export const DIAGNOSTIC_SOURCE = 'loopcraft';
