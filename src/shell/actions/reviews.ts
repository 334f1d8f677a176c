import * as vscode from 'vscode';
import type { Change } from '../../engine/contract/events';
import { CONTEXT } from '../contributions';
import type { Documents } from '../views/documents';
import { plural } from '../views/format';
import { type Drafts, findDocument } from '../workspace-folder';
import { acceptChanges } from './accept';

/** Changes of a run, opened to be looked at. */
export interface Review {
  /** What the `loopcraft:` documents of its diff are found by. */
  readonly id: string;
  /** Title of its tab. */
  readonly title: string;
  readonly folder: vscode.WorkspaceFolder;
  readonly changes: readonly Change[];
  /** False: only to look at, because the changes were not verified. */
  readonly acceptable: boolean;
  readonly drafts: Drafts;
  /** Starts the same task again, for when the files changed meanwhile. */
  readonly runAgain: () => void;
}

export interface Reviews extends vscode.Disposable {
  /** Fires after changes were written. */
  readonly onDidAccept: vscode.Event<Review>;
  open(review: Review): Promise<void>;
  /** The review to decide on: that of the tab in front, else the newest one whose tab is open. */
  current(): Review | undefined;
  accept(review: Review): Promise<void>;
  discard(review: Review): Promise<void>;
}

export function createReviews(documents: Documents, log: vscode.LogOutputChannel): Reviews {
  const accepted = new vscode.EventEmitter<Review>();
  const open = new Map<string, Review>();
  const inFront = () => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab && [...open.values()].find(({ title }) => isTitled(tab, title));
  };
  const updateContext = () => {
    void vscode.commands.executeCommand('setContext', CONTEXT.reviewing, inFront()?.acceptable === true);
  };
  const close = async (title: string) => {
    open.delete(title);
    await vscode.window.tabGroups.close(tabsTitled(title));
    updateContext();
  };
  const listeners = [
    vscode.window.tabGroups.onDidChangeTabs(updateContext),
    vscode.window.tabGroups.onDidChangeTabGroups(updateContext),
  ];

  return {
    onDidAccept: accepted.event,
    async open(review) {
      await close(review.title);
      open.set(review.title, review);
      await showDiff(documents, review);
      updateContext();
    },
    current() {
      const newest = [...open.values()]
        .filter(({ title, acceptable }) => acceptable && tabsTitled(title).length > 0)
        .at(-1);
      const front = inFront();
      return front?.acceptable === true ? front : newest;
    },
    async accept(review) {
      const result = await acceptChanges(review.folder, review.changes, review.drafts);
      if (!result.ok) {
        log.warn(result.message);
        void explainRefusal(review, result.message, result.conflicts.length > 0);
        return;
      }
      log.info(`Accepted: ${result.files.join(', ')}.`);
      if (result.unsaved.length > 0) {
        void vscode.window.showWarningMessage(
          `Loopcraft changed ${result.unsaved.join(', ')}, but VS Code could not save: look at the open editors and save them yourself.`,
        );
      }
      await close(review.title);
      await showAccepted(review);
      accepted.fire(review);
      vscode.window.setStatusBarMessage(
        `$(check) Loopcraft changed ${plural(result.files.length, 'file')}; Undo takes it back.`,
        8000,
      );
    },
    async discard(review) {
      log.info(`Discarded: ${review.title}.`);
      await close(review.title);
    },
    dispose() {
      for (const listener of listeners) listener.dispose();
      accepted.dispose();
    },
  };
}

function tabsTitled(title: string): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => isTitled(tab, title));
}

/** VS Code adds the number of files to the title of a diff: "… (2 files)". */
function isTitled({ label }: vscode.Tab, title: string): boolean {
  return label === title || (label.startsWith(`${title} (`) && label.endsWith(')'));
}

async function showDiff(documents: Documents, { id, title, folder, changes }: Review): Promise<void> {
  const resources = changes.map((change) => {
    const { before, after } = documents.sidesOf(id, change);
    return [vscode.Uri.joinPath(folder.uri, change.path), before, after];
  });
  await vscode.commands.executeCommand('vscode.changes', title, resources);
  // A preview would give way to the next file that is opened.
  await vscode.commands.executeCommand('workbench.action.keepEditor');
}

/** Brings a changed file to the front, and closes an empty untitled document that it replaces. */
async function showAccepted({ folder, changes, drafts }: Review): Promise<void> {
  const stale = [...drafts.values()].filter((uri) => findDocument(uri)?.getText() === '').map(String);
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter((tab) => tab.input instanceof vscode.TabInputText && stale.includes(tab.input.uri.toString()));
  await vscode.window.tabGroups.close(tabs);
  const shown = changes.find(({ after }) => after !== null);
  if (shown) await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, shown.path), { preview: false });
}

async function explainRefusal(review: Review, message: string, conflict: boolean): Promise<void> {
  const again = 'Run Again';
  const chosen = await vscode.window.showErrorMessage(`Loopcraft: ${message}`, ...(conflict ? [again] : []));
  if (chosen === again) review.runAgain();
}
