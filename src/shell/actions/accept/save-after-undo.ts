import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import { sameText } from './new-errors';
import { saveDocument } from './save-document';

/** How many accepted files are followed; the oldest are forgotten first. */
const MAX_FOLLOWED = 500;

/** An accepted file, and which of its two texts was saved last. */
interface Followed {
  readonly before: string;
  readonly after: string;
  saved: 'before' | 'after';
  /** Undo or Redo brought it to the other one, which is not saved yet. */
  reached: boolean;
}

/**
 * Undo and Redo of an accepted change create and delete files on disk, but leave texts unsaved: then the folder on disk
 * is neither the old state nor the new one. A text that Undo or Redo brings to one of the two is saved with the rest.
 */
export function createSaveAfterUndo(save = saveDocument) {
  const followed = new Map<string, Followed>();
  const listening = vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
    const file = followed.get(`${document.uri}`);
    if (file === undefined) return;
    // Each once: a formatter that changes the text on save must not undo the person's next Undo.
    const next = file.saved === 'after' ? 'before' : 'after';
    if (reason !== undefined) file.reached = sameText(document.getText(), file[next]);
    // That the document is unsaved is told by an event of its own, after that of its text.
    if (!file.reached || !document.isDirty) return;
    Object.assign(file, { saved: next, reached: false });
    void save(document);
  });
  return {
    /** Follows the files of an edit that was just accepted and saved. */
    follow(folder: vscode.WorkspaceFolder, changes: readonly Change[]): void {
      for (const { path, before, after } of changes) {
        const key = `${vscode.Uri.joinPath(folder.uri, path)}`;
        followed.delete(key);
        if (before !== null && after !== null) followed.set(key, { before, after, saved: 'after', reached: false });
      }
      for (const key of [...followed.keys()].slice(0, Math.max(0, followed.size - MAX_FOLLOWED))) followed.delete(key);
    },
    dispose: () => listening.dispose(),
  };
}
