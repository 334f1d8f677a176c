import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { z } from 'zod';
import type { ChatRequest } from '../../../src/engine/call/ports';
import { ModelError } from '../../../src/engine/call/resilience/failure';
import type { Change } from '../../../src/engine/contract/events';
import { acceptChanges } from '../../../src/shell/actions/accept';
import { COMMANDS } from '../../../src/shell/contributions';
import { ask, classifyEditorError, createEditorModel, type EditorChat } from '../../../src/shell/models/editor-model';
import { readForeignTest } from '../../../src/shell/tests/foreign-test';
import { createTestDiagnostics } from '../../../src/shell/tests/test-diagnostics';
import { relativePath, unsavedText } from '../../../src/shell/workspace-folder';

const NONE: ReadonlyMap<string, vscode.Uri> = new Map();

function theFolder(): vscode.WorkspaceFolder {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'the tests need a folder');
  return folder;
}
const uriOf = (path: string) => vscode.Uri.joinPath(theFolder().uri, 'shell-tests', path);
const write = async (path: string, text: string) =>
  vscode.workspace.fs.writeFile(uriOf(path), new TextEncoder().encode(text));
const read = async (path: string) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uriOf(path)));
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

  it('writes nothing at all when one file changed meanwhile, and names it', async () => {
    await write('a0.ts', 'a\n');
    await write('b0.ts', 'changed by the person\n');
    const result = await accept(change('a0.ts', 'a\n', 'A\n'), change('b0.ts', 'b\n', 'B\n'));
    assert.ok(!result.ok);
    assert.deepEqual(result.conflicts, ['shell-tests/b0.ts']);
    assert.match(result.message, /Nothing was written: shell-tests\/b0\.ts changed/);
    assert.equal(await read('a0.ts'), 'a\n');
  });

  it('refuses to create a file that came to be meanwhile', async () => {
    await write('new1.ts', 'the person’s own\n');
    const result = await accept(change('new1.ts', null, 'ours\n'));
    assert.ok(!result.ok);
    assert.equal(await read('new1.ts'), 'the person’s own\n');
  });

  it('says that the files have the changes already', async () => {
    await write('a2.ts', 'A\n');
    const result = await accept(change('a2.ts', 'a\n', 'A\n'));
    assert.ok(!result.ok);
    assert.match(result.message, /already have these changes/);
  });

  it('goes by the unsaved text, and keeps it', async () => {
    await write('a3.ts', 'one\n');
    const editor = await vscode.window.showTextDocument(uriOf('a3.ts'));
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'mine\n'));
    assert.equal(unsavedText(theFolder(), NONE).get('shell-tests/a3.ts'), 'one\nmine\n');
    const onDisk = await accept(change('a3.ts', 'one\n', 'ONE\n'));
    assert.ok(!onDisk.ok, 'the person’s unsaved text is a change, too');
    const asSeen = await accept(change('a3.ts', 'one\nmine\n', 'ONE\nmine\n'));
    assert.deepEqual(asSeen, { ok: true, files: ['shell-tests/a3.ts'], unsaved: [] });
    assert.equal(await read('a3.ts'), 'ONE\nmine\n');
  });

  it('waits for a save that is under way, such as an automatic one', async () => {
    await write('a5.ts', 'one\n');
    const editor = await vscode.window.showTextDocument(uriOf('a5.ts'));
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'mine\n'));
    const underWay = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onWillSaveTextDocument((event) => {
        listener.dispose();
        event.waitUntil(delay(1000));
        resolve();
      });
    });
    const saving = editor.document.save();
    await underWay;
    const result = await accept(change('a5.ts', 'one\nmine\n', 'ONE\nmine\n'));
    assert.deepEqual(result, { ok: true, files: ['shell-tests/a5.ts'], unsaved: [] });
    assert.equal(await read('a5.ts'), 'ONE\nmine\n');
    await saving;
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

  it('takes an unsaved new document for the file it stands for', async () => {
    await write('keep.ts', '');
    const draft = await vscode.workspace.openTextDocument({ content: 'draft\n', language: 'typescript' });
    const drafts = new Map([['shell-tests/draft.ts', draft.uri]]);
    assert.equal(unsavedText(theFolder(), drafts).get('shell-tests/draft.ts'), 'draft\n');
    const stale = await acceptChanges(theFolder(), [change('draft.ts', 'other\n', 'done\n')], drafts);
    assert.ok(!stale.ok);
    const result = await acceptChanges(theFolder(), [change('draft.ts', 'draft\n', 'done\n')], drafts);
    assert.ok(result.ok);
    assert.equal(await read('draft.ts'), 'done\n');
    await vscode.window.showTextDocument(draft);
  });
});

