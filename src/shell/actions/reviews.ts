import * as vscode from 'vscode';
import type { Change } from '../../engine/contract/events';
import type { RedTest } from '../../engine/contract/stop';
import { CONTEXT } from '../contributions';
import type { Engines } from '../engines';
import type { Documents } from '../views/documents';
import { findDocument, type UntitledDocuments } from '../workspace-folder';
import { acceptChanges } from './accept/accept';
import { afterSavingText, lookAfterSaving } from './accept/after-saving';
import { createSaveAfterUndo } from './accept/save-after-undo';

/** Changes of a run that are shown as a diff. */
export interface Review {
  /** Identifies the changes in the URIs of the diff's `loopcraft:` documents. */
  readonly id: string;
  /** Title of the diff's tab. */
  readonly title: string;
  readonly folder: vscode.WorkspaceFolder;
  readonly changes: readonly Change[];
  /** False when the changes are not green and therefore can only be looked at. */
  readonly acceptable: boolean;
  /** Tests that the changes leave red as they were; accepting the changes accepts that as well. */
  readonly left?: readonly RedTest[] | undefined;
  readonly untitled: UntitledDocuments;
  /** Starts the same task again; offered when the files have changed since. */
  readonly runAgain: () => void;
  /** Starts a run that goes on from these changes with the person's words. */
  readonly goOn: (words: string) => void;
}

export interface Reviews extends vscode.Disposable {
  /** Fires after changes were written. */
  readonly onDidAccept: vscode.Event<Review>;
  open(review: Review): Promise<void>;
  /** The review to decide on: that of the active tab, else the newest one with an open tab. */
  current(): Review | undefined;
  accept(review: Review): Promise<void>;
  discard(review: Review): Promise<void>;
}

export function createReviews(
  documents: Documents,
  log: vscode.LogOutputChannel,
  engines: Pick<Engines, 'of'>,
): Reviews {
  const accepted = new vscode.EventEmitter<Review>();
  const tabs = createReviewTabs();
  const saving = createSaveAfterUndo();
  return {
    onDidAccept: accepted.event,
    async open(review) {
      await tabs.close(review.title);
      await tabs.open(review, () => showDiff(documents, review));
    },
    current: tabs.current,
    async accept(review) {
      const result = await acceptChanges(review.folder, review.changes, review.untitled);
      if (!result.ok) {
        log.warn(result.message);
        void explainRefusal(review, result.message, result.conflicts.length > 0);
        return;
      }
      log.info(`Accepted: ${result.files.join(', ')}.`);
      saving.follow(review.folder, review.changes);
      if (result.unsaved.length > 0) warnOfUnsaved(result.unsaved);
      await tabs.close(review.title);
      await showAccepted(review);
      accepted.fire(review);
      vscode.window.setStatusBarMessage(`$(check) ${acceptedText(result.files.length)}`, 8000);
      tellOfSaving(review, engines, log).catch((error: unknown) => log.error(`After saving: ${error}`));
    },
    async discard(review) {
      log.info(`Discarded: ${review.title}.`);
      await tabs.close(review.title);
    },
    dispose() {
      tabs.dispose();
      saving.dispose();
      accepted.dispose();
    },
  };
}

async function tellOfSaving(review: Review, engines: Pick<Engines, 'of'>, log: vscode.LogOutputChannel): Promise<void> {
  const saved = await lookAfterSaving(review, engines.of(review.folder).types);
  if (saved === undefined) return;
  const text = afterSavingText(saved);
  log.warn(text);
  if (saved.errors?.length === 0) void vscode.window.showInformationMessage(`Loopcraft: ${text}`);
  else void vscode.window.showWarningMessage(`Loopcraft: ${text}`);
}

/** The open reviews by the title of their tab; keeps the context key of their commands up to date. */
function createReviewTabs() {
  const open = new Map<string, Review>();
  const inActiveTab = () => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab && [...open.values()].find(({ title }) => hasTitle(tab, title));
  };
  const updateContext = () => {
    void vscode.commands.executeCommand('setContext', CONTEXT.reviewing, inActiveTab()?.acceptable === true);
  };
  const listeners = [
    vscode.window.tabGroups.onDidChangeTabs(updateContext),
    vscode.window.tabGroups.onDidChangeTabGroups(updateContext),
  ];
  return {
    async open(review: Review, show: () => Promise<void>) {
      open.set(review.title, review);
      await show();
      updateContext();
    },
    async close(title: string) {
      open.delete(title);
      await vscode.window.tabGroups.close(tabsTitled(title));
      updateContext();
    },
    current(): Review | undefined {
      const newest = [...open.values()]
        .filter(({ title, acceptable }) => acceptable && tabsTitled(title).length > 0)
        .at(-1);
      const active = inActiveTab();
      return active?.acceptable === true ? active : newest;
    },
    dispose() {
      for (const listener of listeners) listener.dispose();
    },
  };
}

function acceptedText(files: number): string {
  return files === 1
    ? vscode.l10n.t('Loopcraft changed 1 file; use Undo to revert')
    : vscode.l10n.t('Loopcraft changed {0} files; use Undo to revert', files);
}

function warnOfUnsaved(paths: readonly string[]): void {
  const message = vscode.l10n.t(
    "Loopcraft changed {0}, but VS Code couldn't save the changes. Look at the open editors and save them yourself.",
    paths.join(', '),
  );
  void vscode.window.showWarningMessage(message);
}

function tabsTitled(title: string): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => hasTitle(tab, title));
}

/** VS Code adds the number of files to the title of a diff: "… (2 files)". */
function hasTitle({ label }: vscode.Tab, title: string): boolean {
  return label === title || (label.startsWith(`${title} (`) && label.endsWith(')'));
}

async function showDiff(documents: Documents, { id, title, folder, changes }: Review): Promise<void> {
  const resources = changes.map((change) => {
    const { before, after } = documents.sidesOf(id, change);
    return [vscode.Uri.joinPath(folder.uri, change.path), before, after];
  });
  await vscode.commands.executeCommand('vscode.changes', title, resources);
  // The next file that is opened would replace a preview editor.
  await vscode.commands.executeCommand('workbench.action.keepEditor');
}

/** Shows one of the changed files, and closes an empty untitled document that it replaces. */
async function showAccepted({ folder, changes, untitled }: Review): Promise<void> {
  const replaced = [...untitled.values()].filter((uri) => findDocument(uri)?.getText() === '').map(String);
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter((tab) => tab.input instanceof vscode.TabInputText && replaced.includes(tab.input.uri.toString()));
  await vscode.window.tabGroups.close(tabs);
  const shown = changes.find(({ after }) => after !== null);
  if (shown) await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, shown.path), { preview: false });
}

async function explainRefusal(review: Review, message: string, conflict: boolean): Promise<void> {
  const again = vscode.l10n.t('Run Again');
  const chosen = await vscode.window.showErrorMessage(`Loopcraft: ${message}`, ...(conflict ? [again] : []));
  if (chosen === again) review.runAgain();
}
