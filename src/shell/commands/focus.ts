import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Task } from '../../engine/contract/task';
import { type Drafts, relativePath } from '../workspace-folder';

/** What of the workspace the person is looking at. */
export interface Focus {
  readonly files: readonly string[];
  readonly selection: Task['selection'];
  readonly drafts: Drafts;
}

export const NO_FOCUS: Focus = { files: [], selection: undefined, drafts: new Map() };

/**
 * The active editor's file and selection. A new document without a file is given the path that
 * the person types; undefined when they leave that box.
 */
export async function focusOf(folder: vscode.WorkspaceFolder): Promise<Focus | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return NO_FOCUS;
  const { document, selection } = editor;
  const path = document.isUntitled ? await askForPath(folder, document) : relativePath(folder, document.uri);
  if (path === undefined) return document.isUntitled ? undefined : NO_FOCUS;
  // A selection that ends before the first character of a line leaves that line out.
  const last = selection.end.character === 0 && !selection.isSingleLine ? selection.end.line : selection.end.line + 1;
  return {
    files: [path],
    selection: selection.isEmpty ? undefined : { path, startLine: selection.start.line + 1, endLine: last },
    drafts: document.isUntitled ? new Map([[path, document.uri]]) : new Map(),
  };
}

/** For the prompt box: "In focus: src/a.ts, lines 3 to 9." */
export function describeFocus({ files, selection }: Focus): string {
  if (files.length === 0) return 'No file is in focus: Loopcraft looks for the ones that matter.';
  const lines = selection === undefined ? '' : `, lines ${selection.startLine} to ${selection.endLine}`;
  return `In focus: ${files.join(', ')}${lines}. Nothing is written before you accept.`;
}

async function askForPath(folder: vscode.WorkspaceFolder, document: vscode.TextDocument): Promise<string | undefined> {
  // An untitled document that was opened for a path already names it.
  const named = relativePath(folder, document.uri.with({ scheme: folder.uri.scheme }));
  const value = named ?? 'src/new-file.ts';
  const typed = await vscode.window.showInputBox({
    title: 'Generate with Loopcraft: name of the new file',
    prompt: `This text has no file yet. Where in ${folder.name} should it go?`,
    value,
    valueSelection: [value.lastIndexOf('/') + 1, value.length - posix.extname(value).length],
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(folder, text),
  });
  return typed?.trim();
}

async function problemOf(folder: vscode.WorkspaceFolder, text: string): Promise<string | undefined> {
  const path = text.trim();
  if (!/^[^/\\].*[^/\\]$/.test(path) || path.includes('\\'))
    return "Type a path inside the folder, with '/' between its parts, for example src/dates.ts.";
  if (path.split('/').some((part) => part === '..' || part === '.' || part === ''))
    return "The path must stay inside the folder: leave out '.', '..' and empty parts.";
  try {
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder.uri, path));
    return `${path} exists already: open it, or choose another name.`;
  } catch {
    return undefined;
  }
}