describe('a workspace-relative path', () => {
  it('is only given to files of the folder', () => {
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

  it('mark the line that failed, and go when the file is edited or the tests run again', async () => {
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

  it('may come as a message alone, or not at all', () => {
    const message = new vscode.TestMessage('x');
    message.location = new vscode.Location(uriOf('b.test.ts'), new vscode.Position(0, 0));
    assert.equal(readForeignTest({ test: undefined, message })?.uri.path, uriOf('b.test.ts').path);
    assert.equal(readForeignTest(undefined), undefined);
    assert.equal(readForeignTest('x'), undefined);
  });
});

describe("VS Code's own models", () => {
  it('fail in the engine’s words', () => {
    const classOf = (error: unknown) => classifyEditorError(error, 'm').failureClass;
    assert.equal(classOf(vscode.LanguageModelError.NoPermissions('no')), 'permission');
    assert.equal(classOf(vscode.LanguageModelError.Blocked('quota')), 'quota');
    assert.equal(classOf(vscode.LanguageModelError.NotFound('gone')), 'unknown-model');
    assert.equal(classOf(new Error('anything')), 'unknown');
    assert.match(classifyEditorError(vscode.LanguageModelError.Blocked('quota'), 'm').message, /quota/);
  });

  it('are asked with tools, and answer with text and calls', async () => {
    const sent: {
      messages: vscode.LanguageModelChatMessage[];
      options: vscode.LanguageModelChatRequestOptions | undefined;
    }[] = [];
    async function* stream() {
      yield new vscode.LanguageModelTextPart('Looking.');
      yield new vscode.LanguageModelToolCallPart('call-1', 'read_file', { path: 'src/a.ts' });
    }
    const model: EditorChat = {
      id: 'm',
      name: 'M',
      maxInputTokens: 100,
      countTokens: async () => 3,
      async sendRequest(messages, options) {
        sent.push({ messages, options });
        return { stream: stream(), text: (async function* () {})() };
      },
    };
    const request: ChatRequest = {
      system: 'be brief',
      maxOutputTokens: 10,
      messages: [
        { role: 'user', content: 'go' },
        { role: 'assistant', content: '', toolCalls: [{ id: 'call-0', name: 'read_file', input: '{"path":"b"}' }] },
        { role: 'user', content: '', toolResults: [{ callId: 'call-0', content: 'text of b' }] },
      ],
      tools: [{ name: 'read_file', description: 'Reads a file.', input: z.object({ path: z.string() }) }],
    };
    const reply = await ask(model, request, new vscode.CancellationTokenSource().token);
    assert.deepEqual(reply, {
      text: 'Looking.',
      finish: 'stop',
      usage: { inputTokens: 12, outputTokens: 3, cachedInputTokens: 0 },
      toolCalls: [{ id: 'call-1', name: 'read_file', input: '{"path":"src/a.ts"}' }],
    });
    assert.equal(sent[0]?.options?.tools?.[0]?.name, 'read_file');
    const parts = sent[0]?.messages.flatMap(({ content }) => content) ?? [];
    assert.ok(parts.some((part) => part instanceof vscode.LanguageModelToolCallPart && part.callId === 'call-0'));
    assert.ok(parts.some((part) => part instanceof vscode.LanguageModelToolResultPart && part.callId === 'call-0'));
    await assert.rejects(
      ask({ ...model, maxInputTokens: 5 }, request, new vscode.CancellationTokenSource().token),
      (error) => error instanceof ModelError && error.failureClass === 'context-too-long',
    );
  });

  it('say so when the model is not there any more', async () => {
    const request = { system: 's', messages: [], maxOutputTokens: 10 };
    await assert.rejects(
      createEditorModel('no-such-model').send(request, new AbortController().signal),
      (error) => error instanceof ModelError && error.failureClass === 'unknown-model',
    );
  });

  it('stop before asking when cancelled', async () => {
    const reason = new Error('stop');
    await assert.rejects(
      createEditorModel('any').send({ system: '', messages: [], maxOutputTokens: 1 }, AbortSignal.abort(reason)),
      reason,
    );
  });
});
