import * as vscode from 'vscode';
import { openExperienceStore } from '../../engine/learn/experience/experience-memory';
import type { PatternStore } from '../../engine/learn/store/ports';
import type { RunTask } from '../actions/run-task';
import type { Runs } from '../actions/runs';
import type { CommandId } from '../contributions';
import type { Demo } from '../demo/try-demo';
import { chooseModel } from '../models/choose-model';
import { askForKey } from '../models/key-prompt';
import type { RunPanels } from '../panel/run-panels';
import type { Requests } from '../request/requests';
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
  /** Absolute path of the folder with the records of this workspace. */
  readonly stateDir: string;
  readonly documents: Documents;
  readonly state: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

export interface HandlerDeps extends CommandDeps {
  readonly requests: Requests;
  readonly demo: Demo;
}

/** What each command does; the type makes sure that none is missing. */
export type Handlers = Readonly<Record<CommandId, (argument: never) => unknown>>;

/** The handlers of all commands: the code behind them is loaded when the first command is called. */
export function createHandlers(deps: HandlerDeps): Handlers {
  const { runs, secrets, log, requests, demo } = deps;
  const solved = openExperienceStore(deps.stateDir);
  const fixTest = createFixTest(deps);
  return {
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
    'loopcraft.showPatterns': createShowPatterns(deps.patterns, solved, deps.documents),
    'loopcraft.resetPatterns': createResetPatterns(deps.patterns, solved),
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
}
