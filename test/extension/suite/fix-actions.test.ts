import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createFixActions } from '../../../src/shell/tests/fix/fix-actions';
import { createFixAtCursor } from '../../../src/shell/tests/fix/fix-at-cursor';
import { createTestDiagnostics } from '../../../src/shell/tests/test-diagnostics';
import { theFolder, uriOf, write } from './test-folder';

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

  it('is one for all errors of its line', async () => {
    const other = Object.assign(new vscode.Diagnostic(range, 'Wrong type', Red), { source: 'ts', code: 2322 });
    const [fix, ...others] = await offered(diagnostic('ts', Red), other);
    const [request] = fix?.command?.arguments ?? [];
    assert.deepEqual([request.error.message, others.length], ['TS2304: Cannot find name\nTS2322: Wrong type', 0]);
  });
});

describe('the lightbulb on a failing test', () => {
  const diagnostics = createTestDiagnostics();
  let actions: vscode.Disposable | undefined;
  const failure = (test: string, path = 'shell-tests/f.ts') => ({ path, line: 1, message: `${test}: wrong`, test });
  const wider = async (...failures: Parameters<typeof diagnostics.show>[1]) => {
    await diagnostics.show(theFolder(), failures);
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uriOf('f.ts'),
      new vscode.Range(0, 0, 0, 5),
      vscode.CodeActionKind.QuickFix.value,
    );
    return found
      .filter(({ title }) => /Fix (?:all|everything)/.test(title))
      .map(({ title, command }) => [title, command?.arguments?.[0].wholeFile, command?.arguments?.[0].test]);
  };
  before(async () => {
    actions = createFixActions(diagnostics);
    await write('f.ts', 'export const one = 1;\n');
    await vscode.window.showTextDocument(uriOf('f.ts'));
  });
  after(() => vscode.Disposable.from(diagnostics, ...(actions ? [actions] : [])).dispose());

  it('offers more at once only where more fails: in its file, and in the folder', async () => {
    const all = `Fix everything that fails in ${theFolder().name} with Loopcraft`;
    const file = 'Fix all 2 failing tests of this file with Loopcraft';
    assert.deepEqual(await wider(failure('a')), []);
    assert.deepEqual(await wider(failure('a'), failure('b')), [[file, true, undefined]]);
    const elsewhere = failure('c', 'shell-tests/other.ts');
    assert.deepEqual(await wider(failure('a'), elsewhere), [[all, undefined, undefined]]);
    assert.deepEqual(await wider(failure('a'), failure('b'), elsewhere), [
      [file, true, undefined],
      [all, undefined, undefined],
    ]);
  });
});

describe('Fix at Cursor', () => {
  const marks = vscode.languages.createDiagnosticCollection('at-cursor-test');
  const asked: unknown[] = [];
  const fixAtCursor = createFixAtCursor({
    runTask: async ({ task }) => void asked.push(task.files),
    fixTest: async ({ test, error }) => void asked.push(test ?? error),
  });
  const mark = (source: string, line: number, code: string | number) =>
    Object.assign(new vscode.Diagnostic(new vscode.Range(line, 0, line, 5), 'wrong'), { source, code });
  const at = async (line: number, ...found: readonly vscode.Diagnostic[]) => {
    asked.length = 0;
    marks.set(uriOf('c.ts'), found);
    const editor = await vscode.window.showTextDocument(uriOf('c.ts'));
    editor.selection = new vscode.Selection(line, 0, line, 0);
    await fixAtCursor();
    return asked[0];
  };
  // Only comments: VS Code's own compiler would mark names without a declaration as soon as it has started.
  before(() => write('c.ts', '// one\n// two\n// three\n// four\n'));
  after(() => marks.dispose());

  it('takes what is red in the line as the lightbulb does, then the nearest test, then all errors', async () => {
    const test = mark('loopcraft', 2, 'adds');
    const error = mark('ts', 0, 2304);
    assert.deepEqual(await at(0, test, error), { line: 1, message: 'TS2304: wrong' });
    assert.deepEqual(await at(2, test, mark('ts', 2, 2304)), 'adds');
    assert.deepEqual(await at(1, test, error), 'adds');
    assert.deepEqual(await at(3, error), ['shell-tests/c.ts']);
  });
});
