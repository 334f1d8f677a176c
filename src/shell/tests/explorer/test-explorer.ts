import * as vscode from 'vscode';
import type { RedTest } from '../../../engine/contract/stop';
import type { FailedTest, TestReport } from '../../../engine/contract/test-run';
import { CONTEXT } from '../../contributions';
import { createKnownReports, type Shown } from './known-reports';
import { mergeReports, verifiedReport } from './merge-reports';
import { createRunHandler, type HandlerDeps, type RunFolderTests } from './run-handler';
import { createTestTree, type NamedTest, type TestTree } from './test-tree';

/** `into`: the run that the person started in the test view. `files`: those that a narrowed run was for. */
interface ShowOptions {
  readonly into?: vscode.TestRun | undefined;
  readonly files?: readonly string[] | undefined;
  /** A save made the tests run. */
  readonly onSave?: boolean;
}

/** Shows the results of the test command in VS Code's test view. */
export interface TestExplorer extends vscode.Disposable {
  readonly onDidShow: vscode.Event<Shown>;
  show(folder: vscode.WorkspaceFolder, report: TestReport, options?: ShowOptions): void;
  /** Shows all tests as passed after a verified change was accepted, but for those that it leaves red. */
  showVerified(folder: vscode.WorkspaceFolder, left: readonly RedTest[]): void;
  /** Marks the results of a folder as out of date. */
  invalidate(folder: vscode.WorkspaceFolder): void;
  /** The tests that failed when the folder's tests were last shown; undefined before that. */
  failing(folder: vscode.WorkspaceFolder): readonly FailedTest[] | undefined;
  /** What was last shown of a folder; undefined before that. */
  reportOf(folder: vscode.WorkspaceFolder): TestReport | undefined;
  /** Whether the person lets all tests that a save can reach run on each save. */
  runsOnSave(): boolean;
}

/** `types`: checks the types of what is saved while tests run on each save. */
export function createTestExplorer(runTests: RunFolderTests, types: HandlerDeps['types']): TestExplorer {
  const controller = vscode.tests.createTestController('loopcraft', 'Loopcraft');
  const tree = createTestTree(controller);
  const known = createKnownReports();
  const { reportOf, know, onDidShow } = known;
  let continuous = 0;
  const onContinuous = (change: number) => {
    continuous += change;
  };
  const run = createRunHandler({ controller, runTests, reportOf, types, onContinuous });
  const title = vscode.l10n.t('Run Test Command');
  controller.createRunProfile(title, vscode.TestRunProfileKind.Run, run, true, undefined, true);
  const invalidate = (folder: vscode.WorkspaceFolder) => {
    const items = tree.files(folder);
    if (items.length > 0) controller.invalidateTestResults([...items]);
  };
  const marking = markOutdated(reportOf, invalidate);
  return {
    onDidShow,
    show(folder, report, { into, files, onSave = false } = {}) {
      marking.isFresh(folder);
      const merged = mergeReports(reportOf(folder), report, files);
      void vscode.commands.executeCommand('setContext', CONTEXT.testsRan, true);
      tree.replace(folder, merged);
      const name = `Loopcraft: ${report.command}`;
      const results = into ?? controller.createTestRun(new vscode.TestRunRequest(), name, true);
      results.appendOutput(report.output.replace(/\r?\n/g, '\r\n'));
      tellResults(results, tree, folder, report);
      if (into === undefined) results.end();
      know(folder, merged, onSave);
    },
    showVerified(folder, left) {
      const before = reportOf(folder);
      if (before === undefined) return;
      const stays = (test: NamedTest) => left.some(({ name, path }) => name === test.name && path === test.path);
      know(folder, verifiedReport(before, left), false);
      const ran = before.tests.filter((test) => test.status !== 'skipped' && !stays(test));
      const items = ran.flatMap((test) => tree.find(folder, test) ?? []);
      if (items.length === 0) return;
      const name = vscode.l10n.t('Loopcraft: accepted change');
      const results = controller.createTestRun(new vscode.TestRunRequest(items), name, true);
      for (const item of items) results.passed(item);
      results.end();
    },
    invalidate,
    failing: (folder) => reportOf(folder)?.failed,
    reportOf,
    runsOnSave: () => continuous > 0,
    dispose() {
      known.dispose();
      marking.dispose();
      controller.dispose();
    },
  };
}

function tellResults(
  results: vscode.TestRun,
  tree: TestTree,
  folder: vscode.WorkspaceFolder,
  report: TestReport,
): void {
  for (const test of report.tests) {
    const item = tree.find(folder, test);
    if (item === undefined) continue;
    if (test.status === 'passed') results.passed(item, test.ms);
    else if (test.status === 'skipped') results.skipped(item);
    else results.failed(item, messageOf(folder, item, failureOf(report, test)), test.ms);
  }
}

/** Marks a folder's results as out of date once, at the first edit after they were shown. */
function markOutdated(
  reportOf: (folder: vscode.WorkspaceFolder) => TestReport | undefined,
  invalidate: (folder: vscode.WorkspaceFolder) => void,
) {
  const outdated = new Set<string>();
  const listening = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    const folder = document.uri.scheme === 'file' ? vscode.workspace.getWorkspaceFolder(document.uri) : undefined;
    if (folder === undefined || contentChanges.length === 0 || reportOf(folder) === undefined) return;
    const key = `${folder.uri}`;
    if (outdated.has(key)) return;
    outdated.add(key);
    invalidate(folder);
  });
  return {
    isFresh: (folder: vscode.WorkspaceFolder) => void outdated.delete(`${folder.uri}`),
    dispose: () => listening.dispose(),
  };
}

function failureOf(report: TestReport, { path, name }: NamedTest): FailedTest | undefined {
  return report.failed.find((failure) => failure.name === name && failure.path === path);
}

function messageOf(
  folder: vscode.WorkspaceFolder,
  item: vscode.TestItem,
  failure: FailedTest | undefined,
): vscode.TestMessage {
  if (failure === undefined)
    return new vscode.TestMessage(vscode.l10n.t('The runner reported a failure without a message.'));
  const message = new vscode.TestMessage(failure.message);
  if (failure.expected !== undefined && failure.actual !== undefined) {
    message.expectedOutput = failure.expected;
    message.actualOutput = failure.actual;
  }
  const uri = failure.path === undefined ? item.uri : vscode.Uri.joinPath(folder.uri, failure.path);
  if (uri) message.location = new vscode.Location(uri, new vscode.Position((failure.line ?? 1) - 1, 0));
  return message;
}
