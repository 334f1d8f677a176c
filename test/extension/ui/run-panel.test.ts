import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { activeTab, isRunning, type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import type { OpenWorkbench } from '../harness/open-workbench';
import { RETRY_MS } from '../harness/wait';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

describe('the run panel', function () {
  this.timeout(120_000);
  let stay: OpenStay;
  let workbench: OpenWorkbench;
  before(async () => {
    stay = await sharedStay({ settings: { 'workbench.colorTheme': 'Default Dark Modern' } });
    ({ workbench } = stay);
    await workbench.openView('Loopcraft');
  });
  after(async () => {
    await stay?.close();
  });

  const ask = async (text: string) => {
    await workbench.command('Generate with Loopcraft');
    await workbench.answer(text);
  };
  /** The frame with a run's page that shows this text. */
  const panelWith = (text: string): Promise<Frame> =>
    until(`a panel with "${text}"`, async () => {
      for (const frame of workbench.page.frames()) {
        const shown = await frame
          .locator('main#page')
          .innerText({ timeout: 500 })
          .catch(() => '');
        if (shown.includes(text)) return frame;
      }
      return undefined;
    });

  it('opens from a run’s row while the run goes on, follows it, and stops it', async () => {
    await ask('take your time');
    await until('the run', () => isRunning(workbench));
    // A click in the moment in which the list is replaced finds no row.
    const tab = workbench.page.locator('.tab', { hasText: 'Run: take your time' });
    await until('the panel', async () => {
      await workbench.treeRow('take your time').click();
      await tab.waitFor({ timeout: RETRY_MS });
      return true;
    });
    const panel = await panelWith('Call 1: generate');
    await panel.getByRole('button', { name: 'Cancel Run' }).click();
    await panelWith('cancelled');
    await panel.getByRole('button', { name: 'Cancel Run' }).waitFor({ state: 'hidden' });
  });

  it('shows a hostile reply as text, with its prompt, and without an accessibility violation', async () => {
    await ask('be hostile');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: be hostile'), 60_000);
    await workbench.command('Loopcraft: Open Run Panel');
    await workbench.choose('be hostile');
    const panel = await panelWith('Verified:');
    await panel.getByRole('button', { name: 'Expand All' }).click();
    await panel.getByText('Prompt and reply').last().click();
    await panel.locator('.exchange .block', { hasText: '<script>window.hacked' }).last().waitFor();
    assert.match(
      await panel.locator('.exchange').last().innerText(),
      /be hostile[\s\S]*file\\u\{202E\}gpj\.ts key \[secret\]/,
    );
    assert.match(await panel.locator('.diff').last().innerText(), /\+ .*<img src=x onerror/);
    assert.equal(await panel.evaluate('window.hacked'), undefined);
    assert.equal(await panel.locator('main :is(script, img, a, iframe)').count(), 0);
    await panel.evaluate(AXE);
    const found = (await panel.evaluate(
      'axe.run("main").then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map((one) => one.html)]))',
    )) as unknown[];
    assert.deepEqual(found, []);
    await panel.evaluate('window.scrollTo(0, 0)');
    assert.match(String(await panel.evaluate('document.body.className')), /vscode-dark/);
    await workbench.picture('run-panel-1-dark');
  });

  it('opens a file at the line of what was shown, with the keyboard', async () => {
    const panel = await panelWith('Verified:');
    const place = panel.getByRole('button', { name: 'src/nights.ts' }).first();
    await place.focus();
    await place.press('Enter');
    await until('the file', async () => (await activeTab(workbench)).startsWith('nights.ts'));
  });

  it('follows the theme, and is there again after the window was reloaded, as the run in the history', async () => {
    await workbench.page.locator('.tab', { hasText: 'Loopcraft: be hostile' }).click();
    await workbench.command('Loopcraft: Discard Changes');
    await workbench.treeRow('discarded').waitFor();
    await workbench.page.locator('.tab', { hasText: 'Run: be hostile' }).click();
    await workbench.command('Preferences: Toggle between Light/Dark Themes');
    const before = await panelWith('Verified:');
    await until('the light theme', async () =>
      /vscode-light/.test(String(await before.evaluate('document.body.className'))),
    );
    await workbench.picture('run-panel-2-light');
    await workbench.page.reload();
    await workbench.page.locator('.part.activitybar').waitFor({ timeout: 60_000 });
    // Which tab is in front is VS Code's to remember, and what it has not written by then it forgets.
    await workbench.page.locator('.tab', { hasText: 'Run: be hostile' }).click();
    await panelWith('Verified:');
    await workbench.openView('Loopcraft');
    await workbench.treeRow('discarded').waitFor();
  });
});
