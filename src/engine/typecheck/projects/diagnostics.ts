import path from 'node:path';
import type * as ts from 'typescript';
import type { Diagnostic } from '../../contract/type-check';
import type { Ts } from './compilers';

/** Converts the compiler's diagnostics to the contract's, in the same order. */
export function describeDiagnostics(ts: Ts, root: string, diagnostics: readonly ts.Diagnostic[]): Diagnostic[] {
  return diagnostics.map((diagnostic) => describe(ts, root, diagnostic));
}

/** Sorts by place and drops duplicates: a file of several projects has the same errors in each of them. */
export function mergeDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const distinct = new Map(
    diagnostics.map((item) => [JSON.stringify([item.path, item.line, item.column, item.code, item.message]), item]),
  );
  return [...distinct.values()].sort(
    (a, b) =>
      compare(a.path, b.path) ||
      a.line - b.line ||
      a.column - b.column ||
      a.code - b.code ||
      compare(a.message, b.message),
  );
}

function describe(ts: Ts, root: string, diagnostic: ts.Diagnostic): Diagnostic {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
  const { code, file, start } = diagnostic;
  const category = CATEGORIES[diagnostic.category];
  if (!file) return { path: '', line: 1, column: 1, code, message, category };
  const { line, character } = file.getLineAndCharacterOfPosition(start ?? 0);
  return {
    path: path.posix.relative(root, file.fileName),
    line: line + 1,
    column: character + 1,
    code,
    message,
    category,
  };
}

/** Indexed by the numbers of `ts.DiagnosticCategory`. */
export const CATEGORIES = ['warning', 'error', 'suggestion', 'message'] as const satisfies Diagnostic['category'][];

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
