import * as vscode from 'vscode';
import type { RunResult } from '../../../engine/engine';
import type { RunTask } from '../../actions/run-task';
import { DIAGNOSTIC_SOURCE } from '../../contributions';
import { pickFolder, relativePath, requireTrust } from '../../workspace-folder';
import { NO_TEST } from '../test-diagnostics';
import { errorOfLine, isTypeError } from './fix-actions';
import { type FixRequest, fixTask } from './fix-request';
import { nearestFailure } from './nearest-failure';

export interface FixAtCursorDeps {
  readonly runTask: RunTask;
  /** Fixes one test, as a lightbulb does. */
  readonly fixTest: (request: FixRequest) => Promise<RunResult | undefined>;
}

/**
 * Fixes what is red in the cursor's line, as the lightbulb there does; else the failing test that is marked nearest, or
 * else the type errors of the file. Where the file shows nothing red, no run starts, because that would cost money for
 * nothing.
 */
export function createFixAtCursor({ runTask, fixTest }: FixAtCursorDeps): () => Promise<RunResult | undefined> {
  return async () => {
    const editor = vscode.window.activeTextEditor;
    const folder = editor && (await requireTrust()) ? await pickFolder(editor.document.uri) : undefined;
    const path = folder && relativePath(folder, editor?.document.uri ?? folder.uri);
    if (editor === undefined || folder === undefined || path === undefined) return undefined;
    const all = vscode.languages.getDiagnostics(editor.document.uri);
    const failures = all
      .filter(({ source }) => source === DIAGNOSTIC_SOURCE)
      .map(({ code, range }) => ({ name: String(code), line: range.start.line }));
    const request = { folder: folder.uri.toString(), path };
    const line = editor.selection.active.line;
    const errors = all.filter(isTypeError);
    const nearest = nearestFailure(failures, line);
    const error = nearest?.line === line ? undefined : errorOfLine(errors, line);
    if (error !== undefined) return fixTest({ ...request, error });
    if (nearest !== undefined)
      return fixTest({ ...request, ...(nearest.name === NO_TEST ? {} : { test: nearest.name }) });
    if (errors.length > 0) {
      const task = { ...fixTask([], false), files: [path] };
      return runTask({ folder, untitled: new Map(), task });
    }
    void offerTests(path);
    return undefined;
  };
}

async function offerTests(path: string): Promise<void> {
  const run = vscode.l10n.t('Run Tests');
  const message = vscode.l10n.t(
    'Loopcraft: Nothing to fix in {0}: no failing test and no type error is marked there. Run the tests to mark what ' +
      'fails.',
    path,
  );
  if ((await vscode.window.showInformationMessage(message, run)) === run)
    await vscode.commands.executeCommand('loopcraft.runTests');
}
