import * as vscode from 'vscode';

/**
 * The folder to work in: that of `uri`, the active editor's, the only one, or the one the user picks.
 * Undefined when none was picked, or when none is open; the latter is explained in a message.
 */
export async function pickFolder(uri?: vscode.Uri): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri: { scheme } }) => scheme === 'file');
  if (folders.length === 0) {
    await explainNoFolder();
    return undefined;
  }
  const resource = uri ?? vscode.window.activeTextEditor?.document.uri;
  const folder = resource && vscode.workspace.getWorkspaceFolder(resource);
  if (folder?.uri.scheme === 'file') return folder;
  if (folders.length === 1) return folders[0];
  return vscode.window.showWorkspaceFolderPick({
    placeHolder: vscode.l10n.t('Select the folder that Loopcraft should work in'),
  });
}

async function explainNoFolder(): Promise<void> {
  const open = vscode.l10n.t('Open Folder');
  const virtual = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const message = virtual
    ? vscode.l10n.t(
        "This folder is not on disk. Loopcraft checks every change with the folder's own compiler and tests. " +
          'Open a folder on disk and try again.',
      )
    : vscode.l10n.t(
        "No folder is open. Loopcraft checks every change with the folder's own compiler and tests. " +
          'Open a folder and try again.',
      );
  const chosen = await vscode.window.showErrorMessage(message, open);
  if (chosen === open) await vscode.commands.executeCommand('workbench.action.files.openFolder');
}

/** False in an untrusted workspace, after a message that says why nothing was started. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      "Loopcraft couldn't start: this workspace is not trusted. A run starts the workspace's own compiler and tests, " +
        'and those can run any code. Trust the workspace first if you know where it comes from.',
    ),
    manage,
  );
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}

/** Workspace-relative and '/'-separated; undefined when the document is not a file of the folder. */
export function relativePath(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string | undefined {
  if (uri.scheme !== folder.uri.scheme) return undefined;
  const root = folder.uri.path.endsWith('/') ? folder.uri.path : `${folder.uri.path}/`;
  return uri.path.startsWith(root) ? uri.path.slice(root.length) : undefined;
}

/** Files of the folder that are open in tabs, in their order. */
export function openFiles(folder: vscode.WorkspaceFolder): string[] {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  const paths = inputs.flatMap((input) =>
    input instanceof vscode.TabInputText ? (relativePath(folder, input.uri) ?? []) : [],
  );
  return [...new Set(paths)];
}

/** Untitled documents by the workspace-relative path that the user gave them. */
export type UntitledDocuments = ReadonlyMap<string, vscode.Uri>;

/** Unsaved editor text of this folder by workspace-relative path. */
export function unsavedText(folder: vscode.WorkspaceFolder, untitled: UntitledDocuments): Map<string, string> {
  const unsaved = new Map<string, string>();
  for (const document of vscode.workspace.textDocuments) {
    const path = document.isDirty ? relativePath(folder, document.uri) : undefined;
    if (path !== undefined) unsaved.set(path, document.getText());
  }
  for (const [path, uri] of untitled) {
    const text = findDocument(uri)?.getText();
    if (text) unsaved.set(path, text);
  }
  return unsaved;
}

/** The text that the user sees: unsaved editor text if there is any, else the file's; null without either. */
export async function currentText(
  folder: vscode.WorkspaceFolder,
  path: string,
  untitled: UntitledDocuments,
): Promise<string | null> {
  const uri = vscode.Uri.joinPath(folder.uri, path);
  const open = findDocument(uri);
  if (open?.isDirty) return open.getText();
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    const document = untitled.get(path);
    return (document && findDocument(document)?.getText()) || null;
  }
}

export function findDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}
