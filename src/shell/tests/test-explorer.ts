import * as vscode from 'vscode';
import type { RedTest } from '../../engine/contract/stop';
import type { FailedTest, TestReport } from '../../engine/contract/test-run';
import { CONTEXT } from '../contributions';
import { idOfTest } from './own-tests';

/** Shows the results of the test command in VS Code's test view. */
export interface TestExplorer extends vscode.Disposable {
  show(folder: vscode.WorkspaceFolder, report: TestReport): void;
  /** Shows as passed what failed until a verified change was accepted, but for the tests that it leaves red. */
  showVerified(folder: vscode.WorkspaceFolder, left: readonly RedTest[]): void;
  /** Marks the results of a folder as out of date. */
  invalidate(folder: vscode.WorkspaceFolder): void;
  /** The tests that failed when the folder's tests were last shown; undefined before that. */
  failing(folder: vscode.WorkspaceFolder): readonly FailedTest[] | undefined;
}

/** `runTests` runs a folder's whole test command, even when a single test is requested. */
export function createTestExplorer(runTests: (folder: vscode.WorkspaceFolder) => Promise<unknown>): TestExplorer {
  const controller = vscode.tests.createTestController('loopcraft', 'Loopcraft');
  const failed = new Map<string, readonly FailedTest[]>();
  const run = async (request: vscode.TestRunRequest) => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const wanted = new Set((request.include ?? []).map(({ uri }) => uri && vscode.workspace.getWorkspaceFolder(uri)));
    for (const folder of folders) if (wanted.size === 0 || wanted.has(folder)) await runTests(folder);
  };
  controller.createRunProfile(vscode.l10n.t('Run Test Command'), vscode.TestRunProfileKind.Run, run, true);
  return {
    show(folder, report) {
      failed.set(`${folder.uri}`, report.failed);
      void vscode.commands.executeCommand('setContext', CONTEXT.testsRan, true);
      const items = itemsOf(controller, folder, report);
      const results = controller.createTestRun(new vscode.TestRunRequest(), `Loopcraft: ${report.command}`, true);
      results.appendOutput(report.output.replace(/\r?\n/g, '\r\n'));
      const failures = new Map(report.failed.map((failure) => [keyOf(failure), failure]));
      for (const test of report.tests) {
        const item = items.get(keyOf(test));
        if (item === undefined) continue;
        if (test.status === 'passed') results.passed(item);
        else if (test.status === 'skipped') results.skipped(item);
        else results.failed(item, messageOf(folder, item, failures.get(keyOf(test))));
      }
      results.end();
    },
    showVerified(folder, left) {
      const before = failed.get(`${folder.uri}`) ?? [];
      const stays = (test: FailedTest) => left.some(({ name, path }) => name === test.name && path === test.path);
      const fixed = before.filter((test) => !stays(test)).flatMap((test) => find(controller, folder, test) ?? []);
      failed.set(`${folder.uri}`, before.filter(stays));
      if (fixed.length === 0) return;
      const name = vscode.l10n.t('Loopcraft: accepted change');
      const results = controller.createTestRun(new vscode.TestRunRequest(fixed), name, true);
      for (const item of fixed) results.passed(item);
      results.end();
    },
    invalidate(folder) {
      const items = [...controller.items].map(([, item]) => item).filter(({ uri }) => isIn(folder, uri));
      if (items.length > 0) controller.invalidateTestResults(items);
    },
    failing: (folder) => failed.get(`${folder.uri}`),
    dispose: () => controller.dispose(),
  };
}

type Named = { readonly path?: string | undefined; readonly name: string };

function keyOf({ path, name }: Named): string {
  return `${path ?? ''}::${name}`;
}

function isIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri | undefined): boolean {
  return uri !== undefined && vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === folder.uri.toString();
}

function find(
  controller: vscode.TestController,
  folder: vscode.WorkspaceFolder,
  { path, name }: Named,
): vscode.TestItem | undefined {
  const key = { folder: `${folder.uri}`, path };
  return controller.items.get(idOfTest(key))?.children.get(idOfTest({ ...key, name }));
}

/** Rebuilds a folder's items from a report: an item for each file, and in it one for each test. */
function itemsOf(
  controller: vscode.TestController,
  folder: vscode.WorkspaceFolder,
  report: TestReport,
): Map<string, vscode.TestItem> {
  const key = `${folder.uri}`;
  const lines = new Map(report.failed.map((failure) => [keyOf(failure), failure.line]));
  const files: vscode.TestItem[] = [];
  const items = new Map<string, vscode.TestItem>();
  for (const path of new Set(report.tests.map((test) => test.path))) {
    const tests = report.tests.filter((test) => test.path === path);
    const uri = path === undefined ? folder.uri : vscode.Uri.joinPath(folder.uri, path);
    const file = controller.createTestItem(idOfTest({ folder: key, path }), path ?? report.command, uri);
    for (const test of tests) {
      const item = controller.createTestItem(idOfTest({ folder: key, path, name: test.name }), test.name, uri);
      const line = lines.get(keyOf(test));
      if (line !== undefined) item.range = new vscode.Range(line - 1, 0, line - 1, 0);
      items.set(keyOf(test), item);
      file.children.add(item);
    }
    files.push(file);
  }
  const others = [...controller.items].map(([, item]) => item).filter(({ uri }) => !isIn(folder, uri));
  controller.items.replace([...others, ...files]);
  return items;
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
