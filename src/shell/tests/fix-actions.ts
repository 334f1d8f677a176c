import * as vscode from 'vscode';
import { DIAGNOSTIC_SOURCE } from '../contributions';
import { relativePath } from '../workspace-folder';
import type { FixRequest } from './fix-request';
import { NO_TEST } from './test-diagnostics';

/** Lightbulbs on the failing tests that `Loopcraft: Run Tests` reported. */
export function createFixActions(): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, _range, context) {
      const folder = vscode.workspace.getWorkspaceFolder(document.uri);
      const path = folder && relativePath(folder, document.uri);
      if (folder === undefined || path === undefined) return [];
      return context.diagnostics
        .filter(({ source }) => source === DIAGNOSTIC_SOURCE)
        .flatMap((diagnostic) => actionsFor(folder, path, diagnostic));
    },
  };
  return vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

function actionsFor(folder: vscode.WorkspaceFolder, path: string, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const name = String(diagnostic.code);
  const target = name === NO_TEST ? {} : { test: name };
  const action = (title: string, testIsWrong: boolean) => {
    const request: FixRequest = { folder: folder.uri.toString(), path, ...target, testIsWrong };
    const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    fix.diagnostics = [diagnostic];
    fix.command = { command: 'loopcraft.fixTest', title, arguments: [request] };
    return fix;
  };
  return [
    action(vscode.l10n.t('Fix failing test with Loopcraft'), false),
    action(vscode.l10n.t('The test is wrong: let Loopcraft change it'), true),
  ];
}
