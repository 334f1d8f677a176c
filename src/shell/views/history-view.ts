import * as vscode from 'vscode';
import type { RunRecord } from '../../engine/journal/record';
import type { Reviews } from '../actions/review/reviewing';
import type { Runs } from '../actions/runs';
import { CONTEXT, type CommandId, HISTORY_VIEW } from '../contributions';
import type { History } from '../history';
import { filterText, isFiltering } from '../history-filter';
import { childrenOf, type FileNode, type HistoryNode, textOf } from './history-nodes';
import type { Opens } from './node-text';

/** Milliseconds between two updates of a running run's time. */
const TICK_MS = 1000;

const OPEN_RUN: CommandId = 'loopcraft.openRun';
const OPEN_DIFF: CommandId = 'loopcraft.openDiff';

/** The run history in the sidebar: runs, their iterations, their steps. It updates while a run is in progress. */
export function createHistoryView(
  history: History,
  runs: Pick<Runs, 'active' | 'onDidChange'>,
  waiting: Reviews['waiting'],
): vscode.Disposable {
  const changed = new vscode.EventEmitter<HistoryNode | undefined>();
  const running = new Set<HistoryNode>();
  const view = vscode.window.createTreeView<HistoryNode>(HISTORY_VIEW, {
    showCollapseAll: true,
    manageCheckboxStateManually: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren(node) {
        const files = node?.kind === 'run' ? filesOf(node.run, waiting) : [];
        const nodes = [...files, ...childrenOf(node, history.shown(), history.older())];
        if (node === undefined) running.clear();
        for (const each of nodes) if (isRunning(each)) running.add(each);
        return nodes;
      },
      getTreeItem: toTreeItem,
    },
  });
  const ticking = setInterval(() => {
    // Only the rows whose time ticks: while the whole list is replaced, a click on a row finds none.
    if (view.visible) for (const node of running) changed.fire(node);
  }, TICK_MS);
  const stop = { dispose: () => clearInterval(ticking) };
  const showBadge = () => {
    view.badge = badgeOf(runs.active().length, waiting.all().length);
  };
  const listeners = [
    runs.onDidChange(showBadge),
    waiting.onDidChange(() => {
      showBadge();
      changed.fire(undefined);
    }),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, state] of items) if (node.kind === 'file') take(node, state, waiting);
    }),
    history.onDidChange(() => {
      changed.fire(undefined);
      const filter = history.filter();
      const shown = history.shown().length;
      const filtered = filterText(filter, shown, history.runs().length);
      // Beside the title where no run matches: above the runs, it would hide the buttons that lead on.
      view.message = shown === 0 ? '' : (filtered ?? '');
      view.description = shown === 0 ? (filtered ?? '') : '';
      void vscode.commands.executeCommand('setContext', CONTEXT.filtered, isFiltering(filter));
      const hasRun = history.runs().some(({ state }) => state === 'ended');
      if (hasRun) void vscode.commands.executeCommand('setContext', CONTEXT.hasRun, true);
    }),
    // Finds the runs of other windows and of the command line, which send no events to this window.
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) void history.refresh();
    }),
  ];
  return vscode.Disposable.from(changed, view, stop, ...listeners);
}

/** The files of a run's change that waits, where there is a choice. */
function filesOf(run: RunRecord, waiting: Reviews['waiting']): HistoryNode[] {
  const review = waiting.all().find(({ runId }) => runId === run.runId);
  if (review === undefined || review.changes.length < 2) return [];
  const chosen = waiting.chosen(review);
  return review.changes.map((change) => ({ kind: 'file', run, change, isTaken: chosen.includes(change) }));
}

function take({ run, change }: FileNode, state: vscode.TreeItemCheckboxState, waiting: Reviews['waiting']): void {
  const review = waiting.all().find(({ runId }) => runId === run.runId);
  if (review) waiting.choose(review, change.path, state === vscode.TreeItemCheckboxState.Checked);
}

function isRunning(node: HistoryNode): boolean {
  return node.kind === 'run' && node.run.state === 'running';
}

/** What is in progress and what waits for the person, as a number on the view's icon. */
function badgeOf(running: number, ready: number): vscode.ViewBadge | undefined {
  if (running + ready === 0) return undefined;
  const inProgress =
    running === 1 ? vscode.l10n.t('1 run in progress') : vscode.l10n.t('{0} runs in progress', running);
  const toReview = ready === 1 ? vscode.l10n.t('1 change to review') : vscode.l10n.t('{0} changes to review', ready);
  const tooltip = [...(running > 0 ? [inProgress] : []), ...(ready > 0 ? [toReview] : [])].join(', ');
  return { value: running + ready, tooltip };
}

function toTreeItem(node: HistoryNode): vscode.TreeItem {
  const { id, label, description, tooltip, icon, color, contextValue, expandable, opens, runs } = textOf(node);
  const initialState =
    node.kind === 'day' || isRunning(node)
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(label, expandable ? initialState : vscode.TreeItemCollapsibleState.None);
  // Another id when it has ended: VS Code then folds it.
  item.id = isRunning(node) ? `${id}#running` : id;
  item.description = description;
  item.tooltip = new vscode.MarkdownString(tooltip);
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = contextValue;
  if (opens) item.command = openCommand(opens);
  if (node.kind === 'file') {
    const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
    item.checkboxState = node.isTaken ? Checked : Unchecked;
    item.command = {
      command: OPEN_DIFF,
      title: vscode.l10n.t('Open Diff'),
      arguments: [{ kind: 'run', run: node.run }],
    };
  }
  if (runs) item.command = { command: runs, title: label };
  if (node.kind === 'run')
    item.command = { command: OPEN_RUN, title: vscode.l10n.t('Open Run Panel'), arguments: [node] };
  return item;
}

/** Opens the place in the file as it is now. */
function openCommand({ workspace, path, lines }: Opens): vscode.Command {
  const uri = vscode.Uri.joinPath(vscode.Uri.file(workspace), path);
  const selection = lines && new vscode.Range(lines.startLine - 1, 0, lines.endLine, 0);
  return { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri, { selection, preview: true }] };
}
