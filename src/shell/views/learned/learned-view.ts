import * as vscode from 'vscode';
import { systemClock } from '../../../engine/platform/clock';
import { LEARNED_VIEW } from '../../contributions';
import type { History } from '../../history';
import type { WatchedStore } from '../../pattern-store';
import type { LearnedFolder, LearnedNode, learnedText } from './learned-nodes';

/** Milliseconds for which changes are collected before the view reads again: one run saves several values. */
const COLLECT_MS = 200;

/** The view "What Works Here": what is learned in the open folders, and how the last runs counted. */
export function createLearnedView(
  store: WatchedStore,
  history: Pick<History, 'runs' | 'onDidChange'>,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<LearnedNode>(LEARNED_VIEW, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (node) => {
        const { learnedChildren, rootsOf } = await nodes();
        return node ? learnedChildren(node) : rootsOf(await readFolders(store, history));
      },
      getTreeItem: async (node) => toTreeItem((await nodes()).learnedText(node)),
    },
  });
  let timer: NodeJS.Timeout | undefined;
  const refresh = () => {
    if (!view.visible) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      changed.fire(undefined);
    }, COLLECT_MS);
  };
  return vscode.Disposable.from(
    changed,
    view,
    store.onDidChange(refresh),
    history.onDidChange(refresh),
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
    // What other windows and the command line learned is read when the view is shown.
    view.onDidChangeVisibility(refresh),
    { dispose: () => clearTimeout(timer) },
  );
}

/** Most windows never show this view. */
const nodes = () => import('./learned-nodes');

async function readFolders(store: WatchedStore, history: Pick<History, 'runs'>): Promise<LearnedFolder[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const [{ createPatternMemory }, { lessonsOf }] = await Promise.all([import('../../../engine/learn/memory'), nodes()]);
  return Promise.all(
    folders.map(async ({ name, uri: { fsPath: folder } }) => {
      const groups = await createPatternMemory(store, folder, systemClock).groups();
      return { folder, name, groups, lessons: lessonsOf(folder, history.runs()) };
    }),
  );
}

const STATES = {
  leaf: vscode.TreeItemCollapsibleState.None,
  open: vscode.TreeItemCollapsibleState.Expanded,
  closed: vscode.TreeItemCollapsibleState.Collapsed,
};

function toTreeItem(text: ReturnType<typeof learnedText>): vscode.TreeItem {
  const { id, label, description, tooltip, spoken, icon, color, contextValue, state } = text;
  const item = new vscode.TreeItem(label, STATES[state]);
  Object.assign(item, { id, description, tooltip, contextValue, accessibilityInformation: { label: spoken } });
  if (icon !== undefined)
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  return item;
}
