/*
 * What `@loopcraft` answers in the chat, without VS Code's part of it, which is register-chat.ts. A run that starts
 * here is a run like any other: it stands in the history, and its change is reviewed and accepted in the same way.
 */
import type * as vscode from 'vscode';
import { isTestFile } from '../../engine/code/tests/test-files';
import type { Task } from '../../engine/contract/task';
import type { RunResult } from '../../engine/engine';
import { permissionsFor } from '../../engine/guard/permissions';
import type { RunRecord } from '../../engine/journal/record';
import type { TaskRequest } from '../actions/run-task';
import { type ChatCommand, SHOW_HISTORY } from '../contributions';
import { l10n } from '../l10n';
import { fixTask } from '../tests/fix/fix-request';
import { plainText } from '../views/markdown';
import { explainRun } from './explain-run';

export interface ChatAsk {
  /** The command behind the slash, if there is one. */
  readonly command: string | undefined;
  readonly prompt: string;
}

/** The part of VS Code's response stream that answers use. */
export interface ChatStream {
  progress(text: string): void;
  markdown(text: string): void;
  button(command: { readonly command: string; readonly title: string; readonly arguments?: unknown[] }): void;
}

export interface ChatDeps {
  isTrusted(): boolean;
  /** The folder to work in; undefined when there is none, or the person chose none. */
  folder(): Promise<vscode.WorkspaceFolder | undefined>;
  /** What the person attached, else what they look at. */
  focus(folder: vscode.WorkspaceFolder): Pick<Task, 'files' | 'open' | 'selection'>;
  run(request: TaskRequest): Promise<RunResult | undefined>;
  /** How a run ended, as the person reads it. */
  endOf(result: RunResult): string;
  /** Newest first. */
  runs(): readonly RunRecord[];
}

/** Answers one request. Nothing is written to files: a change waits for the person to accept it. */
export async function answerChat(ask: ChatAsk, deps: ChatDeps, stream: ChatStream, signal: AbortSignal): Promise<void> {
  const command = ask.command as ChatCommand | undefined;
  if (command === 'explain-run') return explain(ask.prompt.trim(), deps, stream);
  const text = ask.prompt.trim();
  if (command !== 'fix' && text === '') return stream.markdown(help());
  if (!deps.isTrusted()) {
    stream.markdown(l10n.t("A run starts this workspace's own compiler and tests. Trust the workspace first."));
    return stream.button({ command: 'workbench.trust.manage', title: l10n.t('Manage Workspace Trust') });
  }
  const folder = await deps.folder();
  if (folder === undefined)
    return stream.markdown(l10n.t('Open a folder first: its compiler and tests judge a change.'));
  const task = command === 'fix' ? fixOf(text) : generateOf(text, deps.focus(folder));
  await runTask({ folder, task, untitled: new Map() }, deps, stream, signal);
}

async function runTask(request: TaskRequest, deps: ChatDeps, stream: ChatStream, signal: AbortSignal): Promise<void> {
  const result = await deps.run({ ...request, signal, onProgress: withoutRepeats((text) => stream.progress(text)) });
  const show = { command: SHOW_HISTORY, title: l10n.t('Show Runs') };
  if (result === undefined) {
    stream.markdown(l10n.t('No run was started; a message of VS Code says why.'));
    return stream.button(show);
  }
  stream.markdown(plainText(deps.endOf(result)));
  if (result.reason === 'verified' || result.reason === 'red-as-before')
    stream.button({ command: 'loopcraft.reviewChanges', title: l10n.t('Review Changes') });
  stream.button(show);
}

/** The chat keeps every line of progress, so that it hears only of steps: what is counted would fill the answer. */
function withoutRepeats(tell: (text: string) => void): (text: string) => void {
  let last = '';
  return (text) => {
    const step = text.replace(/\d[\d.,]*/g, '');
    if (step !== last) tell(text);
    last = step;
  };
}

function generateOf(text: string, { files, open, selection }: Pick<Task, 'files' | 'open' | 'selection'>): Task {
  // A test may be in focus only because it is open: changing it takes the person's words.
  const allow = permissionsFor(
    text,
    files.filter((path) => !isTestFile(path)),
  );
  return { kind: 'generate', text, files, open, selection, allow };
}

/** Everything that fails, with the person's words as a hint. */
function fixOf(text: string): Task {
  const task = fixTask([], false);
  return text === '' ? task : { ...task, hints: [text] };
}

/** The run whose id begins so, or else the newest one. */
function explain(id: string, { runs }: ChatDeps, stream: ChatStream): void {
  const all = runs();
  const run = id === '' || id === 'last' ? all[0] : all.find(({ runId }) => runId.startsWith(id));
  if (run === undefined) {
    const none = id === '' ? l10n.t('There is no run in this workspace yet.') : l10n.t('No run has the id {0}.', id);
    stream.markdown(plainText(none));
    return;
  }
  stream.markdown(explainRun(run));
  stream.button({ command: SHOW_HISTORY, title: l10n.t('Show Runs') });
}

function help(): string {
  return l10n.t(
    'Say what the code should do: I ask your model, check the answer with your compiler and your tests, and show ' +
      'you a diff when everything is green. `/fix` makes failing tests and type errors pass, `/explain-run` says ' +
      'what the last run did and why it ended.',
  );
}
