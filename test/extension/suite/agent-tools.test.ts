import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { RIGHT, UNTYPED } from '../../support/demo/drafts';
import { SAMPLE_TASK } from '../../support/demo/sample-script';
import { theFolder, until } from './test-folder';

describe('the tools for agents', () => {
  const invoke = async (name: string, input: object): Promise<string> => {
    const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    return result.content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
  };
  const verify = (content: string) => invoke('loopcraft_verify', { files: [{ path: 'src/charge.ts', content }] });

  it('are there for every agent', async () => {
    const ours = () => vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('loopcraft_'));
    await until(() => ours().length === 3);
    assert.deepEqual(ours().sort(), ['loopcraft_check', 'loopcraft_fix', 'loopcraft_verify']);
  });

  it('check the workspace as it is, and verify a change without writing it', async function () {
    this.timeout(90_000);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, 'src/charge.ts');
    const before = String(await vscode.workspace.fs.readFile(file));

    assert.match(await invoke('loopcraft_check', { only: 'types' }), /^All green\.\n\ntypes: /);
    const red = await verify(UNTYPED);
    assert.match(red, /^NOT VERIFIED: red at the stage "types"[\s\S]*TS2322/);
    assert.match(await verify(RIGHT), /^VERIFIED\. Green: [\s\S]*Files: src\/charge\.ts\./);
    await assert.rejects(invoke('loopcraft_verify', { change: '' }), /not valid/);

    assert.equal(String(await vscode.workspace.fs.readFile(file)), before);
  });

  it('fix what fails in a run with the model of the person, and leave the change to them', async function () {
    this.timeout(90_000);
    const { Workspace } = vscode.ConfigurationTarget;
    const set = async (provider: string | undefined, model: string | undefined) => {
      const config = vscode.workspace.getConfiguration('loopcraft');
      await config.update('provider', provider, Workspace);
      await config.update('model', model, Workspace);
    };
    const file = vscode.Uri.joinPath(theFolder().uri, 'src/charge.ts');
    const before = String(await vscode.workspace.fs.readFile(file));
    await assert.rejects(invoke('loopcraft_fix', {}), /No model is set up/);
    await set('demo', 'scripted-sample');
    try {
      const fixed = await invoke('loopcraft_fix', { hint: SAMPLE_TASK });
      assert.match(fixed, /^SUCCEEDED \(verified\)\. Verified: types OK, \d+ tests pass\./);
      assert.match(fixed, /The change:[\s\S]*\+\+\+ b?\/?src\/charge\.ts/);
      assert.match(fixed, /waits for the person/);
      assert.equal(String(await vscode.workspace.fs.readFile(file)), before);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await set(undefined, undefined);
    }
  });
});
