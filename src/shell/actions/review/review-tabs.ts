import * as vscode from 'vscode';
import { CONTEXT, SCHEME } from '../../contributions';
import type { Documents } from '../../views/documents';
import { findDocument, relativePath } from '../../workspace-folder';
import type { Review } from './review';

/** The open reviews by the title of their tab; keeps the context keys of their commands up to date. */
export function createReviewTabs(documents: Documents) {
  const open = new Map<string, Review>();
  const inActiveTab = () => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab && [...open.values()].find(({ title }) => hasTitle(tab, title));
  };
  const updateContext = () => {
    const review = inActiveTab();
    void vscode.commands.executeCommand('setContext', CONTEXT.reviewing, review?.acceptable === true);
    void vscode.commands.executeCommand('setContext', CONTEXT.reviewingCandidate, review?.red !== undefined);
  };
  const listeners = [
    vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
      for (const tab of opened) void openWorkspaceFile(tab, [...open.values()]);
      updateContext();
    }),
    vscode.window.tabGroups.onDidChangeTabGroups(updateContext),
  ];
  const close = async ({ title, id }: Review) => {
    open.delete(title);
    await vscode.window.tabGroups.close([...tabsTitled(title), ...tabs().filter((tab) => sideOf(tab)?.query === id)]);
    updateContext();
  };
  return {
    async open(review: Review) {
      await close(review);
      open.set(review.title, review);
      await showDiff(documents, review);
      updateContext();
    },
    close,
    current: inActiveTab,
    dispose() {
      for (const listener of listeners) listener.dispose();
    },
  };
}

function tabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}

function tabsTitled(title: string): vscode.Tab[] {
  return tabs().filter((tab) => hasTitle(tab, title));
}

/** VS Code adds the number of files to the title of a diff: "… (2 files)". */
function hasTitle({ label }: vscode.Tab, title: string): boolean {
  return label === title || (label.startsWith(`${title} (`) && label.endsWith(')'));
}

/** The side of a diff that a tab shows by itself. */
function sideOf({ input }: vscode.Tab): vscode.Uri | undefined {
  if (!(input instanceof vscode.TabInputText) || input.uri.scheme !== SCHEME) return undefined;
  return input.uri.authority === 'report' ? undefined : input.uri;
}

/** "Open File" in a diff opens its read-only side: the file of the workspace is meant, where there is one. */
async function openWorkspaceFile(tab: vscode.Tab, reviews: readonly Review[]): Promise<void> {
  const side = sideOf(tab);
  const review = reviews.find(({ id }) => id === side?.query);
  if (side === undefined || review === undefined) return;
  const file = vscode.Uri.joinPath(review.folder.uri, side.path);
  const exists = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  await vscode.window.tabGroups.close(tab);
  await vscode.window.showTextDocument(file, { preview: false });
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
export async function showChanged({ folder, changes, untitled }: Review): Promise<void> {
  const replaced = [...untitled.values()].filter((uri) => findDocument(uri)?.getText() === '').map(String);
  const empty = tabs().filter(
    ({ input }) => input instanceof vscode.TabInputText && replaced.includes(input.uri.toString()),
  );
  await vscode.window.tabGroups.close(empty);
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active && changes.some(({ path }) => relativePath(folder, active) === path)) return;
  const shown = changes.find(({ after }) => after !== null);
  if (shown) await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, shown.path), { preview: false });
}
