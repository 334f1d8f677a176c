import * as vscode from 'vscode';

/** How long VS Code may show a message as a toast, in milliseconds; later it is only among all notifications. */
const TOAST_MS = 25_000;

const shownAt = new Set<number>();

/** Follows a message that is only true until a change is accepted or discarded. */
export async function passing<T>(message: Thenable<T>, now = Date.now()): Promise<T> {
  shownAt.add(now);
  try {
    return await message;
  } finally {
    shownAt.delete(now);
  }
}

/**
 * Hides what passed: a toast that asks for what is decided, or names tests that pass by now. VS Code has no way to
 * close one message, so that toasts are hidden, of others as well; all stay among the notifications.
 */
export function hidePassed(now = Date.now()): void {
  const isVisible = [...shownAt].some((time) => now - time < TOAST_MS);
  if (isVisible) void vscode.commands.executeCommand('notifications.hideToasts');
}
