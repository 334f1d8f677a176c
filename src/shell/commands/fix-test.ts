import * as vscode from 'vscode';
import type { RunResult } from '../../engine/engine';
import type { RunTask } from '../actions/run-task';
import { fixRequestSchema, fixTask } from '../tests/fix-request';
import { readForeignTest } from '../tests/foreign-test';
import type { TestDiagnostics } from '../tests/test-diagnostics';
import { pickFolder, relativePath, requireTrust } from '../workspace-folder';

interface FixItem extends vscode.QuickPickItem {
  readonly target?: { readonly name: string; readonly path?: string };
}

/** Fixes the test that a lightbulb or a menu of the test view passes; called from the palette, asks for one. */
export function createFixTest(
  runTask: RunTask,
  diagnostics: TestDiagnostics,
): (argument: unknown) => Promise<RunResult | undefined> {
  return async (argument) => {
    if (!(await requireTrust())) return undefined;
    const request = fixRequestSchema.safeParse(argument).data;
    const foreign = request === undefined ? readForeignTest(argument) : undefined;
    const folder = await pickFolder(request === undefined ? foreign?.uri : vscode.Uri.parse(request.folder));
    if (folder === undefined) return undefined;
    const untitled = new Map();
    if (request) {
      const targets = request.test === undefined ? [] : [{ name: request.test, path: request.path }];
      return runTask({ folder, untitled, task: fixTask(targets, request.testIsWrong === true) });
    }
    if (foreign) {
      const path = relativePath(folder, foreign.uri);
      const task = fixTask(
        foreign.name === undefined ? [] : [{ name: foreign.name, ...(path === undefined ? {} : { path }) }],
        false,
      );
      return runTask({ folder, untitled, task: path === undefined ? task : { ...task, files: [path] } });
    }
    const picked = await pickTargets(diagnostics, folder);
    return picked && runTask({ folder, untitled, task: fixTask(picked, false) });
  };
}

/** Asks for one of the failures of the last test run; an empty list means everything that fails. */
async function pickTargets(
  diagnostics: TestDiagnostics,
  folder: vscode.WorkspaceFolder,
): Promise<{ name: string; path?: string }[] | undefined> {
  const failing = diagnostics
    .shown(folder)
    .flatMap(({ test, path }) => (test === undefined ? [] : [{ name: test, path }]));
  if (failing.length === 0) return [];
  const all: FixItem = {
    label: `$(checklist) ${vscode.l10n.t('Everything that fails')}`,
    detail: vscode.l10n.t('Failing tests and type errors'),
  };
  const items: FixItem[] = [
    all,
    ...failing.map((target) => ({ label: target.name, description: target.path, target })),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Fix Failing Test with Loopcraft'),
    placeHolder: vscode.l10n.t('Select the test to fix'),
    matchOnDescription: true,
  });
  if (chosen === undefined) return undefined;
  return chosen.target === undefined ? [] : [chosen.target];
}
