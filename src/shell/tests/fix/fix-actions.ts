import * as vscode from 'vscode';
import { DIAGNOSTIC_SOURCE, TYPES_SOURCE } from '../../contributions';
import { relativePath } from '../../workspace-folder';
import type { PlacedFailure } from '../failure-places';
import { NO_TEST, type TestDiagnostics } from '../test-diagnostics';
import type { FixRequest } from './fix-request';

/** `source` of the errors that VS Code's own TypeScript extension shows, and of those of a continuous run. */
const COMPILER_SOURCES: ReadonlySet<string | undefined> = new Set(['ts', 'js', TYPES_SOURCE]);

/** Lightbulbs on the failing tests that `Loopcraft: Run Tests` reported, and on type errors. */
export function createFixActions({ shown }: Pick<TestDiagnostics, 'shown'>): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, _range, context) {
      const folder = vscode.workspace.getWorkspaceFolder(document.uri);
      const path = folder && relativePath(folder, document.uri);
      if (folder === undefined || path === undefined) return [];
      const ofTests = context.diagnostics.filter(({ source }) => source === DIAGNOSTIC_SOURCE);
      return [
        ...ofTests.flatMap((diagnostic) => testActions(folder, path, diagnostic)),
        ...(ofTests.length > 0 ? widerActions(folder, path, ofTests, shown(folder)) : []),
        ...errorActions(folder, path, context.diagnostics.filter(isTypeError)),
      ];
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

type Target = Pick<FixRequest, 'test' | 'testIsWrong' | 'error' | 'wholeFile'>;

function testActions(folder: vscode.WorkspaceFolder, path: string, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const name = String(diagnostic.code);
  const target = name === NO_TEST ? {} : { test: name };
  const titles = [
    [vscode.l10n.t('Fix failing test with Loopcraft'), false],
    [vscode.l10n.t('The test is wrong: let Loopcraft change it'), true],
  ] as const;
  return titles.map(([title, testIsWrong]) => action(title, [diagnostic], folder, path, { ...target, testIsWrong }));
}

/** More at once: all failing tests of the file, and all that fails in the folder. Only where it is more. */
function widerActions(
  folder: vscode.WorkspaceFolder,
  path: string,
  diagnostics: readonly vscode.Diagnostic[],
  failures: readonly PlacedFailure[],
): vscode.CodeAction[] {
  const here = failures.filter((failure) => failure.path === path && failure.test !== undefined).length;
  const ofFile = vscode.l10n.t('Fix all {0} failing tests of this file with Loopcraft', here);
  const ofFolder = vscode.l10n.t('Fix everything that fails in {0} with Loopcraft', folder.name);
  return [
    ...(here > 1 ? [action(ofFile, diagnostics, folder, path, { wholeFile: true })] : []),
    ...(failures.length > Math.max(here, 1) ? [action(ofFolder, diagnostics, folder, path, {})] : []),
  ];
}

/** One action for each line: its errors have to go together. */
function errorActions(
  folder: vscode.WorkspaceFolder,
  path: string,
  errors: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const lines = new Set(errors.map(({ range }) => range.start.line));
  return [...lines].flatMap((line) => {
    const error = errorOfLine(errors, line);
    const ofLine = errors.filter(({ range }) => range.start.line === line);
    return error ? [action(vscode.l10n.t('Fix with Loopcraft'), ofLine, folder, path, { error })] : [];
  });
}

/** The errors that begin in a line, 0-based, as a request names them; undefined where none does. */
export function errorOfLine(errors: readonly vscode.Diagnostic[], line: number): FixRequest['error'] {
  const ofLine = errors.filter(({ range }) => range.start.line === line);
  const messages = ofLine.map(({ message, code }) => {
    const number = typeof code === 'object' ? code.value : code;
    return `${number === undefined ? '' : `TS${number}: `}${message}`;
  });
  return messages.length === 0 ? undefined : { line: line + 1, message: [...new Set(messages)].join('\n') };
}

function action(
  title: string,
  diagnostics: readonly vscode.Diagnostic[],
  folder: vscode.WorkspaceFolder,
  path: string,
  target: Target,
): vscode.CodeAction {
  const request: FixRequest = { folder: folder.uri.toString(), path, ...target };
  const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  fix.diagnostics = [...diagnostics];
  fix.command = { command: 'loopcraft.fixTest', title, arguments: [request] };
  return fix;
}
