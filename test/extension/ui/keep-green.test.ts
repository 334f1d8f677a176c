import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { activeTab, modelSettings, type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import { FIXED_NIGHTS, STAY } from '../fixture/stay';
import type { OpenWorkbench } from '../harness/open-workbench';

const KEEP_GREEN = { 'loopcraft.keepGreen': 'on' };

describe('keep green', function () {
  this.timeout(120_000);
  let stay: OpenStay;
  let workbench: OpenWorkbench;
  const price = () => readFile(path.join(workbench.workspace, 'src/price.ts'), 'utf8');
  const isReady = async () => (await workbench.statusBar()).some((text) => text.includes('ready to review'));
  /** Types at the end of the line that computes the price, and saves. */
  const typeAndSave = async (text: string) => {
    await workbench.goTo(5, 1);
    await workbench.press('End');
    await workbench.press('ArrowLeft');
    await workbench.page.keyboard.type(text);
    await workbench.press('Control+s');
    await until('the saved text', async () => (await price()).includes(`${text};`));
  };
  const testsBesideLines = (state: 'failed' | 'passed') =>
    until(`a test that ${state}`, async () => (await testsOf(state)) > 0, 60_000);
  const testsOf = (state: 'failed' | 'passed') =>
    workbench.page.locator('.part.sidebar').locator(`.codicon-testing-${state}-icon`).count();
  before(async () => {
    // A model of a provider that needs a key, and there is none.
    const settings = { ...KEEP_GREEN, 'loopcraft.provider': 'openai', 'loopcraft.model': 'gpt-4.1' };
    stay = await sharedStay({ configured: false, settings });
    ({ workbench } = stay);
    await writeFile(path.join(workbench.workspace, 'src/nights.ts'), FIXED_NIGHTS);
    await workbench.command('Testing: Focus on Test Explorer View');
    await workbench.openFile('price.ts');
  });
  after(async () => {
    await stay?.close();
  });

  it('asks nothing of a model that has no key, and says so once', async () => {
    await typeAndSave(' ');
    await testsBesideLines('passed');
    await typeAndSave('+ 1');
    await testsBesideLines('failed');
    await until('the reason', async () =>
      (await workbench.notifications()).some((text) => text.includes('there is no API key for OpenAI')),
    );
    await workbench.picture('keep-green-1-no-key');
    await workbench.command('Notifications: Clear All Notifications');
  });

  it('prepares a fix of what a save turned red, and writes it only when it is accepted', async () => {
    await workbench.changeSettings({ ...KEEP_GREEN, ...modelSettings(stay.server), 'window.title': 'with a model' });
    await until('the settings', async () => (await workbench.title()).includes('with a model'));
    await workbench.page.locator('.editor-group-container.active .monaco-editor').first().click();
    await typeAndSave('0');
    await until('a fix to review', isReady, 60_000);
    await workbench.picture('keep-green-2-ready');
    assert.match(await activeTab(workbench), /^price\.ts/, 'what the person looks at stays in front');
    assert.match(await price(), /centsPerNight \+ 10;/);
    assert.match(stay.server.requests[0]?.text ?? '', /Fix "nights > prices a stay"/);
    await workbench.page.locator('.statusbar-item', { hasText: 'ready to review' }).click();
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: Fix "nights > prices'));
    await workbench.picture('keep-green-3-diff');
    await workbench.command('Loopcraft: Accept Changes');
    await until('the accepted text', async () => (await price()) === STAY['src/price.ts']);
    await until('no failed test', async () => (await testsOf('failed')) === 0);
    await workbench.picture('keep-green-4-accepted');
  });
});
