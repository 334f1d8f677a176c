/**
 * Everything the code and package.json's `contributes` must agree on; test/unit/manifest.test.ts
 * compares the two. This file doesn't import `vscode`, so that a plain test can import it.
 */
export const COMMANDS = [
  'loopcraft.generate',
  'loopcraft.fixTest',
  'loopcraft.fixAtCursor',
  'loopcraft.runTests',
  'loopcraft.setApiKey',
  'loopcraft.chooseModel',
  'loopcraft.tryDemo',
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
  'loopcraft.acceptSome',
  'loopcraft.discardChanges',
  'loopcraft.rejectChanges',
  'loopcraft.reviewChanges',
  'loopcraft.applyAnyway',
  'loopcraft.revertRun',
  'loopcraft.openDiff',
  'loopcraft.openRun',
  'loopcraft.runAgain',
  'loopcraft.deleteRun',
  'loopcraft.refreshHistory',
  'loopcraft.writeRequest',
  'loopcraft.runRequest',
  'loopcraft.toggleRequestTests',
  'loopcraft.clearRequestFocus',
  'loopcraft.chooseRequestFolder',
  'loopcraft.earlierRequests',
  'loopcraft.filterHistory',
  'loopcraft.clearHistoryFilter',
  'loopcraft.showOlderRuns',
  'loopcraft.clearHistory',
] as const;
export type CommandId = (typeof COMMANDS)[number];

export const VIEW_CONTAINER = 'loopcraft';
export const HISTORY_VIEW = 'loopcraft.history';
export const LEARNED_VIEW = 'loopcraft.learned';
export const SHOW_HISTORY = `${HISTORY_VIEW}.focus`;

/** Type of the panels that show one run each. */
export const RUN_PANEL = 'loopcraft.run';

/** Scheme of the read-only documents that diffs and reports consist of. */
export const SCHEME = 'loopcraft';

/** Scheme and language of the document in which a request is written. */
export const REQUEST_SCHEME = 'loopcraft-request';
export const REQUEST_LANGUAGE = 'loopcraft-request';

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
  /** The history shows only some of the runs. */
  filtered: 'loopcraft.filtered',
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

/** Id of the chat participant `@loopcraft`, and its commands behind a slash. */
export const CHAT_PARTICIPANT = 'loopcraft.chat';
export const CHAT_COMMANDS = ['generate', 'fix', 'explain-run'] as const;
export type ChatCommand = (typeof CHAT_COMMANDS)[number];

/** The language-model tools. */
export const AGENT_TOOLS = ['loopcraft_check', 'loopcraft_verify', 'loopcraft_fix'] as const;
export type AgentToolName = (typeof AGENT_TOOLS)[number];

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

/** `source` of the type errors that a save caused, while tests run on each save. */
export const TYPES_SOURCE = 'loopcraft types';
