import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askPerson } from '../../../src/shell/actions/ask-person';
import { until } from './test-folder';

const NEVER = new AbortController().signal;

describe('the plan of a run that asks at each step', () => {
  const { showInformationMessage } = vscode.window;
  let later: number;
  /** Stands for the person: edits the plan, then chooses a button or closes the message. */
  const answering = (button: string | undefined, edit?: (editor: vscode.TextEditor) => Thenable<unknown>) => {
    const person = async (): Promise<string | undefined> => {
      const find = () =>
        vscode.window.visibleTextEditors.find(({ document }) => document.getText().startsWith('1. Use'));
      // On a busy machine VS Code tells of an editor a moment after it shows it.
      await until(() => find() !== undefined);
      const editor = find();
      assert.ok(editor, 'the plan is shown');
      await edit?.(editor);
      return button;
    };
    Object.assign(vscode.window, { showInformationMessage: person });
  };
  const ask = () => {
    later = 0;
    const { confirm } = askPerson(() => {
      later += 1;
    });
    return confirm?.({ kind: 'plan', plan: '1. Use a list.\n' }, NEVER);
  };
  const openPlans = () => vscode.workspace.textDocuments.filter(({ isUntitled, isClosed }) => isUntitled && !isClosed);
  afterEach(() => {
    Object.assign(vscode.window, { showInformationMessage });
  });

  it('is followed as the person edited it, and leaves no editor behind', async () => {
    answering('Follow This Plan', (editor) =>
      editor.edit((edit) => edit.replace(new vscode.Range(0, 7, 0, 13), 'a map')),
    );
    assert.deepEqual(await ask(), { plan: '1. Use a map.\n' });
    assert.equal(later, 0);
    await until(() => openPlans().length === 0);
  });

  it('is followed as it is, decided later, or ends the run', async () => {
    answering('Follow This Plan');
    assert.deepEqual(await ask(), {});
    answering(undefined);
    assert.deepEqual(await ask(), {});
    assert.equal(later, 1, 'a closed message pauses the run');
    answering('End the Run');
    assert.deepEqual(await ask(), { stop: true });
    await until(() => openPlans().length === 0);
  });
});
