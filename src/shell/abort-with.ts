import type * as vscode from 'vscode';

/** A signal that aborts when VS Code's token is cancelled, or was before. */
export function abortWith(token: vscode.CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}
