import * as vscode from 'vscode';
import { z } from 'zod';
import { isTestFile } from '../../engine/code/tests/test-files';
import type { RunResult } from '../../engine/engine';
import type { RunTask } from '../actions/run-task';
import { demoRequest } from '../demo/demo-model';
import { settingsOf } from '../read-settings';
import { taskOf } from '../request/request-task';
import type { Requests } from '../request/requests';
import type { SettingsResult } from '../settings';
import { formatCost } from '../views/format';
import { pickFolder, requireTrust } from '../workspace-folder';
import { describeFocus, type Focus, focusOf } from './focus';
import { type Asked, askForTask, LAST_TEXT } from './prompt/prompt-box';

/** The argument `{ "text": "…" }` skips the prompt box, for keybindings and other extensions. */
const argumentSchema = z.object({ text: z.string().trim().min(1) });

export function createGenerate(
  runTask: RunTask,
  state: vscode.Memento,
  requests: Pick<Requests, 'open' | 'pickEarlier' | 'draftChanged'>,
): (argument: unknown) => Promise<RunResult | undefined> {
  return async (argument) => {
    if (!(await requireTrust())) return undefined;
    const folder = await pickFolder();
    const focus = folder && (await focusOf(folder));
    if (!folder || !focus) return undefined;
    const given = argumentSchema.safeParse(argument).data?.text;
    const asked = given === undefined ? await ask(state, folder, focus, requests) : { text: given, tests: undefined };
    if (asked === undefined) return undefined;
    if ('elsewhere' in asked) {
      await requests.open(asked.text, { folder, focus, tests: asked.tests });
      return undefined;
    }
    const task = await taskOf(asked.text, folder, { ...focus, tests: asked.tests });
    const mustAsk = given === undefined && !task.allow.tests && focus.files.some(isTestFile);
    const tests = mustAsk ? await mayChangeTests() : task.allow.tests;
    if (tests === undefined) return undefined;
    return runTask({ folder, untitled: focus.untitled, task: { ...task, allow: { ...task.allow, tests } } });
  };
}

/** Asks for the task, also in the words of an earlier request. */
async function ask(
  state: vscode.Memento,
  folder: vscode.WorkspaceFolder,
  focus: Focus,
  requests: Pick<Requests, 'pickEarlier' | 'draftChanged'>,
): Promise<Asked | undefined> {
  const read = settingsOf(folder);
  // The demo's scripted model knows only one request: fill it in, so that the person need not look it up.
  const isDemo = read.ok && read.settings.provider === 'demo';
  if (isDemo && state.get<string>(LAST_TEXT, '') === '') await state.update(LAST_TEXT, demoRequest());
  for (;;) {
    const asked = await askForTask(state, promptFor(read, focus));
    requests.draftChanged();
    if (asked === undefined || !('elsewhere' in asked) || asked.elsewhere === 'editor') return asked;
    const text = await requests.pickEarlier();
    if (text !== undefined) await state.update(LAST_TEXT, text);
  }
}

/** What is in focus, and what it may cost. */
function promptFor(read: SettingsResult, focus: Focus): string {
  if (!read.ok || read.settings.model === '') return describeFocus(focus);
  const { model, limits } = read.settings;
  return `${describeFocus(focus)} ${vscode.l10n.t('{0}, at most {1}.', model, formatCost(limits.maxCostUsd, true))}`;
}

/** Asks whether the run may change tests. They judge the result, so that this takes the user's consent. */
async function mayChangeTests(): Promise<boolean | undefined> {
  const keep = {
    label: vscode.l10n.t('Keep the tests as they are'),
    detail: vscode.l10n.t('Only code may change; new tests may be added.'),
  };
  const change = {
    label: vscode.l10n.t('Let this run change tests'),
    detail: vscode.l10n.t('Choose this if you want the tests themselves to change.'),
  };
  const chosen = await vscode.window.showQuickPick([keep, change], {
    title: vscode.l10n.t('Generate with Loopcraft'),
    placeHolder: vscode.l10n.t('The file in focus is a test. May this run change existing tests?'),
    ignoreFocusOut: true,
  });
  return chosen && chosen === change;
}
