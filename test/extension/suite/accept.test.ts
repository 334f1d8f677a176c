import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { Change } from '../../../src/engine/contract/events';
import type { Engine } from '../../../src/engine/engine';
import { acceptChanges } from '../../../src/shell/actions/accept/accept';
import { afterSavingText, lookAfterSaving } from '../../../src/shell/actions/accept/after-saving';
import { createSaveAfterUndo } from '../../../src/shell/actions/accept/save-after-undo';
import { unsavedText } from '../../../src/shell/workspace-folder';
import { read, theFolder, until, uriOf, write } from './test-folder';

const NONE: ReadonlyMap<string, vscode.Uri> = new Map();

const exists = (path: string) =>
  vscode.workspace.fs.stat(uriOf(path)).then(
    () => true,
    () => false,
  );
const change = (path: string, before: string | null, after: string | null): Change => ({
  path: `shell-tests/${path}`,
  before,
  after,
});
const accept = (...changes: Change[]) => acceptChanges(theFolder(), changes, NONE);

describe('accepting changes', () => {
  // Each test has files of its own: VS Code remembers the text of a deleted file for a while.
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uriOf('.'), { recursive: true });
  });

  it('changes, creates and deletes files, and saves them', async () => {
    await write('changed.ts', 'one\ntwo\nthree\n');
    await write('gone.ts', 'old\n');
    const result = await accept(
      change('changed.ts', 'one\ntwo\nthree\n', 'one\n2\nthree\n'),
      change('deep/new.ts', null, 'new\n'),
      change('gone.ts', 'old\n', null),
    );
    assert.ok(result.ok);
    assert.equal(await read('changed.ts'), 'one\n2\nthree\n');
    assert.equal(await read('deep/new.ts'), 'new\n');
    assert.equal(await exists('gone.ts'), false);
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri.path),
      [],
    );
  });

  it('writes nothing when one file was changed meanwhile, and names it', async () => {
    await write('a0.ts', 'a\n');
    await write('b0.ts', 'changed by the user\n');
    const result = await accept(change('a0.ts', 'a\n', 'A\n'), change('b0.ts', 'b\n', 'B\n'));
    assert.ok(!result.ok);
    assert.deepEqual(result.conflicts, ['shell-tests/b0.ts']);
    assert.match(result.message, /Nothing was written: shell-tests\/b0\.ts changed/);
    assert.equal(await read('a0.ts'), 'a\n');
  });

  it('refuses to create a file that was created meanwhile', async () => {
    await write('new1.ts', 'the user’s own\n');
    const result = await accept(change('new1.ts', null, 'ours\n'));
    assert.ok(!result.ok);
    assert.equal(await read('new1.ts'), 'the user’s own\n');
  });

  it('says that the files have the changes already', async () => {
    await write('a2.ts', 'A\n');
    const result = await accept(change('a2.ts', 'a\n', 'A\n'));
    assert.ok(!result.ok);
    assert.match(result.message, /already have these changes/);
  });

  it('compares with unsaved text, and keeps it', async () => {
    await write('a3.ts', 'one\n');
    const editor = await vscode.window.showTextDocument(uriOf('a3.ts'));
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'mine\n'));
    assert.equal(unsavedText(theFolder(), NONE).get('shell-tests/a3.ts'), 'one\nmine\n');
    const onDisk = await accept(change('a3.ts', 'one\n', 'ONE\n'));
    assert.ok(!onDisk.ok, 'the user’s unsaved text is a change, too');
    const asSeen = await accept(change('a3.ts', 'one\nmine\n', 'ONE\nmine\n'));
    assert.deepEqual(asSeen, { ok: true, files: ['shell-tests/a3.ts'], unsaved: [] });
    assert.equal(await read('a3.ts'), 'ONE\nmine\n');
  });

  it('waits for another save in progress, such as an automatic one', async () => {
    await write('a5.ts', 'one\n');
    const editor = await vscode.window.showTextDocument(uriOf('a5.ts'));
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'mine\n'));
    const started = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onWillSaveTextDocument((event) => {
        listener.dispose();
        event.waitUntil(delay(1000));
        resolve();
      });
    });
    const saving = editor.document.save();
    await started;
    const result = await accept(change('a5.ts', 'one\nmine\n', 'ONE\nmine\n'));
    assert.deepEqual(result, { ok: true, files: ['shell-tests/a5.ts'], unsaved: [] });
    assert.equal(await read('a5.ts'), 'ONE\nmine\n');
    await saving;
  });

  it('is looked at once more where format on save changed what was verified', async () => {
    const config = () => vscode.workspace.getConfiguration('editor');
    const formatter = vscode.languages.registerDocumentFormattingEditProvider('plaintext', {
      provideDocumentFormattingEdits: (document) => [
        vscode.TextEdit.insert(document.lineAt(document.lineCount - 1).range.end, 'formatted\n'),
      ],
    });
    await config().update('formatOnSave', true, vscode.ConfigurationTarget.Global);
    const checked: string[] = [];
    const types: Engine['types'] = async ({ unsaved }) => {
      const verified = unsaved.get('shell-tests/saved.txt');
      checked.push(verified ?? 'on disk');
      const line = { path: 'shell-tests/saved.txt', line: 3, column: 1, code: 2304, category: 'error' } as const;
      const diagnostics = verified === undefined ? [{ ...line, message: 'Cannot find name' }] : [];
      return { version: '6', engine: 'workspace', projects: [], diagnostics, whole: true, checked: '', ms: 1 };
    };
    try {
      await write('saved.txt', 'one\n');
      await write('same.ts', 'one\n');
      await vscode.window.showTextDocument(uriOf('saved.txt'));
      const changes = [change('saved.txt', 'one\n', 'two\n'), change('same.ts', 'one\n', 'two\n')];
      assert.ok((await accept(...changes)).ok);
      assert.equal(await read('saved.txt'), 'two\nformatted\n');
      const saved = await lookAfterSaving({ folder: theFolder(), changes, untitled: NONE }, types);
      assert.ok(saved);
      assert.deepEqual(saved.files, ['shell-tests/saved.txt']);
      assert.deepEqual(checked, ['two\n', 'on disk']);
      assert.match(
        afterSavingText(saved),
        /Saving changed shell-tests\/saved\.txt after .*a new error in .*saved\.txt:3/,
      );
      const unchanged = { folder: theFolder(), changes: changes.slice(1), untitled: NONE };
      assert.equal(await lookAfterSaving(unchanged, types), undefined);
    } finally {
      formatter.dispose();
      await config().update('formatOnSave', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('keeps line ends and a byte order mark', async () => {
    await write('crlf.ts', '\uFEFFone\r\ntwo 😀\r\n');
    const result = await accept(change('crlf.ts', '\uFEFFone\r\ntwo 😀\r\n', '\uFEFFone\r\ntwo 😁\r\nthree\r\n'));
    assert.ok(result.ok);
    assert.equal(await read('crlf.ts'), '\uFEFFone\r\ntwo 😁\r\nthree\r\n');
  });

  it('is undone by one Undo', async () => {
    await write('a4.ts', 'one\ntwo\nthree\n');
    await accept(change('a4.ts', 'one\ntwo\nthree\n', '1\ntwo\n3\n'));
    const editor = await vscode.window.showTextDocument(uriOf('a4.ts'));
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'one\ntwo\nthree\n');
  });

  it('leaves the disk as it was after one Undo of several files, and accepted after one Redo', async () => {
    const changes = [
      change('u1.ts', 'one\n', '1\n'),
      change('u2.ts', 'two\n', '2\n'),
      change('u3.ts', 'three\n', '3\n'),
      change('u4.ts', null, 'new\n'),
    ];
    for (const { path, before } of changes) if (before !== null) await write(path.replace('shell-tests/', ''), before);
    const onDisk = () =>
      Promise.all(changes.map(({ path }) => read(path.replace('shell-tests/', '')).catch(() => null)));
    const saving = createSaveAfterUndo();
    assert.ok((await accept(...changes)).ok);
    saving.follow(theFolder(), changes);
    await vscode.window.showTextDocument(uriOf('u2.ts'));
    await vscode.commands.executeCommand('undo');
    await until(async () => isDeepStrictEqual(await onDisk(), ['one\n', 'two\n', 'three\n', null]));
    await until(() => vscode.workspace.textDocuments.every(({ isDirty }) => !isDirty));
    await vscode.window.showTextDocument(uriOf('u2.ts'));
    await vscode.commands.executeCommand('redo');
    await until(async () => isDeepStrictEqual(await onDisk(), ['1\n', '2\n', '3\n', 'new\n']));
    saving.dispose();
  });

  it('compares an untitled document with the file that it was named for', async () => {
    await write('keep.ts', '');
    const document = await vscode.workspace.openTextDocument({ content: 'draft\n', language: 'typescript' });
    const untitled = new Map([['shell-tests/draft.ts', document.uri]]);
    assert.equal(unsavedText(theFolder(), untitled).get('shell-tests/draft.ts'), 'draft\n');
    const stale = await acceptChanges(theFolder(), [change('draft.ts', 'other\n', 'done\n')], untitled);
    assert.ok(!stale.ok);
    const result = await acceptChanges(theFolder(), [change('draft.ts', 'draft\n', 'done\n')], untitled);
    assert.ok(result.ok);
    assert.equal(await read('draft.ts'), 'done\n');
    await vscode.window.showTextDocument(document);
  });
});
