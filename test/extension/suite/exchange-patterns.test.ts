import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { describePatterns } from '../../../src/engine/learn/memory';
import { emptyPatterns, patternsKey } from '../../../src/engine/learn/patterns';
import { recordOutcome } from '../../../src/engine/learn/record-outcome';
import { systemClock } from '../../../src/engine/platform/clock';
import { workspaceKey } from '../../../src/engine/platform/workspace-key';
import { createExportPatterns, createImportPatterns } from '../../../src/shell/commands/learned/exchange-patterns';
import { memoryStore } from '../../support/memory-store';
import { SOLVED_RUN } from '../../support/solved-run';
import { theFolder, uriOf, write } from './test-folder';

describe('learned patterns', () => {
  const { showSaveDialog, showOpenDialog, showErrorMessage } = vscode.window;
  const file = uriOf('patterns.json');
  const values = new Map<string, unknown>();
  const store = memoryStore(values);
  const errors: string[] = [];
  const recorded = async () =>
    (await describePatterns(store, theFolder().uri.fsPath, systemClock)).summary.recordedRuns;
  before(() => {
    Object.assign(vscode.window, {
      showSaveDialog: async () => file,
      showOpenDialog: async () => [file],
      showErrorMessage: async (message: string) => void errors.push(message),
    });
    values.set(patternsKey(workspaceKey(theFolder().uri.fsPath)), recordOutcome(emptyPatterns(), SOLVED_RUN));
  });
  after(async () => {
    Object.assign(vscode.window, { showSaveDialog, showOpenDialog, showErrorMessage });
    await vscode.workspace.fs.delete(uriOf('.'), { recursive: true });
  });

  it('are exported to a file, and added from one', async () => {
    await write('other.txt', '');
    await createExportPatterns(store)();
    await createImportPatterns(store)();
    assert.equal(await recorded(), 2);
  });

  it('stay as they are when the file holds none, and the message says so', async () => {
    await write('patterns.json', '{}');
    await createImportPatterns(store)();
    assert.equal(await recorded(), 2);
    assert.match(errors.join(), /Nothing was taken from .*patterns\.json\. It holds no exported patterns/);
  });
});
