import * as vscode from 'vscode';

const LAST_TEXT = 'prompt/last';
const EMPTY = 'Say what you want first, for example: "parse ISO dates with a time zone, and reject impossible ones".';

/**
 * Asks for the task. Starts with the last text, whether it was sent or left, and keeps what was
 * typed. Undefined when the person left the box.
 */
export async function askForTask(state: vscode.Memento, focus: string): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = 'Generate with Loopcraft';
  box.placeholder = 'What should the code do?';
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
          if (text === '') box.validationMessage = EMPTY;
          else resolve(text);
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
