import * as vscode from 'vscode';
import type { FailedTest, TestTarget } from '../../engine/contract/test-run';
import type { RunResult } from '../../engine/engine';
import type { RunTask } from '../actions/run-task';
import { testOfId } from '../tests/explorer/own-tests';
import type { TestExplorer } from '../tests/explorer/test-explorer';
import { failingWithin, type TestPlace } from '../tests/fix/failing-within';
import { fixErrorTask, fixRequestSchema, fixTask } from '../tests/fix/fix-request';
import { type ForeignTest, itemOf, readForeignTest } from '../tests/fix/foreign-test';
import type { TestDiagnostics } from '../tests/test-diagnostics';
import { pickFolder, relativePath, requireTrust } from '../workspace-folder';
import type { RunTests } from './run-tests';

interface FixItem extends vscode.QuickPickItem {
  readonly target?: { readonly name: string; readonly path?: string };
}

export interface FixTestDeps {
  readonly runTask: RunTask;
  readonly runTests: RunTests;
  readonly diagnostics: TestDiagnostics;
  readonly failing: TestExplorer['failing'];
}

/** Fixes the test that a lightbulb or a menu of the test view passes; called from the palette, asks for one. */
export function createFixTest(deps: FixTestDeps): (argument: unknown) => Promise<RunResult | undefined> {
  const { runTask, diagnostics } = deps;
  return async (argument) => {
    if (!(await requireTrust())) return undefined;
    const request = fixRequestSchema.safeParse(argument).data;
    const item = request === undefined ? itemOf(argument) : undefined;
    const own = item && testOfId(item.id);
    const foreign = request === undefined ? readForeignTest(argument) : undefined;
    const uri = request?.folder ?? own?.folder;
    const folder = await pickFolder(uri === undefined ? foreign?.uri : vscode.Uri.parse(uri));
    if (folder === undefined) return undefined;
    const untitled = new Map();
    if (request?.error) return runTask({ folder, untitled, task: fixErrorTask(request.path, request.error) });
    if (request?.wholeFile) {
      const targets = failingOrNothing(deps.failing(folder) ?? [], { path: request.path });
      return targets && runTask({ folder, untitled, task: fixTask(targets, false) });
    }
    if (request) {
      const targets = request.test === undefined ? [] : [{ name: request.test, path: request.path }];
      return runTask({ folder, untitled, task: fixTask(targets, request.testIsWrong === true) });
    }
    const targets = own
      ? failingOrNothing(deps.failing(folder) ?? [], own)
      : foreign
        ? await foreignTargets(deps, folder, foreign)
        : await pickTargets(diagnostics, folder);
    return targets && runTask({ folder, untitled, task: fixTask(targets, false) });
  };
}

/** VS Code does not tell which tests of another extension failed: those of a group are found by running the tests. */
async function foreignTargets(
  { runTests }: FixTestDeps,
  folder: vscode.WorkspaceFolder,
  { uri, name, isGroup }: ForeignTest,
): Promise<TestTarget[] | undefined> {
  const path = relativePath(folder, uri);
  if (!isGroup && name !== undefined) return [{ name, ...(path === undefined ? {} : { path }) }];
  const report = await runTests(folder, { quiet: true });
  return report && failingOrNothing(report.failed, { path, name });
}

/** Undefined, after a message, where nothing fails: nothing may be asked of a model, which costs money. */
function failingOrNothing(failed: readonly FailedTest[], place: TestPlace): TestTarget[] | undefined {
  const targets = failingWithin(failed, place);
  if (targets.length > 0) return targets;
  const what = place.name ?? place.path ?? '';
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Loopcraft: Nothing to fix: no test of "{0}" failed when the tests last ran.', what),
  );
  return undefined;
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
