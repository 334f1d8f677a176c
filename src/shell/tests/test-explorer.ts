import * as vscode from 'vscode';
import type { FailedTest, TestReport } from '../../engine/contract/test-run';

/** Shows the results of the test command in VS Code's test view. */
export interface TestExplorer extends vscode.Disposable {
  show(folder: vscode.WorkspaceFolder, report: TestReport): void;
}

/** `runTests` runs a folder's whole test command, even when a single test is requested. */
export function createTestExplorer(runTests: (folder: vscode.WorkspaceFolder) => Promise<void>): TestExplorer {
  const controller = vscode.tests.createTestController('loopcraft', 'Loopcraft');
  const run = async (request: vscode.TestRunRequest) => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const wanted = new Set((request.include ?? []).map(({ uri }) => uri && vscode.workspace.getWorkspaceFolder(uri)));
    for (const folder of folders) if (wanted.size === 0 || wanted.has(folder)) await runTests(folder);
  };
  controller.createRunProfile(vscode.l10n.t('Run Test Command'), vscode.TestRunProfileKind.Run, run, true);
  return {
    show(folder, report) {
      const items = itemsOf(controller, folder, report);
      const run = controller.createTestRun(new vscode.TestRunRequest(), `Loopcraft: ${report.command}`, true);
      run.appendOutput(report.output.replace(/\r?\n/g, '\r\n'));
      const failures = new Map(report.failed.map((failure) => [idOf(failure), failure]));
      for (const test of report.tests) {
        const item = items.get(idOf(test));
        if (item === undefined) continue;
        if (test.status === 'passed') run.passed(item);
        else if (test.status === 'skipped') run.skipped(item);
        else run.failed(item, messageOf(folder, item, failures.get(idOf(test))));
      }
      run.end();
    },
    dispose: () => controller.dispose(),
  };
}

function idOf({ path, name }: { readonly path?: string | undefined; readonly name: string }): string {
  return `${path ?? ''}::${name}`;
}

/** Rebuilds a folder's items from a report: an item for each file, and in it one for each test. */
function itemsOf(
  controller: vscode.TestController,
  folder: vscode.WorkspaceFolder,
  report: TestReport,
): Map<string, vscode.TestItem> {
  const prefix = folder.uri.toString();
  const lines = new Map(report.failed.map((failure) => [idOf(failure), failure.line]));
  const files: vscode.TestItem[] = [];
  const items = new Map<string, vscode.TestItem>();
  for (const path of new Set(report.tests.map((test) => test.path))) {
    const tests = report.tests.filter((test) => test.path === path);
    const uri = path === undefined ? folder.uri : vscode.Uri.joinPath(folder.uri, path);
    const file = controller.createTestItem(`${prefix}::${path ?? ''}`, path ?? report.command, uri);
    for (const test of tests) {
      const item = controller.createTestItem(`${prefix}::${idOf(test)}`, test.name, uri);
      const line = lines.get(idOf(test));
      if (line !== undefined) item.range = new vscode.Range(line - 1, 0, line - 1, 0);
      items.set(idOf(test), item);
      file.children.add(item);
    }
    files.push(file);
  }
  const others = [...controller.items].map(([, item]) => item).filter(({ id }) => !id.startsWith(`${prefix}::`));
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
