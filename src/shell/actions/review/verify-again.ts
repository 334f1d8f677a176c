import * as vscode from 'vscode';
import type { Change } from '../../../engine/contract/events';
import type { VerifyResult } from '../../../engine/engine';
import { abortWith } from '../../abort-with';
import type { Engines } from '../../engines';
import type { History } from '../../history';
import { readSettings } from '../../read-settings';
import { sentences } from '../../views/format';
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

/** What is asked before something is written that is not what the run verified. */
interface Question {
  readonly question: string;
  /** What follows the verdict in the dialog. */
  readonly details: readonly string[];
}

/** Asks in a dialog whether to write a change; `summary` says how it is judged. */
export async function askToApply(summary: string, { question, details }: Question): Promise<boolean> {
  const button = vscode.l10n.t('Apply Anyway');
  const detail = sentences(summary, ...details);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

/** Verifies changes that differ from those of their run and writes them, after what `ask` asks for this verdict. */
export async function verifyAndAccept(
  deps: VerifyAgainDeps & { accept(review: Review): Promise<void> },
  review: Review,
  changes: readonly Change[],
  { title, ask }: { readonly title: string; readonly ask: (isGreen: boolean) => Question | undefined },
): Promise<void> {
  const result = await verifyAgain(deps, review, changes, title);
  if (result === undefined) return;
  const { ok, summary } = result.verdict;
  const question = ask(ok);
  if (question !== undefined && !(await askToApply(summary, question))) return;
  await deps.accept({ ...review, changes, ...(ok ? {} : { red: summary }) });
}
