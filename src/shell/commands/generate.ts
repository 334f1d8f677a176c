import * as vscode from 'vscode';
import { z } from 'zod';
import { isTestFile } from '../../engine/code/tests/test-files';
import type { RunResult } from '../../engine/engine';
import { permissionsFor } from '../../engine/guard/permissions';
import type { RunTask } from '../actions/run-task';
import { pickFolder, requireTrust } from '../workspace-folder';
import { describeFocus, focusOf } from './focus';
import { askForTask } from './prompt/prompt-box';

/** The argument `{ "text": "…" }` skips the prompt box, for keybindings and other extensions. */
const argumentSchema = z.object({ text: z.string().trim().min(1) });

export function createGenerate(
  runTask: RunTask,
  state: vscode.Memento,
): (argument: unknown) => Promise<RunResult | undefined> {
  return async (argument) => {
    if (!(await requireTrust())) return undefined;
    const folder = await pickFolder();
    const focus = folder && (await focusOf(folder));
    if (!folder || !focus) return undefined;
    const given = argumentSchema.safeParse(argument).data?.text;
    const text = given ?? (await askForTask(state, describeFocus(focus)));
    if (text === undefined) return undefined;
    const { files, selection, untitled } = focus;
    // A test may be in focus only because it is open. Changing it takes the user's consent, here or in the task's text.
    const allow = permissionsFor(
      text,
      files.filter((path) => !isTestFile(path)),
    );
    const mustAsk = given === undefined && !allow.tests && files.some(isTestFile);
    const tests = mustAsk ? await mayChangeTests() : allow.tests;
    if (tests === undefined) return undefined;
    return runTask({
      folder,
      untitled,
      task: { kind: 'generate', text, files, selection, allow: { ...allow, tests } },
    });
  };
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
