import * as vscode from 'vscode';
import { isPastedIn, withLines } from './pasted-lines';

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
  const last = state.get<string>(LAST_TEXT, '');
  box.value = last.replace(/\s*\n\s*/g, ' ');
  box.ignoreFocusOut = true;
  const listeners: vscode.Disposable[] = [];
  const pasted: string[] = last.includes('\n') ? [last] : [];
  let before = box.value;
  try {
    return await new Promise<string | undefined>((resolve) => {
      listeners.push(
        box.onDidChangeValue((value) => {
          box.validationMessage = undefined;
          if (value.length > before.length + 1) void notePasted(box, pasted);
          before = value;
        }),
        box.onDidAccept(() => {
          const text = withLines(box.value.trim(), pasted);
          if (text !== '') resolve(text);
          else box.validationMessage = emptyMessage();
        }),
        box.onDidHide(() => resolve(undefined)),
      );
      box.show();
    });
  } finally {
    await state.update(LAST_TEXT, withLines(box.value, pasted));
    for (const listener of listeners) listener.dispose();
    box.dispose();
  }
}

/** A box of one line takes the line breaks out of what is pasted; the task gets them back. */
async function notePasted(box: vscode.InputBox, pasted: string[]): Promise<void> {
  const copied = await vscode.env.clipboard.readText();
  if (!isPastedIn(box.value, copied)) return;
  pasted.push(copied);
  const lines = copied.trim().split('\n').length;
  box.prompt = vscode.l10n.t(
    '{0} lines were pasted. They stand in one line here; the model gets them as they were.',
    lines,
  );
}

function emptyMessage(): string {
  return vscode.l10n.t(
    'Describe what you want first, for example: "parse ISO dates with a time zone, and reject impossible ones".',
  );
}
