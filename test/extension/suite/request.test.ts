import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { focusOf } from '../../../src/shell/commands/focus';
import { REQUEST_URI } from '../../../src/shell/request/request-file';
import { taskOf } from '../../../src/shell/request/request-task';
import { theFolder, until } from './test-folder';

describe('a request that names files and symbols', () => {
  const none = { files: [], selection: undefined, tests: undefined };
  before(async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // The compiler's extension has to start and to load the project.
    await until(async () => (await taskOf('#chargeFor', theFolder(), none)).files.length > 0, 45_000);
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('has them in focus, and leaves names of packages and numbers of issues alone', async () => {
    const text = 'Make #chargeFor follow @SPEC.md, see #12 and @types/node, not @../../etc/passwd.';
    const task = await taskOf(text, theFolder(), { ...none, files: ['src/stay.ts'] });
    assert.deepEqual(task.files, ['src/stay.ts', 'SPEC.md', 'src/charge.ts']);
    assert.equal(task.text, 'Make chargeFor follow SPEC.md, see #12 and @types/node, not @../../etc/passwd.');
    assert.deepEqual(task.allow, { tests: false, config: false });
  });

  it('says which other files are open', async () => {
    const uriOf = (path: string) => vscode.Uri.joinPath(theFolder().uri, path);
    await vscode.window.showTextDocument(uriOf('SPEC.md'), { preview: false });
    await vscode.window.showTextDocument(uriOf('src/charge.ts'), { preview: false });
    const focus = await focusOf(theFolder());
    assert.deepEqual([focus?.files, focus?.open], [['src/charge.ts'], ['SPEC.md']]);
    assert.deepEqual((await taskOf('Round up', theFolder(), { ...none, ...focus })).open, ['SPEC.md']);
  });

  it('may change tests as the person chose, and configuration only where it is open in front', async () => {
    const task = await taskOf('Do as @tsconfig.json says', theFolder(), { ...none, tests: true });
    assert.deepEqual(task.allow, { tests: true, config: false });
    const open = await taskOf('Raise the target', theFolder(), { ...none, files: ['tsconfig.json'] });
    assert.equal(open.allow.config, true);
    const kept = await taskOf('Update the tests of money', theFolder(), { ...none, tests: false });
    assert.equal(kept.allow.tests, false, 'the button counts for more than the words');
  });

  it('is completed as it is written', async () => {
    const document = await vscode.workspace.openTextDocument(REQUEST_URI);
    const editor = await vscode.window.showTextDocument(document);
    const offered = async (text: string) => {
      const all = new vscode.Range(0, 0, document.lineCount, 0);
      await editor.edit((edit) => edit.replace(all, text));
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        REQUEST_URI,
        new vscode.Position(0, text.length),
      );
      return items.map(({ insertText }) => insertText);
    };
    assert.equal(document.languageId, 'loopcraft-request');
    await until(async () => (await offered('Follow @spec')).includes('@SPEC.md'));
    await until(async () => (await offered('Make #chargeF')).includes('#chargeFor'));
    assert.deepEqual(await offered('no sign'), []);
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, document.lineCount, 0), ''));
    await document.save();
  });
});
