import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunResult } from '../../../src/engine/engine';
import { SAMPLE_TASK } from '../../support/demo/sample-script';

describe('the demo', () => {
  it('solves its task in the sample, with the scripted model that ships', async function () {
    this.timeout(90_000);
    const config = () => vscode.workspace.getConfiguration('loopcraft');
    const set = async (provider: string | undefined, model: string | undefined) => {
      await config().update('provider', provider, vscode.ConfigurationTarget.Workspace);
      await config().update('model', model, vscode.ConfigurationTarget.Workspace);
    };
    await set('demo', 'scripted-sample');
    try {
      const result = await vscode.commands.executeCommand<RunResult>('loopcraft.generate', { text: SAMPLE_TASK });
      assert.equal(result?.reason, 'verified', result?.message);
      assert.deepEqual(
        result.changes.map(({ path }) => path),
        ['src/charge.ts'],
      );
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await set(undefined, undefined);
    }
  });
});
