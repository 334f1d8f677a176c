import * as vscode from 'vscode';
import { DIAGNOSTIC_SOURCE } from '../contributions';
import type { PlacedFailure } from './failure-places';

/** Code of a diagnostic that belongs to no single test. */
export const NO_TEST = 'test command';

/** Failing tests as problems at their place in the code. */
export interface TestDiagnostics extends vscode.Disposable {
  /** Replaces the problems of a folder. */
  show(folder: vscode.WorkspaceFolder, failures: readonly PlacedFailure[]): Promise<void>;
  /** Removes the problems of a folder, or those among them that are `over`. */
  clear(folder: vscode.WorkspaceFolder, over?: (failure: PlacedFailure) => boolean): void;
  /** The failures that are now shown for a folder. */
  shown(folder: vscode.WorkspaceFolder): readonly PlacedFailure[];
}

export function createTestDiagnostics(): TestDiagnostics {
  const collection = vscode.languages.createDiagnosticCollection(DIAGNOSTIC_SOURCE);
  const byFolder = new Map<string, readonly PlacedFailure[]>();
  const clear = (folder: vscode.WorkspaceFolder, over: (failure: PlacedFailure) => boolean = () => true) => {
    const key = folder.uri.toString();
    const failures = byFolder.get(key) ?? [];
    const isOver = (diagnostic: vscode.Diagnostic) =>
      failures.some(
        (failure) => over(failure) && codeOf(failure) === diagnostic.code && failure.message === diagnostic.message,
      );
    for (const path of new Set(failures.filter(over).map((failure) => failure.path))) {
      const uri = vscode.Uri.joinPath(folder.uri, path);
      collection.set(
        uri,
        (collection.get(uri) ?? []).filter((diagnostic) => !isOver(diagnostic)),
      );
    }
    byFolder.set(
      key,
      failures.filter((failure) => !over(failure)),
    );
  };
  // The results of a test run no longer apply to a file that was edited since.
  const listening = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length === 0 || !collection.has(document.uri)) return;
    collection.delete(document.uri);
    for (const [key, failures] of byFolder) {
      const root = vscode.Uri.parse(key);
      byFolder.set(
        key,
        failures.filter(({ path }) => vscode.Uri.joinPath(root, path).toString() !== document.uri.toString()),
      );
    }
  });
  return {
    async show(folder, failures) {
      clear(folder);
      byFolder.set(folder.uri.toString(), failures);
      for (const path of new Set(failures.map((failure) => failure.path))) {
        const group = failures.filter((failure) => failure.path === path);
        const uri = vscode.Uri.joinPath(folder.uri, path);
        const lines = await linesOf(uri);
        collection.set(
          uri,
          group.map((failure) => toDiagnostic(failure, lines)),
        );
      }
    },
    clear,
    shown: (folder) => byFolder.get(folder.uri.toString()) ?? [],
    dispose() {
      listening.dispose();
      collection.dispose();
    },
  };
}

async function linesOf(uri: vscode.Uri): Promise<readonly string[]> {
  try {
    return (await vscode.workspace.openTextDocument(uri)).getText().split(/\r?\n/);
  } catch {
    return [];
  }
}

function toDiagnostic({ line, message, test }: PlacedFailure, lines: readonly string[]): vscode.Diagnostic {
  const text = lines[line - 1] ?? '';
  const start = text.length - text.trimStart().length;
  const range = new vscode.Range(line - 1, start, line - 1, Math.max(start + 1, text.trimEnd().length));
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = DIAGNOSTIC_SOURCE;
  diagnostic.code = codeOf({ test });
  return diagnostic;
}

function codeOf({ test }: Pick<PlacedFailure, 'test'>): string {
  return test ?? NO_TEST;
}
