import * as vscode from 'vscode';
import { z } from 'zod';
import { isTestFile } from '../../engine/code/tests/test-files';
import type { RunResult } from '../../engine/engine';
import { permissionsFor } from '../../engine/guard/permissions';
import type { RunTask } from '../actions/run-task';
import { pickFolder, requireTrust } from '../workspace-folder';
import { describeFocus, focusOf } from './focus';
import { askForTask } from './prompt-box';

/** For keybindings and other extensions: `{ "text": "…" }` skips the prompt box. */
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
    const { files, selection, drafts } = focus;
    // An open test may only be where the person was looking: its change needs a word, or the request's own.
    const allow = permissionsFor(
      text,
      files.filter((path) => !isTestFile(path)),
    );
    const asks = given === undefined && !allow.tests && files.some(isTestFile);
    const tests = asks ? await mayChangeTests() : allow.tests;
    if (tests === undefined) return undefined;
    return runTask({ folder, drafts, task: { kind: 'generate', text, files, selection, allow: { ...allow, tests } } });
  };
}

/** Tests judge the result, so changing them needs the person's word; asked only where a test is in focus. */
async function mayChangeTests(): Promise<boolean | undefined> {
  const keep = { label: 'Keep the tests as they are', detail: 'Only code may change; new tests may be added.' };
  const change = {
    label: 'Let this run change tests',
    detail: 'Choose this when the tests are what you want changed.',
  };
  const chosen = await vscode.window.showQuickPick([keep, change], {
    title: 'Generate with Loopcraft',
    placeHolder: 'The file in focus is a test. May this run change existing tests?',
    ignoreFocusOut: true,
  });
  return chosen && chosen === change;
}
