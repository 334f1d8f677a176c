import * as vscode from 'vscode';

/**
 * The folder to work in: the one given, the active editor's, the only one, or the one the person
 * picks. Undefined when there is none or nothing was picked; the person has been told why.
 */
export async function pickFolder(uri?: vscode.Uri): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
  if (folders.length === 0) {
    await explainNoFolder();
    return undefined;
  }
  const about = uri ?? vscode.window.activeTextEditor?.document.uri;
  const owner = about === undefined ? undefined : vscode.workspace.getWorkspaceFolder(about);
  if (owner?.uri.scheme === 'file') return owner;
  if (folders.length === 1) return folders[0];
  return vscode.window.showWorkspaceFolderPick({ placeHolder: 'Which folder should Loopcraft work in?' });
}

async function explainNoFolder(): Promise<void> {
  const open = 'Open Folder';
  const virtual = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const why = virtual ? 'This folder is not on a disk' : 'No folder is open';
  const chosen = await vscode.window.showErrorMessage(
    `${why}. Loopcraft judges every change by a folder's own compiler and tests, so it needs one. Open a folder and try again.`,
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand('workbench.action.files.openFolder');
}

/** False after telling the person that an untrusted workspace is left alone, and why. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const chosen = await vscode.window.showWarningMessage(
    "Loopcraft did nothing: this workspace is not trusted. A run starts the workspace's own compiler and tests, and those can run any code. Trust the workspace first if you know where it comes from.",
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

/** Unsaved documents without a file that stand for the path they were given, by that path. */
export type Drafts = ReadonlyMap<string, vscode.Uri>;

/** Editor text of this folder that is not on disk, by workspace-relative path. */
export function unsavedText(folder: vscode.WorkspaceFolder, drafts: Drafts): Map<string, string> {
  const unsaved = new Map<string, string>();
  for (const document of vscode.workspace.textDocuments) {
    const path = document.isDirty ? relativePath(folder, document.uri) : undefined;
    if (path !== undefined) unsaved.set(path, document.getText());
  }
  for (const [path, uri] of drafts) {
    const text = findDocument(uri)?.getText();
    if (text) unsaved.set(path, text);
  }
  return unsaved;
}

/** What the person sees: unsaved editor text first, else the file; null when there is neither. */
export async function currentText(
  folder: vscode.WorkspaceFolder,
  path: string,
  drafts: Drafts,
): Promise<string | null> {
  const uri = vscode.Uri.joinPath(folder.uri, path);
  const open = findDocument(uri);
  if (open?.isDirty) return open.getText();
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    const draft = drafts.get(path);
    return (draft && findDocument(draft)?.getText()) || null;
  }
}

export function findDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}
