import * as vscode from 'vscode';

const LAST_TEXT = 'prompt/last';

/**
 * Asks for the task. The box starts with the last text and remembers what was typed, even when the
 * user dismisses it; the result is undefined then.
 */
export async function askForTask(state: vscode.Memento, focus: string): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('Generate with Loopcraft');
  box.placeholder = vscode.l10n.t('What should the code do?');
  box.prompt = focus;
  box.value = state.get<string>(LAST_TEXT, '');
  box.ignoreFocusOut = true;
  const listeners: vscode.Disposable[] = [];
  try {
    return await new Promise<string | undefined>((resolve) => {
      listeners.push(
        box.onDidChangeValue(() => {
          box.validationMessage = undefined;
        }),
        box.onDidAccept(() => {
          const text = box.value.trim();
          if (text !== '') resolve(text);
          else box.validationMessage = emptyMessage();
        }),
        box.onDidHide(() => resolve(undefined)),
      );
      box.show();
    });
  } finally {
    await state.update(LAST_TEXT, box.value);
    for (const listener of listeners) listener.dispose();
    box.dispose();
  }
}

function emptyMessage(): string {
  return vscode.l10n.t(
    'Describe what you want first, for example: "parse ISO dates with a time zone, and reject impossible ones".',
  );
}
