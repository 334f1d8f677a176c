import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../support/vscode/cache';
import type { OpenStay } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import { STAY } from '../fixture/stay';
import type { OpenWorkbench } from '../harness/open-workbench';

describe('the driven workbench', function () {
  this.timeout(90_000);
  let stay: OpenStay;
  let workbench: OpenWorkbench;
  before(async () => {
    stay = await sharedStay({ settings: { 'editor.tabSize': 7 } });
    ({ workbench } = stay);
  });
  after(async () => {
    await stay?.close();
  });

  it("offers the extension's commands in the palette", async () => {
    const titles = await workbench.paletteTitles('Loopcraft');
    assert.ok(titles.includes('Generate with Loopcraft'), titles.join(', '));
  });

  it('opens a file with the given settings', async () => {
    await workbench.openFile('index.ts');
    assert.deepEqual(await workbench.tabs(), ['index.ts']);
    await workbench.goTo(2, 1);
    assert.equal((await workbench.editorText()).trim(), STAY['src/index.ts']?.trim());
    const status = await workbench.statusBar();
    assert.ok(status.includes('Spaces: 7'), status.join(' | '));
    assert.ok(existsSync(await workbench.picture('harness-file')));
  });

  it('reads the side bar', async () => {
    await workbench.openView('Explorer');
    const top = (await workbench.treeRows()).filter(({ level }) => level === 1);
    assert.deepEqual(top.map(({ text, expanded }) => [text, expanded]).at(-1), ['tsconfig.json', undefined]);
  });

  it('works on a copy of the workspace', () => {
    assert.ok(!workbench.workspace.startsWith(repository));
    assert.ok(existsSync(path.join(workbench.workspace, 'package.json')));
  });
});
