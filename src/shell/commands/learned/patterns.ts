import * as vscode from 'vscode';
import { describeExperience, forgetExperience } from '../../../engine/learn/experience/experience-memory';
import { describePatterns, resetPatterns } from '../../../engine/learn/memory';
import type { PatternStore } from '../../../engine/learn/store/ports';
import { forgetTests } from '../../../engine/learn/tests/remembered-tests';
import { ACCEPTED_RED } from '../../../engine/learn/tests/test-lists';
import { systemClock } from '../../../engine/platform/clock';
import type { Documents } from '../../views/documents';
import { pickFolder } from '../../workspace-folder';

/** Shows what Loopcraft learned from earlier runs in a folder. */
export function createShowPatterns(
  store: PatternStore,
  solved: PatternStore,
  documents: Documents,
): () => Promise<void> {
  return async () => {
    const folder = await pickFolder();
    if (folder === undefined) return;
    const { text } = await describePatterns(store, folder.uri.fsPath, systemClock);
    const { lines } = await describeExperience(solved, folder.uri.fsPath);
    const title = vscode.l10n.t('Learned patterns of {0}', folder.name);
    await documents.show(`${title}.txt`, [text, ...lines].join('\n'));
  };
}

export function createResetPatterns(store: PatternStore, solved: PatternStore): () => Promise<void> {
  return async () => {
    const folder = await pickFolder();
    if (folder === undefined) return;
    const reset = vscode.l10n.t('Reset');
    const detail = vscode.l10n.t(
      'The next runs choose their strategy and iteration limit as in a new workspace, and flaky tests are unknown ' +
        'again. What you pinned and what earlier runs solved is forgotten as well; the run history is kept.',
    );
    const question = vscode.l10n.t('Forget what Loopcraft learned in {0}?', folder.name);
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, reset)) !== reset) return;
    await resetPatterns(store, folder.uri.fsPath);
    await forgetExperience(solved, folder.uri.fsPath);
    void vscode.window.showInformationMessage(vscode.l10n.t('Loopcraft forgot what it learned in {0}.', folder.name));
  };
}

/** The command that makes Loopcraft ask again about all tests that were accepted as red as before. */
export function createAskAgain(store: PatternStore): () => Promise<void> {
  return async () => {
    const folder = await pickFolder();
    if (folder === undefined) return;
    await forgetTests(ACCEPTED_RED, store, folder.uri.fsPath);
    const message = vscode.l10n.t('Loopcraft asks again in {0} before it leaves a failing test as it is.', folder.name);
    void vscode.window.showInformationMessage(message);
  };
}
