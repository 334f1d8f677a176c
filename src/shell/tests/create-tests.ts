import type * as vscode from 'vscode';
import { late } from '../../engine/platform/memo';
import type { RunTests } from '../commands/run-tests';
import type { Engines } from '../engines';
import { createTestExplorer, type TestExplorer } from './explorer/test-explorer';
import { createCheckTypes } from './on-save/check-types';
import { createTypeMarks } from './on-save/type-marks';
import { createTestDiagnostics, type TestDiagnostics } from './test-diagnostics';

/** The workspace's own tests in VS Code: what runs them, and where their results are shown. */
export interface Tests extends vscode.Disposable {
  readonly diagnostics: TestDiagnostics;
  readonly explorer: TestExplorer;
  readonly runTests: RunTests;
}

export function createTests(engines: Engines, log: vscode.LogOutputChannel): Tests {
  const diagnostics = createTestDiagnostics();
  const deps = { engines, diagnostics, explorer: () => explorer, log };
  const runTests: RunTests = late(async () => (await import('../commands/run-tests')).createRunTests(deps));
  const marks = createTypeMarks();
  const types = { check: createCheckTypes(engines, marks, log), clear: marks.clear };
  const explorer: TestExplorer = createTestExplorer(runTests, types);
  return {
    diagnostics,
    explorer,
    runTests,
    dispose() {
      for (const part of [diagnostics, marks, explorer]) part.dispose();
    },
  };
}
