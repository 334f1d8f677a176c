import * as vscode from 'vscode';
import type { RunResult } from '../../../engine/engine';
import { progressText } from '../../views/progress-state';
import type { RunRequest, Runs } from '../runs';

/** Who started a run, where it is not only the person with a command. */
export interface Follower {
  /** Cancels the run, beside the person's own ways to cancel it. */
  readonly signal?: AbortSignal | undefined;
  /** Hears what the run does, in words for the person. */
  readonly onProgress?: ((text: string) => void) | undefined;
}

/** Runs to the end, with a notification that says how far the run is and can cancel it. */
export async function runWithProgress(
  runs: Runs,
  request: RunRequest,
  { signal, onProgress }: Follower,
): Promise<RunResult> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Loopcraft', cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const ended = runs.start(request);
    const active = runs.activeIn(request.folder);
    const cancel = () => {
      if (active) runs.cancel(active);
      progress.report({ message: vscode.l10n.t('cancelling') });
    };
    const cancelling = token.onCancellationRequested(cancel);
    signal?.addEventListener('abort', cancel);
    const reporting = runs.onDidChange(() => {
      if (!active || token.isCancellationRequested || signal?.aborted) return;
      const message = progressText(active.progress);
      progress.report({ message });
      onProgress?.(message);
    });
    try {
      return await ended;
    } finally {
      cancelling.dispose();
      signal?.removeEventListener('abort', cancel);
      reporting.dispose();
    }
  });
}
