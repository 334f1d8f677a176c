import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { activeTab, type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import { INDEX_WITH_WEEKS } from '../fixture/stay';

/** The editor's own formatter for TypeScript, in a style that the verified text does not have. */
const SETTINGS = {
  'editor.formatOnSave': true,
  'typescript.format.semicolons': 'remove',
  'typescript.format.insertSpaceAfterOpeningAndBeforeClosingNonemptyBraces': false,
};

describe('format on save', function () {
  this.timeout(180_000);
  let stay: OpenStay;
  before(async () => {
    stay = await sharedStay({ settings: SETTINGS });
  });
  after(async () => {
    await stay?.close();
  });

  it('that changes an accepted file has types looked at once more, and the person told', async () => {
    const { workbench } = stay;
    const index = path.join(workbench.workspace, 'src/index.ts');
    await workbench.openView('Loopcraft');
    await workbench.openFile('price.ts');
    await workbench.command('Generate with Loopcraft');
    await workbench.answer('add weeks() beside nights()');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: add weeks()'), 90_000);
    const accept = workbench.page.getByRole('button', { name: /Accept Changes/ }).first();
    await accept.waitFor();
    await accept.click();
    const told = await until(
      'what saving changed',
      async () => (await workbench.notifications()).find((text) => text.includes('Saving changed')),
      90_000,
    );
    assert.match(told, /Saving changed src\/index\.ts after it was verified/);
    assert.match(told, /types were checked once more and have no new error/);
    const text = await readFile(index, 'utf8');
    assert.notEqual(text, INDEX_WITH_WEEKS);
    assert.equal(text.replace(/[ ;]/g, ''), INDEX_WITH_WEEKS.replace(/[ ;]/g, ''));
    await workbench.picture('shell-27-format-on-save');
  });
});
