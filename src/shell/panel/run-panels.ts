import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { RunEvent } from '../../engine/contract/events';
import type { RunRecord } from '../../engine/journal/record';
import type { ToPage } from '../../panel/contract';
import type { RunTask } from '../actions/run-task';
import type { Runs } from '../actions/runs';
import { RUN_PANEL } from '../contributions';
import type { History } from '../history';
import { titleOf } from '../run-title';
import { shorten } from '../views/format';
import { readMessage } from './messages';
import { openPlace } from './open-place';
import { panelHtml } from './panel-html';
import { createPanelActions, type PanelActions } from './take-action';

/** The run panels: one page per run in an editor tab, kept up to date while the run goes on. */
export interface RunPanels extends vscode.Disposable {
  /** Opens the panel of a run, or shows the one that is open. */
  open(runId: string): void;
}

interface PanelDeps {
  readonly history: History;
  readonly actions: PanelActions;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
}

export interface RunPanelDeps extends Omit<PanelDeps, 'actions'> {
  readonly runs: Runs;
  readonly runTask: RunTask;
}

export function createRunPanels({ runs, runTask, ...others }: RunPanelDeps): RunPanels {
  const deps = { ...others, actions: createPanelActions(runs, runTask) };
  const open = new Map<string, vscode.WebviewPanel>();
  const show = (panel: vscode.WebviewPanel, runId: string): void => {
    open.get(runId)?.dispose();
    open.set(runId, panel);
    const page = fillPanel(panel, runId, deps);
    panel.onDidDispose(() => {
      page.dispose();
      if (open.get(runId) === panel) open.delete(runId);
    });
  };
  const restoring = vscode.window.registerWebviewPanelSerializer(RUN_PANEL, {
    async deserializeWebviewPanel(panel, state: unknown) {
      const runId = runIdIn(state);
      if (runId === undefined) panel.dispose();
      else show(panel, runId);
    },
  });
  return {
    open(runId) {
      const existing = open.get(runId);
      if (existing) existing.reveal();
      else show(vscode.window.createWebviewPanel(RUN_PANEL, 'Loopcraft', vscode.ViewColumn.Active), runId);
    },
    dispose() {
      restoring.dispose();
      for (const panel of [...open.values()]) panel.dispose();
    },
  };
}

/** Shows the run in the panel until the result is disposed of. */
function fillPanel(panel: vscode.WebviewPanel, runId: string, deps: PanelDeps): vscode.Disposable {
  const { history, actions, log, extensionUri } = deps;
  const { webview } = panel;
  let comparedId: string | undefined;
  const eventsOf = createEventsOf(history);
  const post = async (message: ToPage) => void (await webview.postMessage(message));
  const update = async () => {
    const run = history.find(runId);
    if (run === undefined) return post({ type: 'gone', text: goneText() });
    panel.title = vscode.l10n.t('Run: {0}', shorten(titleOf(run), 40));
    await post({ type: 'page', page: await pageOf(run, comparedId, eventsOf, deps) });
  };
  const schedule = oneAtATime(update, (error) => log.error(`Run panel: ${String(error)}`));
  const received = webview.onDidReceiveMessage(async (untrusted: unknown) => {
    const message = readMessage(untrusted);
    if (message?.type === 'ready') {
      comparedId = message.compareWith;
      // It may be a run of another window, or the journals are not read yet.
      if (history.find(runId) === undefined) await history.refresh();
    }
    if (message?.type === 'compare') comparedId = message.runId === '' ? undefined : message.runId;
    if (message?.type === 'ready' || message?.type === 'compare') schedule();
    const run = history.find(runId);
    if (message === undefined || run === undefined) return;
    if (message.type === 'open') await openPlace(run.workspace, message.place);
    if (message.type === 'action') await actions.take(run, message.id);
    if (message.type === 'exchange') {
      const { call } = message;
      const found = await history.exchange(runId, call);
      const { pageExchange } = await pages();
      await post({
        type: 'exchange',
        exchange: pageExchange({ call, messages: found?.messages, reply: found?.reply }),
      });
    }
  });
  const listeners = [
    received,
    history.onDidChange(() => {
      if (panel.visible) schedule();
    }),
    actions.onDidChange(() => {
      if (panel.visible) schedule();
    }),
  ];
  const media = vscode.Uri.joinPath(extensionUri, 'dist');
  const uri = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
  // A picture of its own would be dark on dark.
  panel.iconPath = new vscode.ThemeIcon('pulse');
  webview.options = { enableScripts: true, localResourceRoots: [media] };
  webview.html = panelHtml({
    script: uri('panel.js'),
    style: uri('panel.css'),
    source: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    language: vscode.env.language,
  });
  return vscode.Disposable.from(...listeners);
}

/** Calls `work` once more after the call under way, however often it is asked for meanwhile: the last call sees all. */
function oneAtATime(work: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let last: Promise<void> = Promise.resolve();
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    last = last
      .then(() => {
        isWaiting = false;
        return work();
      })
      .catch(onError);
  };
}

type EventsOf = (run: RunRecord) => Promise<readonly RunEvent[]>;

/** Reads a journal once for each state of its run: an ended run is not read again while another one goes on. */
function createEventsOf(history: History): EventsOf {
  const known = new WeakMap<RunRecord, Promise<readonly RunEvent[]>>();
  return (run) => {
    const events = known.get(run) ?? history.events(run.runId);
    known.set(run, events);
    return events;
  };
}

const pages = () => import('./page/run-page');

async function pageOf(
  run: RunRecord,
  comparedId: string | undefined,
  eventsOf: EventsOf,
  { history, actions }: PanelDeps,
) {
  const others = history.runs().filter(({ workspace }) => workspace === run.workspace);
  const other = comparedId === undefined ? undefined : history.find(comparedId);
  const { runPage } = await pages();
  return runPage({
    run,
    events: await eventsOf(run),
    isPaused: actions.isPaused(run.runId),
    others,
    comparedWith: other && { run: other, events: await eventsOf(other) },
    language: vscode.env.language,
  });
}

function goneText(): string {
  return vscode.l10n.t('This run is not in the history of this workspace. It may have been deleted.');
}

/** The state that a page keeps names its run; it comes from an earlier session. */
function runIdIn(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('runId' in state)) return undefined;
  return typeof state.runId === 'string' ? state.runId : undefined;
}
