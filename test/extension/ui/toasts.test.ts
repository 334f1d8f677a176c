import { existsSync } from 'node:fs';
import path from 'node:path';
import { activeTab, type OpenStay, openStay, until } from '../fixture/open-stay';
import type { OpenWorkbench } from '../harness/open-workbench';

describe('toasts, as a person sees them', function () {
  this.timeout(120_000);
  let stay: OpenStay;
  let workbench: OpenWorkbench;
  const toasts = (text: string) => workbench.page.locator('.notification-toast').filter({ hasText: text });
  const ask = async (text: string) => {
    await workbench.command('Generate with Loopcraft');
    await workbench.answer(text);
  };
  before(async () => {
    stay = await openStay({ withToasts: true });
    ({ workbench } = stay);
    await workbench.openFile('price.ts');
  });
  after(async () => {
    await stay?.close();
  });

  it('say that a change is verified, and go when it is accepted elsewhere', async () => {
    await ask('add weeks() beside nights()');
    await toasts('Verified:').waitFor({ timeout: 60_000 });
    const all = workbench.page.locator('.notification-toast');
    await until('nothing else to be told', async () => (await all.count()) === 1);
    await workbench.picture('shell-30-verified-toast');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: add weeks()'));
    await workbench.command('Loopcraft: Accept Changes');
    await until('the new file', async () => existsSync(path.join(workbench.workspace, 'src/weeks.ts')));
    await toasts('Verified:').waitFor({ state: 'hidden' });
    await workbench.picture('shell-31-accepted-without-toast');
  });

  it('say why a call failed, with the next step', async () => {
    await ask('refuse the key');
    const toast = toasts('refused the API key');
    await toast.waitFor({ timeout: 30_000 });
    const key = toast.getByRole('button', { name: 'Set API Key' });
    await key.hover();
    await workbench.picture('shell-32-refused-toast');
    await key.click();
    await workbench.page.getByText('secret storage').waitFor();
    await toasts('refused the API key').waitFor({ state: 'hidden' });
    await workbench.press('Escape');
  });
});
