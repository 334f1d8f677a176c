/*
 * The request as a place to write: a document with as many lines as it takes, and above it what will happen when it
 * runs (request-lines.ts). The prompt box, which is the fast way, carries its text over. request-file.ts says why it is
 * a document; request-task.ts makes the task of it.
 */
import * as vscode from 'vscode';
import type { RunResult } from '../../engine/engine';
import type { RunTask } from '../actions/run-task';
import { type Focus, focusOf } from '../commands/focus';
import { emptyMessage, LAST_TEXT } from '../commands/prompt/prompt-box';
import { type CommandId, REQUEST_LANGUAGE, REQUEST_SCHEME } from '../contributions';
import type { History } from '../history';
import { shorten } from '../views/format';
import { findDocument, pickFolder, requireTrust, type UntitledDocuments } from '../workspace-folder';
import { earlierRequests } from './earlier-requests';
import { registerRequestCompletions } from './request-completions';
import { REQUEST_URI, registerRequestFile } from './request-file';
import type { permissionsOf } from './request-task';

export interface RequestDeps {
  readonly runTask: RunTask;
  readonly history: Pick<History, 'runs' | 'onDidChange'>;
  readonly state: vscode.Memento;
}

/** What belongs to the request beside its words. */
interface Chosen {
  readonly folder: vscode.WorkspaceFolder | undefined;
  readonly focus: Focus;
  /** Undefined: as the words say. */
  readonly tests: boolean | undefined;
}

const NOTHING: Chosen = {
  folder: undefined,
  focus: { files: [], selection: undefined, untitled: new Map() },
  tests: undefined,
};

export interface Requests extends vscode.Disposable {
  /** Opens the editor; `text` replaces what is in it. */
  open(text: string | undefined, chosen: Chosen): Promise<void>;
  /** The draft was written in the box: an open editor shows it. */
  draftChanged(): void;
  /** Lets the person choose the words of an earlier request. */
  pickEarlier(): Promise<string | undefined>;
  readonly commands: Readonly<Record<RequestCommand, () => unknown>>;
}

type RequestCommand = Extract<
  CommandId,
  | 'loopcraft.writeRequest'
  | 'loopcraft.runRequest'
  | 'loopcraft.toggleRequestTests'
  | 'loopcraft.clearRequestFocus'
  | 'loopcraft.chooseRequestFolder'
  | 'loopcraft.earlierRequests'
>;

export function createRequests(deps: RequestDeps): Requests {
  const { runTask, history, state } = deps;
  const changed = new vscode.EventEmitter<void>();
  let chosen = NOTHING;
  const choose = (next: Partial<Chosen>) => {
    chosen = { ...chosen, ...next };
    changed.fire();
  };
  const folder = () => chosen.folder ?? onlyFolder();
  const testsNow = async (text: string) => {
    const { permissionsOf } = await import('./request-task');
    return chosen.tests ?? permissionsOf(text, chosen.focus.files).tests;
  };
  const open: Requests['open'] = async (text, next) => {
    choose(next);
    await showRequest(text);
  };
  const pickEarlier = () => pickRequest(history);
  const lenses = async (document: vscode.TextDocument) =>
    lensesOf(chosen, await testsNow(document.getText()), folder(), history);
  const file = registerRequestFile(state);
  const parts = vscode.Disposable.from(
    changed,
    file,
    registerRequestCompletions(folder),
    registerHint(),
    registerLenses(lenses, changed, history),
  );
  return {
    open,
    pickEarlier,
    draftChanged: file.changed,
    commands: {
      'loopcraft.writeRequest': async () => {
        // What belongs to a request that is in front stays as it is.
        if (vscode.window.activeTextEditor?.document.uri.scheme === REQUEST_SCHEME) return;
        const picked = await pickFolder();
        const focus = picked && (await focusOf(picked));
        if (focus) await open(undefined, { folder: picked, focus, tests: undefined });
      },
      'loopcraft.runRequest': () => {
        const ended = runRequest(chosen, runTask, state);
        // The consent is for this run: another one takes another.
        choose({ tests: undefined });
        return ended;
      },
      'loopcraft.toggleRequestTests': async () => choose({ tests: (await testsNow(textOf(state))) !== true }),
      'loopcraft.clearRequestFocus': () => choose({ focus: NOTHING.focus }),
      'loopcraft.chooseRequestFolder': async () => {
        const picked = await vscode.window.showWorkspaceFolderPick();
        if (picked) choose({ folder: picked, focus: NOTHING.focus });
      },
      'loopcraft.earlierRequests': async () => {
        const text = await pickEarlier();
        if (text !== undefined) await showRequest(text);
      },
    },
    dispose: () => parts.dispose(),
  };
}

