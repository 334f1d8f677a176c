import * as vscode from 'vscode';
import type { PatternStore } from '../../engine/learn/store/ports';
import type { RunTask } from '../actions/run-task';
import type { Runs } from '../actions/runs';
import type { CommandId } from '../contributions';
import { createDemo } from '../demo/try-demo';
import { chooseModel } from '../models/choose-model';
import { askForKey } from '../models/key-prompt';
import type { RunPanels } from '../panel/run-panels';
import { createRequests } from '../request/requests';
import type { Secrets } from '../secrets';
import type { TestExplorer } from '../tests/explorer/test-explorer';
import { createFixAtCursor } from '../tests/fix/fix-at-cursor';
import type { TestDiagnostics } from '../tests/test-diagnostics';
import type { Documents } from '../views/documents';
import type { RunNode } from '../views/history-nodes';
import { pickFolder } from '../workspace-folder';
import { createEditNotes } from './edit-notes';
import { createFixTest } from './fix-test';
import { createGenerate } from './generate';
import { createHistoryCommands } from './history/history-commands';
import { createLearnedCommands } from './learned/entries';
import { createExportPatterns, createImportPatterns, createRebuildPatterns } from './learned/exchange-patterns';
import { createAskAgain, createResetPatterns, createShowPatterns } from './learned/patterns';
import { createReviewCommands, type ReviewCommandDeps } from './review-commands';
import type { RunTests } from './run-tests';
import { askKeyOwner } from './set-api-key';
import { createSteeringCommands } from './steering-commands';

export interface CommandDeps extends ReviewCommandDeps {
  readonly context: vscode.ExtensionContext;
  readonly runs: Runs;
  readonly runTask: RunTask;
  readonly runTests: RunTests;
  readonly panels: Pick<RunPanels, 'open'>;
  readonly diagnostics: TestDiagnostics;
  readonly failing: TestExplorer['failing'];
  readonly secrets: Secrets;
  readonly patterns: PatternStore;
  /** What earlier runs solved. */
  readonly solved: PatternStore;
  readonly documents: Documents;
  readonly state: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** Registers all commands of package.json; the type of `handlers` makes sure that none is missing. */
export function registerCommands(deps: CommandDeps): vscode.Disposable {
  const { runs, secrets, log } = deps;
  const requests = createRequests(deps);
  const demo = createDemo(deps.context);
  const fixTest = createFixTest(deps);
  const handlers: Record<CommandId, (argument: never) => unknown> = {
    'loopcraft.generate': createGenerate(deps.runTask, deps.state, requests),
    'loopcraft.fixTest': fixTest,
    'loopcraft.fixAtCursor': createFixAtCursor({ runTask: deps.runTask, fixTest }),
    'loopcraft.runTests': async () => {
      const folder = await pickFolder();
      if (folder) await deps.runTests(folder);
    },
    'loopcraft.setApiKey': async () => {
      const owner = await askKeyOwner();
      if (owner && (await askForKey(owner, secrets)))
        void vscode.window.showInformationMessage(vscode.l10n.t('Loopcraft: The API key is stored.'));
    },
    'loopcraft.chooseModel': () => chooseModel(secrets),
    'loopcraft.tryDemo': demo.open,
    'loopcraft.showPatterns': createShowPatterns(deps.patterns, deps.solved, deps.documents),
    'loopcraft.resetPatterns': createResetPatterns(deps.patterns, deps.solved),
    'loopcraft.rebuildPatterns': createRebuildPatterns(deps.patterns, deps.history),
    'loopcraft.exportPatterns': createExportPatterns(deps.patterns),
    'loopcraft.importPatterns': createImportPatterns(deps.patterns),
    ...createLearnedCommands(deps.patterns),
    'loopcraft.editNotes': createEditNotes(deps.patterns),
    'loopcraft.askAgain': createAskAgain(deps.patterns),
    'loopcraft.showLog': () => log.show(),
    'loopcraft.cancelRun': (node: RunNode | undefined) => {
      for (const run of runs.active()) if (node === undefined || node.run.runId === run.runId) runs.cancel(run);
    },
    'loopcraft.retryNow': () => runs.retryNow(),
    ...createReviewCommands(deps),
    ...createSteeringCommands(deps),
    ...createHistoryCommands(deps),
    ...requests.commands,
  };
  return vscode.Disposable.from(
    requests,
    demo,
    ...Object.entries(handlers).map(([id, handler]) => vscode.commands.registerCommand(id, handler)),
  );
}
