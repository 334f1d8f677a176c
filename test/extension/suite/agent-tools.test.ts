import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { RIGHT, UNTYPED } from '../../support/demo/drafts';

describe('the tools for agents', () => {
  const invoke = async (name: string, input: object): Promise<string> => {
    const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    return result.content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
  };
  const verify = (content: string) => invoke('loopcraft_verify', { files: [{ path: 'src/charge.ts', content }] });

  it('are there for every agent', () => {
    const ours = vscode.lm.tools.filter(({ name }) => name.startsWith('loopcraft_'));
    assert.deepEqual(ours.map(({ name }) => name).sort(), ['loopcraft_check', 'loopcraft_fix', 'loopcraft_verify']);
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
});