/** Shows the lines, and shows them anew when what they say may have changed. */
function registerLenses(
  provideCodeLenses: (document: vscode.TextDocument) => Promise<vscode.CodeLens[]>,
  changed: vscode.EventEmitter<void>,
  history: RequestDeps['history'],
): vscode.Disposable {
  return vscode.Disposable.from(
    history.onDidChange(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('loopcraft')) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(REQUEST_LANGUAGE, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses,
    }),
  );
}

async function lensesOf(
  { focus }: Chosen,
  tests: ReturnType<typeof permissionsOf>['tests'],
  folder: vscode.WorkspaceFolder | undefined,
  history: RequestDeps['history'],
): Promise<vscode.CodeLens[]> {
  const [{ settingsOf }, { requestLines }] = await Promise.all([import('../read-settings'), import('./request-lines')]);
  const read = folder && settingsOf(folder);
  const several = (vscode.workspace.workspaceFolders ?? []).length > 1;
  const lines = requestLines({
    tests,
    focus,
    settings: read?.ok ? read.settings : undefined,
    folder: several ? (folder?.name ?? vscode.l10n.t('choose one')) : undefined,
    lastStrategy: history.runs().find(({ strategy }) => strategy !== undefined)?.strategy?.strategy,
  });
  const top = new vscode.Range(0, 0, 0, 0);
  return lines.map((line) => new vscode.CodeLens(top, { ...line, arguments: [...(line.arguments ?? [])] }));
}

function onlyFolder(): vscode.WorkspaceFolder | undefined {
  const [folder, another] = vscode.workspace.workspaceFolders ?? [];
  return another === undefined ? folder : undefined;
}

/** The words as they stand in the editor, or in the draft where it is closed. */
function textOf(state: vscode.Memento): string {
  return findDocument(REQUEST_URI)?.getText() ?? state.get<string>(LAST_TEXT, '');
}

async function showRequest(text: string | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(REQUEST_URI);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const end = () => document.lineAt(document.lineCount - 1).range.end;
  if (text !== undefined && text !== document.getText())
    await editor.edit((edit) => edit.replace(new vscode.Range(new vscode.Position(0, 0), end()), text));
  editor.selection = new vscode.Selection(end(), end());
}

async function runRequest(
  { folder: chosen, focus, tests }: Chosen,
  runTask: RunTask,
  state: vscode.Memento,
): Promise<RunResult | undefined> {
  if (!(await requireTrust())) return undefined;
  const text = textOf(state).trim();
  if (text === '') {
    void vscode.window.showInformationMessage(`Loopcraft: ${emptyMessage()}`);
    return undefined;
  }
  const folder = chosen ?? (await pickFolder());
  if (folder === undefined) return undefined;
  const untitled: UntitledDocuments = focus.untitled;
  const { taskOf } = await import('./request-task');
  return runTask({ folder, untitled, task: await taskOf(text, folder, { ...focus, tests }) });
}

async function pickRequest(history: RequestDeps['history']): Promise<string | undefined> {
  const items = earlierRequests(history.runs()).map(({ text, at }) => ({
    label: shorten(text, 100),
    description: new Date(at).toLocaleString(),
    text,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Loopcraft: Nothing was asked for in this folder yet.'));
    return undefined;
  }
  const options = {
    title: vscode.l10n.t('Earlier Requests'),
    placeHolder: vscode.l10n.t('Select the words to use again'),
  };
  return (await vscode.window.showQuickPick(items, options))?.text;
}

/** What can be written, while nothing is. */
function registerHint(): vscode.Disposable {
  const hint = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor('editorGhostText.foreground') },
  });
  const contentText = vscode.l10n.t('What should the code do? @ names a file, # a symbol.');
  const update = (editor: vscode.TextEditor | undefined) => {
    if (editor?.document.languageId !== REQUEST_LANGUAGE) return;
    const isEmpty = editor.document.getText() === '';
    const range = new vscode.Range(0, 0, 0, 0);
    editor.setDecorations(hint, isEmpty ? [{ range, renderOptions: { after: { contentText } } }] : []);
  };
  return vscode.Disposable.from(
    hint,
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) update(editor);
    }),
  );
}
