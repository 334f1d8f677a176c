import * as vscode from 'vscode';
import type { TestCounts, TestReport } from '../../engine/contract/test-run';
import { abortWith } from '../abort-with';
import { askForTestCommand } from '../actions/ask-for-words';
import type { Engines } from '../engines';
import { passing, WARNING_TOAST_MS } from '../messages/passing-messages';
import { tellQuietly } from '../messages/tell-quietly';
import { readSettings } from '../read-settings';
import type { Settings } from '../settings';
import { filesOf } from '../tests/explorer/merge-reports';
import type { RunFolderTests, RunTestsOptions } from '../tests/explorer/run-handler';
import type { TestExplorer } from '../tests/explorer/test-explorer';
import { FALLBACK_PATH, placeFailures, testScriptLine } from '../tests/failure-places';
import type { TestDiagnostics } from '../tests/test-diagnostics';
import { formatDuration, shorten } from '../views/format';
import { countText } from '../views/progress-state';
import { currentText, requireTrust, unsavedText } from '../workspace-folder';

export interface RunTestsDeps {
  readonly engines: Engines;
  readonly diagnostics: TestDiagnostics;
  readonly explorer: () => TestExplorer;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Runs a folder's test command and shows each failure at its place in the code, and in a message unless `quiet`. The
 * result is undefined when there is none: the person cancelled, or a message said why.
 */
export type RunTests = RunFolderTests;

export function createRunTests({ engines, diagnostics, explorer, log }: RunTestsDeps): RunTests {
  return async (folder, options = {}) => {
    const { quiet = false, onSave = false, files, changed, into } = options;
    const settings = (await requireTrust()) ? readSettings(folder) : undefined;
    if (settings === undefined) return undefined;
    if (files === undefined && changed === undefined) diagnostics.clear(folder);
    const report = await runWithProgress(engines, folder, settings, options);
    if (report === undefined) return undefined;
    if ('problem' in report) {
      log.error(report.problem.message);
      if (!onSave) void explainProblem(report.problem.message, folder);
      return undefined;
    }
    const failures = placeFailures(report, testScriptLine(await currentText(folder, FALLBACK_PATH, new Map())));
    const wanted = files?.map(({ path }) => path);
    const ran = filesOf(report, wanted);
    const others = report.narrowed === true ? diagnostics.shown(folder).filter(({ path }) => !ran.has(path)) : [];
    await diagnostics.show(folder, [...others, ...failures]);
    explorer().show(folder, report, { into, onSave, files: wanted });
    log.info(`Tests of ${folder.name}: ${summary(report)} in ${formatDuration(report.ms)} with ${report.command}`);
    for (const { path, line, message } of failures) log.info(`    ${path}:${line} ${message}`);
    if (report.absentManager !== undefined) log.warn(`${report.absentManager}.`);
    for (const sentence of report.copyDifferences ?? []) log.warn(sentence);
    if (!quiet) void showResult(report, failures.length, () => diagnostics.shown(folder).length === 0);
    return report;
  };
}

/** Undefined when the user cancelled. */
async function runWithProgress(
  engines: Engines,
  folder: vscode.WorkspaceFolder,
  settings: Settings,
  { files, changed, signal: outer, into, onSave }: RunTestsOptions,
) {
  const options = {
    // The test view shows the progress of what was started there; what a save started stays in the background.
    location: into || onSave ? vscode.ProgressLocation.Window : vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Loopcraft: Running the tests of {0}', folder.name),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const signal = AbortSignal.any([abortWith(token), ...(outer ? [outer] : [])]);
    const { testCommand, testTimeoutMs, alsoCopy, environment } = settings;
    const unsaved = unsavedText(folder, new Map());
    try {
      const onTestCounts = (counts: TestCounts) => progress.report({ message: countText(counts) });
      const request = { testCommand, testTimeoutMs, alsoCopy, environment, unsaved, signal, onTestCounts };
      return await engines.of(folder).test({ ...request, files, changed });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  });
}

function summary({ executed, passed, failed, exitCode }: TestReport): string {
  if (executed !== null && passed !== null) return vscode.l10n.t('{0} passed, {1} failed', passed, failed.length);
  return exitCode === null
    ? vscode.l10n.t('the command was ended by a signal, without readable results')
    : vscode.l10n.t('the command ended with exit code {0}, without readable results', exitCode);
}

/** `isOver`: whether nothing of it is red any more. */
async function showResult(report: TestReport, failures: number, isOver: () => boolean): Promise<void> {
  const duration = formatDuration(report.ms);
  const result = vscode.l10n.t(
    'Loopcraft: {0} in {1} with `{2}`.',
    summary(report),
    duration,
    shorten(report.command, 60),
  );
  if (failures === 0) {
    await vscode.window.showInformationMessage(report.executed ? result : `${result} ${nothingRan()}`);
    return;
  }
  const fix = vscode.l10n.t('Fix with Loopcraft');
  const show = vscode.l10n.t('Show Problems');
  const marked =
    failures === 1
      ? vscode.l10n.t('1 failure is marked in the code. Use the lightbulb there to fix it.')
      : vscode.l10n.t('{0} failures are marked in the code. Use the lightbulb there to fix them.', failures);
  const text = [result, marked, ...(report.copyDifferences ?? [])].join(' ');
  const chosen = await passing(vscode.window.showWarningMessage(text, show, fix), { ms: WARNING_TOAST_MS });
  if (chosen !== undefined && isOver()) {
    tellQuietly(vscode.l10n.t('Nothing of that is marked as red any more'));
    return;
  }
  if (chosen === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  if (chosen === fix) await vscode.commands.executeCommand('loopcraft.fixTest');
}

function nothingRan(): string {
  return vscode.l10n.t(
    'No test was found in the output. Check the test command; Loopcraft reads JUnit and TAP output of any runner.',
  );
}

async function explainProblem(message: string, folder: vscode.WorkspaceFolder): Promise<void> {
  const set = vscode.l10n.t('Set Test Command');
  if ((await vscode.window.showErrorMessage(`Loopcraft: ${message}`, set)) === set) await askForTestCommand(folder);
}
