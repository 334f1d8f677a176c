import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { activeTab, type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import { DOCUMENTED_PRICE, STAY } from '../fixture/stay';
import type { OpenWorkbench } from '../harness/open-workbench';

describe('a change that leaves a test red as before', function () {
  this.timeout(120_000);
  let stay: OpenStay;
  let workbench: OpenWorkbench;
  const file = () => path.join(workbench.workspace, 'src/price.ts');
  const price = () => readFile(file(), 'utf8');
  const notified = (text: string) =>
    until(
      `a notification with "${text}"`,
      async () => (await workbench.notifications()).find((one) => one.includes(text)),
      60_000,
    );
  const run = async () => {
    const before = stay.server.requests.length;
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Generate with Loopcraft');
    await workbench.answer('document the price');
    const text = await notified('Everything else is green; this test fails exactly as before');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: document the price'));
    return { text, calls: stay.server.requests.length - before };
  };
  before(async () => {
    stay = await sharedStay();
    ({ workbench } = stay);
    await workbench.openView('Loopcraft');
  });
  after(async () => {
    await stay?.close();
  });

  it('is offered like a verified one after one more try, with its test named', async () => {
    const { text, calls } = await run();
    assert.match(text, /counts across the end of a month/);
    assert.match(text, /Accept it if these failures are no part of the task/);
    assert.equal(calls, 2);
    await workbench.page
      .getByRole('button', { name: /Accept Changes/ })
      .first()
      .waitFor();
    await workbench.picture('shell-31-red-as-before');
    assert.equal(await price(), STAY['src/price.ts']);
  });

  it('can be opened from the history and accepted there', async () => {
    await workbench.notificationButton('Nothing is written before you accept', 'Discard');
    await until('the diff to close', async () => !(await activeTab(workbench)).startsWith('Loopcraft: document'));
    // The list is refreshed after the change was discarded; a click in that moment finds no row.
    const isSettled = ({ text }: { readonly text: string }) => /document the price\s*discarded/.test(text);
    await until('the discarded run', async () => (await workbench.treeRows()).some(isSettled));
    await workbench.rowAction('document the price', 'Open Diff');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: document the price'));
    await workbench.page
      .getByRole('button', { name: /Accept Changes/ })
      .first()
      .click();
    await until('the accepted text', async () => (await price()) === DOCUMENTED_PRICE);
    await notified('may leave this test red as it is');
    await workbench.picture('shell-32-remembered');
  });

  it('needs no other try once it was accepted, until Loopcraft is told to ask again', async () => {
    await workbench.page.locator('.editor-group-container.active .monaco-editor').first().click();
    await workbench.press('Control+z');
    await workbench.press('Control+s');
    await until('the old text on disk', async () => (await price()) === STAY['src/price.ts']);
    const remembered = await run();
    assert.equal(remembered.calls, 1);
    assert.doesNotMatch(remembered.text, /no part of the task/);
    await workbench.picture('shell-33-accepted-earlier');
    await workbench.notificationButton('Nothing is written before you accept', 'Discard');
    // The editor that the diff gives way to takes the focus, and with it the palette's text.
    await until('the diff to close', async () => !(await activeTab(workbench)).startsWith('Loopcraft: document'));
    await workbench.command('Loopcraft: Ask Again About Failing Tests');
    await notified('asks again');
    assert.match((await run()).text, /no part of the task/);
  });
});
