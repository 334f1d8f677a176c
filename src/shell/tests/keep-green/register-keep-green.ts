import type * as vscode from 'vscode';
import { findConflicts } from '../../../engine/workspace/accept/accept';
import type { Reviews } from '../../actions/reviews';
import { createPrepareFix, type PrepareFixDeps } from '../../actions/start/prepare-fix';
import { keepsGreen } from '../../read-settings';
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
    prepare: createPrepareFix(deps),
    fits: async ({ folder, changes, untitled }) =>
      (await findConflicts(changes, (path) => currentText(folder, path, untitled))).length === 0,
    withdraw: ({ runId }) => deps.reviews.forget(runId),
  });
}
