import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Task } from '../../engine/contract/task';
import { openFiles, relativePath, type UntitledDocuments } from '../workspace-folder';

/** The part of the workspace that the user is looking at. */
export interface Focus {
  readonly files: readonly string[];
  /** Files of the other tabs. */
  readonly open?: readonly string[];
  readonly selection: Task['selection'];
  readonly untitled: UntitledDocuments;
}

const NO_FOCUS: Focus = { files: [], selection: undefined, untitled: new Map() };

/**
 * The active editor's file and selection. For an untitled document the user is asked for a path;
 * undefined when they dismiss that box.
 */
export async function focusOf(folder: vscode.WorkspaceFolder): Promise<Focus | undefined> {
  const editor = vscode.window.activeTextEditor;
  const open = openFiles(folder);
  if (editor === undefined) return { ...NO_FOCUS, open };
  const { document, selection } = editor;
  const path = document.isUntitled ? await askForPath(folder, document) : relativePath(folder, document.uri);
  if (path === undefined) return document.isUntitled ? undefined : { ...NO_FOCUS, open };
  // A selection that ends before the first character of a line doesn't include that line.
  const last = selection.end.character === 0 && !selection.isSingleLine ? selection.end.line : selection.end.line + 1;
  return {
    files: [path],
    open: open.filter((other) => other !== path),
    selection: selection.isEmpty ? undefined : { path, startLine: selection.start.line + 1, endLine: last },
    untitled: document.isUntitled ? new Map([[path, document.uri]]) : new Map(),
  };
}

/** For the prompt box: "In focus: src/a.ts, lines 3 to 9." */
export function describeFocus({ files, selection }: Focus): string {
  if (files.length === 0) return vscode.l10n.t('No file is in focus. Loopcraft looks for the files that matter.');
  const paths = files.join(', ');
  if (selection === undefined) return vscode.l10n.t('In focus: {0}. Nothing is written before you accept.', paths);
  return vscode.l10n.t(
    'In focus: {0}, lines {1} to {2}. Nothing is written before you accept.',
    paths,
    selection.startLine,
    selection.endLine,
  );
}

async function askForPath(folder: vscode.WorkspaceFolder, document: vscode.TextDocument): Promise<string | undefined> {
  // An untitled document can be opened for a path, which it then already has.
  const named = relativePath(folder, document.uri.with({ scheme: folder.uri.scheme }));
  const value = named ?? 'src/new-file.ts';
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Generate with Loopcraft: Name of the New File'),
    prompt: vscode.l10n.t('This document has no file yet. Enter its path in {0}.', folder.name),
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
    return vscode.l10n.t("Enter a path inside the folder, with '/' between its parts, for example src/dates.ts.");
  if (path.split('/').some((part) => part === '..' || part === '.' || part === ''))
    return vscode.l10n.t("The path must stay inside the folder. Remove '.', '..' and empty parts.");
  try {
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder.uri, path));
    return vscode.l10n.t('{0} already exists. Open it or choose another name.', path);
  } catch {
    return undefined;
  }
}
