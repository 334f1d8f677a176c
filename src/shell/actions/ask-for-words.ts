import * as vscode from 'vscode';
import type { Review } from './review/review';
import type { Reviews } from './review/reviewing';

/** Asks for the person's words to a run; undefined when there are none. */
export function askForHint(prompt: string): Promise<string | undefined> {
  return askForWords(vscode.l10n.t('Add a Hint'), prompt);
}

/** Asks why a change is rejected, closes its diff and goes on from it; nothing happens without a reason. */
export async function rejectWithReason(reviews: Reviews, review: Review): Promise<void> {
  const prompt = vscode.l10n.t('What is wrong with the change? Another run starts from it, and has to correct this.');
  const reason = await askForWords(vscode.l10n.t('Reject with a Reason'), prompt);
  if (reason === undefined) return;
  await reviews.discard(review);
  review.goOn(reason);
}

/** Lets the person edit what a run was asked; undefined when they dismiss it. */
export function askForTaskText(text: string): Promise<string | undefined> {
  return askForWords(vscode.l10n.t('Edit and Run Again'), vscode.l10n.t('What should the code do?'), text);
}

async function askForWords(title: string, prompt: string, value = ''): Promise<string | undefined> {
  const words = await vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true });
  return words?.trim() || undefined;
}

/** Asks for the test command of a folder, and writes it to the settings of that folder alone. */
export async function askForTestCommand(folder: vscode.WorkspaceFolder): Promise<void> {
  const config = vscode.workspace.getConfiguration('loopcraft', folder.uri);
  const command = await vscode.window.showInputBox({
    title: vscode.l10n.t('Loopcraft: Test Command of {0}', folder.name),
    prompt: vscode.l10n.t('Leave this empty to use the test script of package.json.'),
    placeHolder: 'npx vitest run',
    value: config.get<string>('testCommand', ''),
    ignoreFocusOut: true,
  });
  if (command === undefined) return;
  await config.update('testCommand', command.trim() || undefined, vscode.ConfigurationTarget.WorkspaceFolder);
}
