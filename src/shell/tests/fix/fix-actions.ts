import * as vscode from 'vscode';
import { DIAGNOSTIC_SOURCE, TYPES_SOURCE } from '../../contributions';
import { relativePath } from '../../workspace-folder';
import { NO_TEST } from '../test-diagnostics';
import type { FixRequest } from './fix-request';

/** `source` of the errors that VS Code's own TypeScript extension shows, and of those of a continuous run. */
const COMPILER_SOURCES: ReadonlySet<string | undefined> = new Set(['ts', 'js', TYPES_SOURCE]);

/** Lightbulbs on the failing tests that `Loopcraft: Run Tests` reported, and on type errors. */
export function createFixActions(): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, _range, context) {
      const folder = vscode.workspace.getWorkspaceFolder(document.uri);
      const path = folder && relativePath(folder, document.uri);
      if (folder === undefined || path === undefined) return [];
      return context.diagnostics.flatMap((diagnostic) => {
        if (diagnostic.source === DIAGNOSTIC_SOURCE) return testActions(folder, path, diagnostic);
        return isTypeError(diagnostic) ? [errorAction(folder, path, diagnostic)] : [];
      });
    },
  };
  return vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

/** Whether the compiler reports it as an error. */
export function isTypeError({ source, severity }: vscode.Diagnostic): boolean {
  return COMPILER_SOURCES.has(source) && severity === vscode.DiagnosticSeverity.Error;
}

type Target = Pick<FixRequest, 'test' | 'testIsWrong' | 'error'>;

function testActions(folder: vscode.WorkspaceFolder, path: string, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const name = String(diagnostic.code);
  const target = name === NO_TEST ? {} : { test: name };
  const titles = [
    [vscode.l10n.t('Fix failing test with Loopcraft'), false],
    [vscode.l10n.t('The test is wrong: let Loopcraft change it'), true],
  ] as const;
  return titles.map(([title, testIsWrong]) => action(title, diagnostic, folder, path, { ...target, testIsWrong }));
}

function errorAction(folder: vscode.WorkspaceFolder, path: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const { range, message, code } = diagnostic;
  const number = typeof code === 'object' ? code.value : code;
  const error = { line: range.start.line + 1, message: `${number === undefined ? '' : `TS${number}: `}${message}` };
  return action(vscode.l10n.t('Fix with Loopcraft'), diagnostic, folder, path, { error });
}

function action(
  title: string,
  diagnostic: vscode.Diagnostic,
  folder: vscode.WorkspaceFolder,
  path: string,
  target: Target,
): vscode.CodeAction {
  const request: FixRequest = { folder: folder.uri.toString(), path, ...target };
  const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  fix.diagnostics = [diagnostic];
  fix.command = { command: 'loopcraft.fixTest', title, arguments: [request] };
  return fix;
}
