import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/shell/contributions';
import { readForeignTest } from '../../../src/shell/tests/fix/foreign-test';
import { createTestDiagnostics } from '../../../src/shell/tests/test-diagnostics';
import { relativePath } from '../../../src/shell/workspace-folder';
import { theFolder, uriOf, write } from './test-folder';

describe('commands', () => {
  it('of package.json are all registered', async () => {
    await vscode.extensions.getExtension('loopcraft.loopcraft')?.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      COMMANDS.filter((command) => !registered.has(command)),
      [],
    );
  });
});

describe('commands of a row', () => {
  it('do nothing where the list was refreshed in the moment of the click', async () => {
    for (const command of ['loopcraft.openDiff', 'loopcraft.runAgain', 'loopcraft.deleteRun', 'loopcraft.pinLearned'])
      await vscode.commands.executeCommand(command, undefined);
  });
});

describe('a workspace-relative path', () => {
  it('exists only for files of the folder', () => {
    const folder = theFolder();
    assert.equal(relativePath(folder, vscode.Uri.joinPath(folder.uri, 'src/a b.ts')), 'src/a b.ts');
    assert.equal(relativePath(folder, folder.uri.with({ path: `${folder.uri.path}-other/a.ts` })), undefined);
    assert.equal(relativePath(folder, vscode.Uri.parse('untitled:Untitled-1')), undefined);
  });
});

describe('failing tests as problems', () => {
  const failure = { path: 'shell-tests/a.test.ts', line: 2, message: 'a: wrong', test: 'a' };
  after(async () => {
    await vscode.workspace.fs.delete(uriOf('.'), { recursive: true });
  });

  it('mark the line that failed, and disappear when the file is edited or the tests run again', async () => {
    await write('a.test.ts', 'first\n  second();\n');
    const diagnostics = createTestDiagnostics();
    try {
      await diagnostics.show(theFolder(), [failure]);
      const [shown] = vscode.languages
        .getDiagnostics(uriOf('a.test.ts'))
        .filter(({ source }) => source === 'loopcraft');
      assert.equal(shown?.code, 'a');
      assert.deepEqual([shown?.range.start.line, shown?.range.start.character, shown?.range.end.character], [1, 2, 11]);
      const editor = await vscode.window.showTextDocument(uriOf('a.test.ts'));
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// '));
      assert.deepEqual(
        vscode.languages.getDiagnostics(uriOf('a.test.ts')).filter(({ source }) => source === 'loopcraft'),
        [],
      );
      assert.deepEqual(diagnostics.shown(theFolder()), []);
      await diagnostics.show(theFolder(), [failure]);
      diagnostics.clear(theFolder());
      assert.deepEqual(
        vscode.languages.getDiagnostics(uriOf('a.test.ts')).filter(({ source }) => source === 'loopcraft'),
        [],
      );
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    } finally {
      diagnostics.dispose();
    }
  });
});

describe('tests of other extensions', () => {
  it('are named by the suites around them, without file and folder', () => {
    const controller = vscode.tests.createTestController('shell-test', 'Shell test');
    try {
      const uri = uriOf('b.test.ts');
      const range = new vscode.Range(1, 0, 1, 1);
      const file = controller.createTestItem('file', 'b.test.ts', uri);
      const suite = controller.createTestItem('suite', 'dates', uri);
      const test = controller.createTestItem('test', 'parses', uri);
      suite.range = range;
      test.range = range;
      controller.items.add(file);
      file.children.add(suite);
      suite.children.add(test);
      assert.equal(readForeignTest(test)?.name, 'dates > parses');
      assert.equal(readForeignTest({ test, message: new vscode.TestMessage('x') })?.name, 'dates > parses');
      assert.equal(readForeignTest(file)?.name, undefined);
      assert.equal(readForeignTest(file)?.uri.toString(), uri.toString());
    } finally {
      controller.dispose();
    }
  });

  it('may be passed as a message alone, or not at all', () => {
    const message = new vscode.TestMessage('x');
    message.location = new vscode.Location(uriOf('b.test.ts'), new vscode.Position(0, 0));
    assert.equal(readForeignTest({ test: undefined, message })?.uri.path, uriOf('b.test.ts').path);
    assert.equal(readForeignTest(undefined), undefined);
    assert.equal(readForeignTest('x'), undefined);
  });
});
