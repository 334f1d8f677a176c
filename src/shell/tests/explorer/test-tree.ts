import * as vscode from 'vscode';
import type { TestReport } from '../../../engine/contract/test-run';
import { idOfTest } from './own-tests';

export type NamedTest = { readonly path?: string | undefined; readonly name: string };

/** The items of a folder's tests in VS Code's test view: files, their suites, and the tests in these. */
export interface TestTree {
  /** Rebuilds a folder's items from a report. */
  replace(folder: vscode.WorkspaceFolder, report: TestReport): void;
  find(folder: vscode.WorkspaceFolder, test: NamedTest): vscode.TestItem | undefined;
  /** The items of a folder's files. */
  files(folder: vscode.WorkspaceFolder): readonly vscode.TestItem[];
}

export function createTestTree(controller: vscode.TestController): TestTree {
  const files = (folder: vscode.WorkspaceFolder) =>
    [...controller.items].map(([, item]) => item).filter(({ uri }) => isIn(folder, uri));
  return {
    files,
    find(folder, { path, name }) {
      const key = { folder: `${folder.uri}`, path };
      let item = controller.items.get(idOfTest(key));
      for (const full of fullNames(name)) item = item?.children.get(idOfTest({ ...key, name: full }));
      return item;
    },
    replace(folder, report) {
      const others = [...controller.items].map(([, item]) => item).filter(({ uri }) => !isIn(folder, uri));
      controller.items.replace([...others, ...fileItems(controller, folder, report)]);
    },
  };
}

function isIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri | undefined): boolean {
  return uri !== undefined && vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === folder.uri.toString();
}

/** `a`, `a > b` and `a > b > c` for a test named `a > b > c`: the full names of its suites and its own. */
function fullNames(name: string): string[] {
  const parts = name.split(' > ');
  return parts.map((_, at) => parts.slice(0, at + 1).join(' > '));
}

function fileItems(
  controller: vscode.TestController,
  folder: vscode.WorkspaceFolder,
  report: TestReport,
): vscode.TestItem[] {
  const key = `${folder.uri}`;
  const files = new Map<string, vscode.TestItem>();
  for (const { path, name } of report.tests) {
    const uri = path === undefined ? folder.uri : vscode.Uri.joinPath(folder.uri, path);
    const id = idOfTest({ folder: key, path });
    const file = files.get(id) ?? controller.createTestItem(id, path ?? report.command, uri);
    files.set(id, file);
    let above = file;
    for (const full of fullNames(name)) {
      const below = idOfTest({ folder: key, path, name: full });
      const label = full.split(' > ').at(-1) ?? full;
      const item = above.children.get(below) ?? controller.createTestItem(below, label, uri);
      above.children.add(item);
      above = item;
    }
    const line = report.failed.find((failure) => failure.name === name && failure.path === path)?.line;
    if (line !== undefined) above.range = new vscode.Range(line - 1, 0, line - 1, 0);
  }
  return [...files.values()];
}
