import type * as vscode from 'vscode';
import type { PatternStore } from '../../../engine/learn/store/ports';
import type { History } from '../../history';
import { showAccepted } from '../../tests/after-accept';
import type { TestExplorer } from '../../tests/explorer/test-explorer';
import type { TestDiagnostics } from '../../tests/test-diagnostics';
import type { Review, Settled } from '../review/review';

export interface WhenSettledDeps {
  readonly history: History;
  readonly diagnostics: TestDiagnostics;
  readonly explorer: TestExplorer;
  readonly patterns: PatternStore;
  readonly log: vscode.LogOutputChannel;
}

/** Records what the person did with a change, and what follows for the tests that failed before it. */
export function whenSettled(deps: WhenSettledDeps): (settled: Settled) => void {
  const { history, diagnostics, explorer } = deps;
  return ({ review, ...settled }) => {
    void history.settle(review.runId, settled);
    if (settled.how !== 'accepted') return;
    showAccepted(review, diagnostics, explorer);
    void learnFrom(review, deps);
  };
}

async function learnFrom(review: Review, { history, patterns, log }: WhenSettledDeps): Promise<void> {
  const [{ rememberLeft }, { offerNotes }] = await Promise.all([import('./accepted-red'), import('./offer-notes')]);
  void rememberLeft(review, patterns, log);
  const run = history.find(review.runId);
  if (run) void offerNotes(run, review.folder, patterns, log);
}
