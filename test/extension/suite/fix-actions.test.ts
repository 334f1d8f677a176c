import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { uriOf, write } from './test-folder';

describe('the lightbulb on a type error', () => {
  const errors = vscode.languages.createDiagnosticCollection('fix-actions-test');
  const range = new vscode.Range(1, 0, 1, 5);
  const { Error: Red, Warning } = vscode.DiagnosticSeverity;
  const diagnostic = (source: string, severity: vscode.DiagnosticSeverity) =>
    Object.assign(new vscode.Diagnostic(range, 'Cannot find name', severity), { source, code: 2304 });
  const offered = async (...found: readonly vscode.Diagnostic[]) => {
    errors.set(uriOf('e.ts'), found);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uriOf('e.ts'),
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    return actions.filter(({ title }) => title.includes('Loopcraft'));
  };
  before(async () => {
    await write('e.ts', 'export const one = 1;\nexport const two = 2;\n');
    await vscode.extensions.getExtension('loopcraft.loopcraft')?.activate();
    await vscode.window.showTextDocument(uriOf('e.ts'));
  });
  after(() => errors.dispose());

  it('offers to remove that error', async () => {
    const [fix, ...others] = await offered(diagnostic('ts', Red));
    assert.deepEqual([fix?.title, others.length], ['Fix with Loopcraft', 0]);
    const [request] = fix?.command?.arguments ?? [];
    assert.deepEqual(
      [fix?.command?.command, request.path, request.error],
      ['loopcraft.fixTest', 'shell-tests/e.ts', { line: 2, message: 'TS2304: Cannot find name' }],
    );
  });

  it('is not on warnings, nor on what others report', async () => {
    assert.deepEqual(await offered(diagnostic('ts', Warning), diagnostic('eslint', Red)), []);
  });
});
