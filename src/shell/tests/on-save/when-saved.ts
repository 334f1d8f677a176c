import * as vscode from 'vscode';
import { relativePath } from '../../workspace-folder';

/** Milliseconds for which saved files are collected before anything runs: "Save All" is one change. */
const SAVING_MS = 200;

/** What runs after saves. `paths` are workspace-relative; `signal` aborts at the next save. */
export type AfterSave = (
  folder: vscode.WorkspaceFolder,
  paths: readonly string[],
  signal: AbortSignal,
) => Promise<void>;

/** Runs something after saves; a later save ends what an earlier one started, and takes over its files. */
export function whenSaved(run: AfterSave, onSave: (folder: vscode.WorkspaceFolder) => void = () => {}) {
  const saved = new Map<vscode.WorkspaceFolder, Set<string>>();
  let running = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const runAll = async ({ signal }: AbortController) => {
    for (const [folder, paths] of [...saved]) {
      await run(folder, [...paths], signal);
      // What an ended run did not answer belongs to the next one.
      if (!signal.aborted) saved.delete(folder);
    }
  };
  const saving = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const path = folder && relativePath(folder, uri);
    if (folder === undefined || path === undefined) return;
    onSave(folder);
    saved.set(folder, (saved.get(folder) ?? new Set()).add(path));
    running.abort();
    running = new AbortController();
    clearTimeout(timer);
    timer = setTimeout(() => void runAll(running), SAVING_MS);
  });
  return new vscode.Disposable(() => {
    saving.dispose();
    clearTimeout(timer);
    running.abort();
  });
}
