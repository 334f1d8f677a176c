import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OpenWorkbench } from '../harness/open-workbench';
import { openWorkbench } from '../harness/open-workbench';

describe('the driven workbench', () => {
  let workbench: OpenWorkbench;
  let original: string;
  before(async () => {
    original = await mkdtemp(path.join(tmpdir(), 'loopcraft-original-'));
    await writeFile(path.join(original, 'notes.md'), 'one\ntwo\n');
    workbench = await openWorkbench({ workspace: original, settings: { 'editor.tabSize': 7 } });
  });
  after(async () => {
    await workbench?.close();
    await rm(original, { recursive: true, force: true });
  });

  it("offers the extension's commands in the palette", async () => {
    const titles = await workbench.paletteTitles('Loopcraft');
    assert.ok(titles.includes('Generate with Loopcraft'), titles.join(', '));
  });

  it('opens a file with the given settings', async () => {
    await workbench.openFile('notes.md');
    assert.deepEqual(await workbench.tabs(), ['notes.md']);
    await workbench.goTo(2, 1);
    assert.equal((await workbench.editorText()).trim(), 'one\ntwo');
    const status = await workbench.statusBar();
    assert.ok(status.includes('Spaces: 7'), status.join(' | '));
    assert.ok(existsSync(await workbench.picture('harness-file')));
  });

  it('reads the side bar', async () => {
    await workbench.openView('Explorer');
    assert.deepEqual(await workbench.treeRows(), [{ level: 1, text: 'notes.md', expanded: undefined }]);
  });

  it('works on a copy of the workspace', () => {
    assert.notEqual(workbench.workspace, original);
    assert.ok(existsSync(path.join(workbench.workspace, 'notes.md')));
  });
});
