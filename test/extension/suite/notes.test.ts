import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createNotes } from '../../../src/engine/learn/notes/notes';
import { offerNotes } from '../../../src/shell/actions/settle/offer-notes';
import { createEditNotes } from '../../../src/shell/commands/edit-notes';
import { memoryStore } from '../../support/memory-store';
import { theFolder } from './test-folder';

describe('lasting notes', () => {
  const { showInformationMessage, showQuickPick } = vscode.window;
  const agents = () => vscode.Uri.joinPath(theFolder().uri, 'AGENTS.md');
  const asked: string[] = [];
  let answers: (string | undefined)[] = [];
  before(() => {
    Object.assign(vscode.window, {
      showInformationMessage: async (message: string) => {
        asked.push(message);
        return answers.shift();
      },
    });
  });
  after(async () => {
    Object.assign(vscode.window, { showInformationMessage, showQuickPick });
    await vscode.workspace.fs.delete(agents());
  });
  const log = { warn: (line: string) => assert.fail(line) } as unknown as vscode.LogOutputChannel;
  const run = (hints: string[]) => ({ task: { hints: [] }, hints }) as unknown as Parameters<typeof offerNotes>[0];

  it('are offered once, kept or written to AGENTS.md as the person says', async () => {
    const store = memoryStore();
    answers = ['Remember', 'Add to AGENTS.md', undefined];
    await offerNotes(run(['Money is in cents.', 'Dates are UTC.', 'No']), theFolder(), store, log);
    await offerNotes(run(['Money is in cents.', 'Dates are UTC.', 'No']), theFolder(), store, log);
    assert.equal(asked.length, 3);
    assert.match(asked[0] ?? '', /Tell every later run in .* as well: "Money is in cents\."\?/);
    const notes = createNotes(store, theFolder().uri.fsPath, Date.now);
    assert.deepEqual(await notes.load(), ['Money is in cents.']);
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(agents()));
    assert.match(text, /(?:^|\n)- Dates are UTC\.\n$/);
  });

  it('are listed by the command, which removes the one that is chosen', async () => {
    const store = memoryStore();
    const notes = createNotes(store, theFolder().uri.fsPath, Date.now);
    for (const note of ['a', 'b']) await notes.add(note);
    const labels: string[] = [];
    Object.assign(vscode.window, {
      showQuickPick: async (items: { label: string }[]) => {
        labels.push(...items.map(({ label }) => label));
        return items[1];
      },
    });
    await createEditNotes(store)();
    assert.deepEqual(labels.slice(1), ['a', 'b']);
    assert.deepEqual(await notes.load(), ['b']);
  });
});
