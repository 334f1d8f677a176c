import * as vscode from 'vscode';
import { late } from '../../../engine/platform/memo';
import type { Reviews } from '../../actions/review/reviewing';
import type { PrepareFixDeps } from '../../actions/start/prepare-fix';
import { currentText } from '../../workspace-folder';
import type { Tests } from '../create-tests';
import { createKeepGreen } from './keep-green';

/** Connects "Keep green" with the tests that are shown, the runs and the reviews. */
export function registerKeepGreen(
  { explorer, runTests }: Tests,
  deps: Omit<PrepareFixDeps, 'reviews'> & { readonly reviews: Pick<Reviews, 'wait' | 'forget'> },
): vscode.Disposable {
  return createKeepGreen({
    explorer,
    runTests,
    isOn: keepsGreen,
    prepare: late(async () => (await import('../../actions/start/prepare-fix')).createPrepareFix(deps)),
    fits: async ({ folder, changes, untitled }) => {
      const { findConflicts } = await import('../../../engine/workspace/accept/accept');
      return (await findConflicts(changes, (path) => currentText(folder, path, untitled))).length === 0;
    },
    withdraw: ({ runId }) => deps.reviews.forget(runId),
  });
}

/** Whether fixes of tests that a save turned red are prepared in this folder. */
function keepsGreen(folder: vscode.WorkspaceFolder): boolean {
  return vscode.workspace.getConfiguration('loopcraft', folder.uri).get('keepGreen') === 'on';
}
