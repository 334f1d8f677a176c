import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../support/vscode/cache';
import { type OpenStay, until } from '../fixture/open-stay';
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
    // A palette opened before the extension was known does not learn of it.
    await until('the command', async () =>
      (await workbench.paletteTitles('Loopcraft')).includes('Generate with Loopcraft'),
    );
  });

  it('opens a file with the given settings', async () => {
    await workbench.openFile('index.ts');
    assert.deepEqual(await workbench.tabs(), ['index.ts']);
    await workbench.goTo(2, 1);
    await until('the text', async () => (await workbench.editorText()).trim() === STAY['src/index.ts']?.trim());
    await until('the setting', async () => (await workbench.statusBar()).includes('Spaces: 7'));
    assert.ok(existsSync(await workbench.picture('harness-file')));
  });

  it('reads the side bar', async () => {
    await workbench.openView('Explorer');
    const last = await until('the files', async () => {
      const row = (await workbench.treeRows()).findLast(({ level }) => level === 1);
      return row?.text === 'tsconfig.json' && row;
    });
    assert.equal(last.expanded, undefined);
  });

  it('works on a copy of the workspace', () => {
    assert.ok(!workbench.workspace.startsWith(repository));
    assert.ok(existsSync(path.join(workbench.workspace, 'package.json')));
  });
});
