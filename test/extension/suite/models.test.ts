import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askForTestCommand } from '../../../src/shell/actions/ask-for-words';
import { askForKey } from '../../../src/shell/models/key-prompt';
import { createSecrets } from '../../../src/shell/secrets';
import { theFolder } from './test-folder';

describe('asking the person', () => {
  const { showInputBox } = vscode.window;
  const prompts: string[] = [];
  const answering = (...answers: (string | undefined)[]) => {
    prompts.length = 0;
    const answer = async ({ prompt = '' }: vscode.InputBoxOptions) => {
      prompts.push(prompt);
      return answers.shift();
    };
    Object.assign(vscode.window, { showInputBox: answer });
  };
  afterEach(() => {
    Object.assign(vscode.window, { showInputBox });
  });

  it('for a key asks again where the server refuses it, and stores only what it takes', async () => {
    const stored = new Map<string, string>();
    const secrets = createSecrets({
      keys: async () => [...stored.keys()],
      get: async (key) => stored.get(key),
      store: async (key, value) => void stored.set(key, value),
      delete: async (key) => void stored.delete(key),
      onDidChange: () => ({ dispose: () => undefined }),
    });
    const owner = { provider: 'openai', baseUrl: '' };
    const check = async (_owner: unknown, key: string) => (key === 'sk-refused' ? 401 : undefined);
    answering('sk-refused', 'sk-taken-by-it');
    assert.equal(await askForKey(owner, secrets, check), true);
    assert.match(prompts[1] ?? '', /OpenAI refused this key \(HTTP 401\)/);
    assert.deepEqual([...stored.values()], ['sk-taken-by-it']);
    answering('sk-refused', undefined);
    assert.equal(await askForKey(owner, secrets, check), false);
    assert.deepEqual([...stored.values()], ['sk-taken-by-it'], 'the old key stays');
  });

  it('for a test command writes it to the settings of the folder alone', async () => {
    const own = () => vscode.workspace.getConfiguration('loopcraft', theFolder().uri).inspect('testCommand');
    answering('npx vitest run');
    await askForTestCommand(theFolder());
    try {
      const { globalValue, workspaceFolderValue, workspaceValue } = own() ?? {};
      assert.equal(globalValue, undefined);
      assert.equal(workspaceFolderValue ?? workspaceValue, 'npx vitest run');
    } finally {
      answering('');
      await askForTestCommand(theFolder());
    }
    assert.equal(own()?.workspaceFolderValue, undefined);
  });
});
