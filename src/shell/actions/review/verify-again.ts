import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import type { VerifyResult } from '../../../engine/engine';
import { abortWith } from '../../abort-with';
import type { Engines } from '../../engines';
import type { History } from '../../history';
import { readSettings } from '../../read-settings';
import { unsavedText } from '../../workspace-folder';
import type { Review } from './review';

export interface VerifyAgainDeps {
  readonly history: Pick<History, 'find'>;
  readonly engines: { of(folder: vscode.WorkspaceFolder): Pick<ReturnType<Engines['of']>, 'verify'> };
}

/**
 * The verdict of changes that differ from those of their run, over the files as they are now, without a model.
 * Undefined where the person cancelled, or a setting is invalid, which a message said.
 */
export async function verifyAgain(
  { history, engines }: VerifyAgainDeps,
  { folder, runId, untitled }: Pick<Review, 'folder' | 'runId' | 'untitled'>,
  changes: readonly Change[],
  title: string,
): Promise<VerifyResult | undefined> {
  const settings = readSettings(folder);
  const task = history.find(runId)?.task;
  if (settings === undefined || task === undefined) return undefined;
  const { testCommand, testTimeoutMs, alsoCopy, environment, rules } = settings;
  const files = new Map(changes.map(({ path, after }) => [path, after]));
  const options = {
    location: vscode.ProgressLocation.Notification,
    title,
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_progress, token) => {
    const signal = abortWith(token);
    const unsaved = unsavedText(folder, untitled);
    const testing = { testCommand, testTimeoutMs, alsoCopy, environment, rules, unsaved, signal };
    try {
      return await engines.of(folder).verify({ files, task }, testing);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  });
}
