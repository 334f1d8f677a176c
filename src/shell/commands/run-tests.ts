import * as vscode from 'vscode';
import type { TestReport } from '../../engine/contract/test-run';
import type { Engines } from '../engines';
import { openSetting, readSettings } from '../read-settings';
import { FALLBACK_PATH, placeFailures, testScriptLine } from '../tests/failure-places';
import type { TestDiagnostics } from '../tests/test-diagnostics';
import type { TestExplorer } from '../tests/test-explorer';
import { formatDuration, plural, shorten } from '../views/format';
import { currentText, requireTrust, unsavedText } from '../workspace-folder';

export interface RunTestsDeps {
  readonly engines: Engines;
  readonly diagnostics: TestDiagnostics;
  readonly explorer: () => TestExplorer;
  readonly log: vscode.LogOutputChannel;
}

/** Runs a folder's test command and shows each failure where it happened. */
export type RunTests = (folder: vscode.WorkspaceFolder) => Promise<void>;

export function createRunTests({ engines, diagnostics, explorer, log }: RunTestsDeps): RunTests {
  return async (folder) => {
    const settings = (await requireTrust()) ? readSettings(folder) : undefined;
    if (settings === undefined) return;
    diagnostics.clear(folder);
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: `Loopcraft: running the tests of ${folder.name}`,
      cancellable: true,
    };
    const report = await vscode.window.withProgress(options, async (_progress, token) => {
      const abort = new AbortController();
      const cancelling = token.onCancellationRequested(() => abort.abort());
      try {
        const { testCommand, testTimeoutMs } = settings;
        return await engines
          .of(folder)
          .test({ testCommand, testTimeoutMs, unsaved: unsavedText(folder, new Map()), signal: abort.signal });
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        throw error;
      } finally {
        cancelling.dispose();
      }
    });
    if (report === undefined) return;
    if ('problem' in report) {
      log.error(report.problem.message);
      void explainProblem(report.problem.message);
      return;
    }
    const failures = placeFailures(report, testScriptLine(await currentText(folder, FALLBACK_PATH, new Map())));
    await diagnostics.show(folder, failures);
    explorer().show(folder, report);
    log.info(`Tests of ${folder.name}: ${summary(report)} in ${formatDuration(report.ms)} with ${report.command}`);
    for (const { path, line, message } of failures) log.info(`    ${path}:${line} ${message}`);
    void tellResult(report, failures.length);
  };
}

function summary({ executed, passed, failed, exitCode }: TestReport): string {
  if (executed === null || passed === null)
    return `the command ended ${exitCode === null ? 'by a signal' : `with exit code ${exitCode}`}, without results that can be read`;
  return `${passed} passed, ${failed.length} failed`;
}

async function tellResult(report: TestReport, failures: number): Promise<void> {
  const text = `Loopcraft: ${summary(report)} in ${formatDuration(report.ms)} with \`${shorten(report.command, 60)}\`.`;
  if (failures === 0) {
    const nothing = report.executed
      ? ''
      : ' No test was seen to run: check the test command; JUnit or TAP output can be read of any.';
    await vscode.window.showInformationMessage(text + nothing);
    return;
  }
  const fix = 'Fix with Loopcraft';
  const show = 'Show Problems';
  const where = `${plural(failures, 'failure')} marked in the code: use the lightbulb there to have it fixed.`;
  const chosen = await vscode.window.showWarningMessage(`${text} ${where}`, show, fix);
  if (chosen === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  if (chosen === fix) await vscode.commands.executeCommand('loopcraft.fixTest');
}

async function explainProblem(message: string): Promise<void> {
  const set = 'Set Test Command';
  if ((await vscode.window.showErrorMessage(`Loopcraft: ${message}`, set)) === set) await openSetting('testCommand');
}
