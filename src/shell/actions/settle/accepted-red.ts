import * as vscode from 'vscode';
import type { PatternStore } from '../../../engine/learn/store/ports';
import { forgetTests, includesTest, rememberTests } from '../../../engine/learn/tests/remembered-tests';
import { ACCEPTED_RED } from '../../../engine/learn/tests/test-lists';
import { systemClock } from '../../../engine/platform/clock';
import type { Review } from '../review/review';

/**
 * Remembers, when changes were accepted, which tests they left red as before, so that later runs don't ask about
 * the same tests again. Says so once, with a button that takes it back.
 */
export async function rememberLeft(
  { folder, left = [] }: Pick<Review, 'folder' | 'left'>,
  store: PatternStore,
  log: vscode.LogOutputChannel,
): Promise<void> {
  if (left.length === 0) return;
  const workspace = folder.uri.fsPath;
  const accepted = rememberTests(ACCEPTED_RED, store, workspace, systemClock, (line) => log.warn(line));
  const known = await accepted.load();
  await accepted.add(left);
  if (left.every((test) => includesTest(known, test))) return;
  const undo = vscode.l10n.t('Ask Again');
  const message =
    left.length === 1
      ? vscode.l10n.t('Loopcraft: Later runs in {0} may leave this test red as it is.', folder.name)
      : vscode.l10n.t(
          'Loopcraft: Later runs in {0} may leave these {1} tests red as they are.',
          folder.name,
          left.length,
        );
  if ((await vscode.window.showInformationMessage(message, undo)) === undo)
    await forgetTests(ACCEPTED_RED, store, workspace);
}
