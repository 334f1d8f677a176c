import * as vscode from 'vscode';
import { HISTORY_VIEW } from '../contributions';
import type { History } from '../history';
import { childrenOf, type HistoryNode, type Opens, textOf } from './history-nodes';

/** The run history in the sidebar: runs, their iterations, their steps. It updates while a run is in progress. */
export function createHistoryView(history: History): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<HistoryNode>(HISTORY_VIEW, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => childrenOf(node, history.runs()),
      getTreeItem: toTreeItem,
    },
  });
  const listeners = [
    history.onDidChange(() => changed.fire(undefined)),
    // Finds the runs of other windows and of the command line, which send no events to this window.
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) void history.refresh();
    }),
  ];
  return vscode.Disposable.from(changed, view, ...listeners);
}

function toTreeItem(node: HistoryNode): vscode.TreeItem {
  const { id, label, description, tooltip, icon, color, contextValue, expandable, opens } = textOf(node);
  const initialState =
    node.kind === 'run' && node.run.state === 'running'
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(label, expandable ? initialState : vscode.TreeItemCollapsibleState.None);
  item.id = id;
  item.description = description;
  item.tooltip = new vscode.MarkdownString(tooltip);
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = contextValue;
  if (opens) item.command = openCommand(opens);
  return item;
}

/** Opens the place in the file as it is now. */
function openCommand({ workspace, path, lines }: Opens): vscode.Command {
  const uri = vscode.Uri.joinPath(vscode.Uri.file(workspace), path);
  const selection = lines && new vscode.Range(lines.startLine - 1, 0, lines.endLine, 0);
  return { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri, { selection, preview: true }] };
}
