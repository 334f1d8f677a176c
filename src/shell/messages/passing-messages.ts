import * as vscode from 'vscode';

/** How long VS Code shows a message with buttons as a toast while its window has the focus, in milliseconds. */
export const INFORMATION_TOAST_MS = 10_000;
export const WARNING_TOAST_MS = 12_000;

interface Toast {
  readonly ms: number;
  readonly isFocused?: () => boolean;
}

/** The messages that VS Code still shows as toasts. */
const visible = new Set<object>();

/** Follows a message that is only true until a change is accepted or discarded. */
export async function passing<T>(message: Thenable<T>, toast: Toast): Promise<T> {
  const shown = {};
  visible.add(shown);
  const following = whenGone(toast, () => visible.delete(shown));
  try {
    return await message;
  } finally {
    following.dispose();
    visible.delete(shown);
  }
}

/** As VS Code does it: a toast goes after its time; where the window has no focus then, after that time with it. */
function whenGone({ ms, isFocused = () => vscode.window.state.focused }: Toast, gone: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (isFocused()) gone();
    }, ms);
  };
  wait();
  const focusing = vscode.window.onDidChangeWindowState(({ focused }) => {
    if (focused && timer === undefined) wait();
  });
  return vscode.Disposable.from(focusing, { dispose: () => clearTimeout(timer) });
}

/**
 * Hides what passed: a toast that asks for what is decided, or names tests that pass by now. An extension can't close a
 * message of its own: VS Code's command hides all toasts, so it is called only while one of ours is among them. What
 * another extension showed in the same seconds stays among the notifications, behind the bell. A message of progress
 * would go by itself, but has no buttons and turns in the status bar for as long as the person hasn't decided.
 */
export function hidePassed(): void {
  if (visible.size > 0) void vscode.commands.executeCommand('notifications.hideToasts');
}
