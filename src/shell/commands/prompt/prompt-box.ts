import * as vscode from 'vscode';
import { isPastedIn, withLines } from './pasted-lines';

/** Key of the words that were written last, in the box or in the editor. */
export const LAST_TEXT = 'prompt/last';

/** What the person did with the box: gave the task, or went on elsewhere with what they typed. */
export type Asked =
  | { readonly text: string; readonly tests: boolean | undefined }
  | { readonly elsewhere: 'editor' | 'earlier'; readonly text: string; readonly tests: boolean | undefined };

/**
 * Asks for the task. The box starts with the last text and remembers what was typed, even when the
 * user dismisses it; the result is undefined then. `prompt`: what the box says below.
 */
export async function askForTask(state: vscode.Memento, prompt: string): Promise<Asked | undefined> {
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('Generate with Loopcraft');
  box.placeholder = vscode.l10n.t('What should the code do?');
  box.prompt = prompt;
  const { editor, earlier, tests, buttons } = createButtons();
  box.buttons = buttons;
  const last = state.get<string>(LAST_TEXT, '');
  box.value = last.replace(/\s*\n\s*/g, ' ');
  box.ignoreFocusOut = true;
  const listeners: vscode.Disposable[] = [];
  const pasted: string[] = last.includes('\n') ? [last] : [];
  let before = box.value;
  const typed = () => ({
    text: withLines(box.value.trim(), pasted),
    tests: tests.toggle.checked ? true : undefined,
  });
  try {
    return await new Promise<Asked | undefined>((resolve) => {
      listeners.push(
        box.onDidChangeValue((value) => {
          box.validationMessage = undefined;
          if (value.length > before.length + 1) void notePasted(box, pasted);
          before = value;
        }),
        box.onDidTriggerButton((button) => {
          if (button === editor) resolve({ ...typed(), elsewhere: 'editor' });
          if (button === earlier) resolve({ ...typed(), elsewhere: 'earlier' });
        }),
        box.onDidAccept(() => {
          if (typed().text !== '') resolve(typed());
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

function createButtons() {
  const editor = { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Write in an Editor') };
  const earlier = { iconPath: new vscode.ThemeIcon('history'), tooltip: vscode.l10n.t('Earlier Requests') };
  const tests = {
    iconPath: new vscode.ThemeIcon('beaker'),
    tooltip: vscode.l10n.t('May Change Tests'),
    location: vscode.QuickInputButtonLocation.Input,
    toggle: { checked: false },
  };
  return { editor, earlier, tests, buttons: [earlier, editor, tests] };
}

/** A box of one line takes the line breaks out of what is pasted; the task gets them back. */
async function notePasted(box: vscode.InputBox, pasted: string[]): Promise<void> {
  // A browser asks the person whether the clipboard may be read, and VS Code shows an error where it may not.
  if (vscode.env.uiKind === vscode.UIKind.Web) return;
  const copied = await vscode.env.clipboard.readText();
  if (!isPastedIn(box.value, copied)) return;
  pasted.push(copied);
  const lines = copied.trim().split('\n').length;
  box.prompt = vscode.l10n.t(
    '{0} lines were pasted. They stand in one line here; the model gets them as they were. ' +
      'The pencil shows them as lines.',
    lines,
  );
}

export function emptyMessage(): string {
  return vscode.l10n.t(
    'Describe what you want first, for example: "parse ISO dates with a time zone, and reject impossible ones".',
  );
}
