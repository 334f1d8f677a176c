import * as vscode from 'vscode';
import type { TestReport } from '../../../engine/contract/test-run';

/** The results of a folder have changed. */
export interface Shown {
  readonly folder: vscode.WorkspaceFolder;
  /** What was known before; undefined at first. */
  readonly before: TestReport | undefined;
  readonly now: TestReport;
  /** A save made the tests run. */
  readonly onSave: boolean;
}

/** What is known of each folder's tests. */
export function createKnownReports() {
  const shown = new vscode.EventEmitter<Shown>();
  const reports = new Map<string, TestReport>();
  const reportOf = (folder: vscode.WorkspaceFolder) => reports.get(`${folder.uri}`);
  return {
    onDidShow: shown.event,
    reportOf,
    know(folder: vscode.WorkspaceFolder, now: TestReport, onSave: boolean): void {
      const before = reportOf(folder);
      reports.set(`${folder.uri}`, now);
      shown.fire({ folder, before, now, onSave });
    },
    dispose: () => shown.dispose(),
  };
}
