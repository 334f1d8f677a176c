import { join } from 'node:path';
import * as vscode from 'vscode';
import { abortWith } from '../abort-with';
import { closeDemo } from './demo-model';
import { installPackages, laySampleOut } from './prepare-sample';

/** Where the sample lies; each time it is opened it is as at the start. */
function sampleFolder(context: vscode.ExtensionContext): string {
  return join(context.globalStorageUri.fsPath, 'demo', 'harbour-parking');
}

/** The page of the sample that says what it is; package.json names it as an activation event. */
const PAGE = 'LOOPCRAFT-DEMO.md';

export interface Demo extends vscode.Disposable {
  /** Opens the sample with the scripted model, after saying what it is and what it fetches. */
  open(): Promise<void>;
}

/** The demo; in a window of the sample it shows the page of the sample, unless something is open there. */
export function createDemo(context: vscode.ExtensionContext): Demo {
  void showPage();
  return { open: () => tryDemo(context), dispose: closeDemo };
}

async function showPage(): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const isEmpty = vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0);
  if (folder === undefined || !isEmpty) return;
  const page = vscode.Uri.joinPath(folder.uri, PAGE);
  const isThere = await vscode.workspace.fs.stat(page).then(
    () => true,
    () => false,
  );
  if (isThere) await vscode.commands.executeCommand('markdown.showPreview', page);
}

async function tryDemo(context: vscode.ExtensionContext): Promise<void> {
  const open = vscode.l10n.t('Open the Sample');
  const detail = vscode.l10n.t(
    'The model is scripted: it replays three drafts for one task of the bundled sample, and knows nothing else. ' +
      'Compiler and tests are real. The sample is copied to {0}, and npm installs its three packages there ' +
      '(typescript, tsx, @types/node). No model is called, and no code leaves this machine.',
    sampleFolder(context),
  );
  const question = vscode.l10n.t('Try Loopcraft without a key?');
  if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, open)) !== open) return;
  const problem = await prepare(context);
  if (problem !== undefined) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        "Loopcraft couldn't install the sample's packages: {0} Install Node.js with npm, or run npm install in {1}, " +
          'and try again.',
        problem,
        sampleFolder(context),
      ),
    );
    return;
  }
  const forceNewWindow = (vscode.workspace.workspaceFolders ?? []).length > 0;
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(sampleFolder(context)), { forceNewWindow });
}

/** Undefined when the sample is ready; otherwise what went wrong. */
async function prepare(context: vscode.ExtensionContext): Promise<string | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Loopcraft: Preparing the sample'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_progress, token) => {
    try {
      await laySampleOut(context.asAbsolutePath(join('dist', 'sample')), sampleFolder(context));
      return await installPackages(sampleFolder(context), abortWith(token));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });
}
