/*
 * The composition root of the extension: builds everything and registers it, nothing else. shell/commands has what a
 * user can start, shell/actions carries it out, shell/views and shell/tests show it; shell/engines.ts has the engine.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { late } from './engine/platform/memo';
import { noticeAllEdits } from './shell/actions/accept/notice-edits';
import { offerResume } from './shell/actions/offer-resume';
import { createReviews } from './shell/actions/reviews';
import type { RunTask } from './shell/actions/run-task';
import { createRuns } from './shell/actions/runs';
import { whenSettled } from './shell/actions/settle/when-settled';
import { registerAgents } from './shell/agents/register-agents';
import { registerCommands } from './shell/commands/register';
import { createEngines } from './shell/engines';
import { createHistory } from './shell/history';
import { translateWith } from './shell/l10n';
import { createRunPanels } from './shell/panel/run-panels';
import { openPatternStore, recountIn } from './shell/pattern-store';
import { createSecrets } from './shell/secrets';
import { createTests } from './shell/tests/create-tests';
import { createFixActions } from './shell/tests/fix/fix-actions';
import { registerKeepGreen } from './shell/tests/keep-green/register-keep-green';
import { createDocuments } from './shell/views/documents';
import { changesOf } from './shell/views/history-nodes';
import { createHistoryView } from './shell/views/history-view';
import { createLearnedView } from './shell/views/learned/learned-view';
import { showEvents } from './shell/views/log-lines';
import { createStatusBar } from './shell/views/status-bar';

let shutdown: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  translateWith(vscode.l10n.t);
  const log = vscode.window.createOutputChannel('Loopcraft', { log: true });
  const state = context.workspaceState;
  const stateDir = (context.storageUri ?? context.globalStorageUri).fsPath;
  const patterns = openPatternStore(context);
  const secrets = createSecrets(context.secrets);
  const engines = createEngines(context, { stateDir, patterns, log });

  const history = createHistory(join(stateDir, 'runs'), recountIn(patterns, log));
  const onEvent = showEvents(history, log);
  const runs = createRuns(engines, { onEvent, onTestCounts: history.countTests });
  const documents = createDocuments((id) => changesOf(id, history.runs()));
  const reviews = createReviews(documents, log, engines, history);
  const tests = createTests(engines, log);
  const { diagnostics, explorer, runTests } = tests;
  const deps = { reviews, history, diagnostics, secrets, patterns, documents, state, log };
  const runTask: RunTask = late(async () =>
    (await import('./shell/actions/run-task')).createRunTask({ ...deps, runs }),
  );
  const panels = createRunPanels({ history, runs, runTask, log, extensionUri: context.extensionUri });
  const commands = { ...deps, context, engines, stateDir, runs, runTask, runTests, panels };

  context.subscriptions.push(log, history, panels, documents, reviews, tests);
  context.subscriptions.push(
    createFixActions(diagnostics),
    registerKeepGreen(tests, { ...deps, runs, runTask }),
    registerAgents(context, { engines, history, runTask }),
    createStatusBar(runs, reviews, history),
    createHistoryView(history, runs, reviews.waiting),
    createLearnedView(patterns, history),
    reviews.onDidSettle(whenSettled({ history, diagnostics, explorer, patterns, log })),
    registerCommands({ ...commands, failing: explorer.failing, onDidRevert: explorer.invalidate }),
  );
  const ready = history.refresh().then(() => noticeAllEdits(history));
  void ready.then(() => offerResume(history, runTask, state));
  shutdown = async () => {
    await runs.dispose();
    await engines.dispose();
  };
}

/** Ends all child processes. */
export async function deactivate(): Promise<void> {
  await shutdown?.();
}
