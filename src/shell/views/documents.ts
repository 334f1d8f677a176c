import * as vscode from 'vscode';
import type { Change } from '../../engine/contract/events';
import { SCHEME } from '../contributions';

/** Read-only documents under the `loopcraft:` scheme: both sides of a diff, and reports. */
export interface Documents extends vscode.Disposable {
  /** Both sides of one change; a side without a file is undefined. */
  sidesOf(
    id: string,
    change: Change,
  ): { readonly before: vscode.Uri | undefined; readonly after: vscode.Uri | undefined };
  /** Shows a text under a name that ends in its file type. */
  show(name: string, text: string): Promise<void>;
}

/** `changesOf` finds the changes that belong to an id given to `sidesOf`. */
export function createDocuments(changesOf: (id: string) => readonly Change[] | undefined): Documents {
  const reports = new Map<string, string>();
  /** By id and path. Changes that were merged with the person's edits are in no run. */
  const others = new Map<string, Change>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent(uri) {
      const path = uri.path.slice(1);
      if (uri.authority === 'report') return reports.get(path) ?? '';
      const found = changesOf(uri.query)?.find((candidate) => candidate.path === path);
      const change = found ?? others.get(`${uri.query} ${path}`);
      return (uri.authority === 'before' ? change?.before : change?.after) ?? '';
    },
  });
  const side = (authority: 'before' | 'after', id: string, path: string) =>
    vscode.Uri.from({ scheme: SCHEME, authority, path: `/${path}`, query: id });
  return {
    sidesOf(id, change) {
      const { path, before, after } = change;
      if (changesOf(id) === undefined) others.set(`${id} ${path}`, change);
      return {
        before: before === null ? undefined : side('before', id, path),
        after: after === null ? undefined : side('after', id, path),
      };
    },
    async show(name, text) {
      reports.set(name, text);
      const uri = vscode.Uri.from({ scheme: SCHEME, authority: 'report', path: `/${name}` });
      changed.fire(uri);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    },
    dispose() {
      registration.dispose();
      changed.dispose();
    },
  };
}
