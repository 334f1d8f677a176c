import * as vscode from 'vscode';
import type { Diagnostic } from '../../../engine/contract/type-check';
import { TYPES_SOURCE } from '../../contributions';
import { findDocument } from '../../workspace-folder';

/**
 * Type errors that a save caused in files that are not open: VS Code's own TypeScript extension only shows those of
 * open ones.
 */
export interface TypeMarks extends vscode.Disposable {
  /** Replaces the errors of a folder. */
  show(folder: vscode.WorkspaceFolder, errors: readonly Diagnostic[]): void;
  /** Workspace-relative paths of the files that have errors, open ones included. */
  paths(folder: vscode.WorkspaceFolder): readonly string[];
  clear(): void;
}

export function createTypeMarks(): TypeMarks {
  const collection = vscode.languages.createDiagnosticCollection(TYPES_SOURCE);
  const known = new Map<string, readonly string[]>();
  const drop = ({ uri }: vscode.TextDocument) => collection.delete(uri);
  const listeners = [
    vscode.workspace.onDidOpenTextDocument(drop),
    vscode.workspace.onDidChangeTextDocument(({ document }) => drop(document)),
  ];
  const uriOf = (folder: vscode.WorkspaceFolder, path: string) => vscode.Uri.joinPath(folder.uri, path);
  return {
    show(folder, errors) {
      for (const path of known.get(`${folder.uri}`) ?? []) collection.delete(uriOf(folder, path));
      const paths = [...new Set(errors.map(({ path }) => path))].filter((path) => path !== '');
      known.set(`${folder.uri}`, paths);
      for (const path of paths) {
        const uri = uriOf(folder, path);
        if (findDocument(uri) === undefined)
          collection.set(uri, errors.filter((error) => error.path === path).map(toDiagnostic));
      }
    },
    paths: (folder) => known.get(`${folder.uri}`) ?? [],
    clear() {
      known.clear();
      collection.clear();
    },
    dispose: () => vscode.Disposable.from(collection, ...listeners).dispose(),
  };
}

function toDiagnostic({ line, column, code, message, source }: Diagnostic): vscode.Diagnostic {
  const start = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  const diagnostic = new vscode.Diagnostic(new vscode.Range(start, start), message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = TYPES_SOURCE;
  if (code !== 0) diagnostic.code = code;
  else if (source !== undefined) diagnostic.code = source;
  return diagnostic;
}
