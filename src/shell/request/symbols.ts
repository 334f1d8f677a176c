import * as vscode from 'vscode';
import { relativePath } from '../workspace-folder';

/** Installed and generated files, which are not offered in a request. */
export const NEVER_FILES = '**/{node_modules,.git,.hg,.svn,dist,out,coverage}/**';

const CODE = /^(?:type|java)script(?:react)?$/;
/** Where code of the main project is found, best first. */
const SOURCES = ['{src,lib,app,packages/*/src}/**/*.{ts,tsx,mts,cts}', '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'];

/** What the language extensions know by this name. */
export async function findSymbols(
  folder: vscode.WorkspaceFolder,
  query: string,
): Promise<readonly vscode.SymbolInformation[]> {
  await wakeLanguages(folder);
  const found = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    query,
  );
  return found ?? [];
}

/** The compiler's extension knows symbols only once a file of the project is open; a request may be all that is. */
async function wakeLanguages(folder: vscode.WorkspaceFolder): Promise<void> {
  const isOpen = vscode.workspace.textDocuments.some(
    ({ languageId, uri }) => CODE.test(languageId) && relativePath(folder, uri) !== undefined,
  );
  if (isOpen) return;
  for (const pattern of SOURCES) {
    const [uri] = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, pattern), NEVER_FILES, 1);
    if (uri === undefined) continue;
    await vscode.workspace.openTextDocument(uri);
    return;
  }
}
