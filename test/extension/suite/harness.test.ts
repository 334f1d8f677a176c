import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension under development', () => {
  it('is loaded and activates in a workspace of its own', async () => {
    const extension = vscode.extensions.getExtension('loopcraft.loopcraft');
    assert.ok(extension, 'loopcraft.loopcraft is not among the extensions');
    await extension.activate();
    assert.equal(extension.isActive, true);
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
  });
});
