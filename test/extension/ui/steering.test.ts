import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { activeTab, isRunning, type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import { FIXED_NIGHTS, INDEX_WITH_WEEKS, WEEKS } from '../fixture/stay';
import type { OpenWorkbench } from '../harness/open-workbench';

describe('steering a run', function () {
  this.timeout(120_000);
  let stay: OpenStay;
  let workbench: OpenWorkbench;
  const notified = (text: string) =>
    until(
      `a notification with "${text}"`,
      async () => (await workbench.notifications()).find((one) => one.includes(text)),
      45_000,
    );
  const ask = async (text: string) => {
    await workbench.command('Generate with Loopcraft');
    await workbench.answer(text);
  };
  const statusBarSays = (text: string) =>
    until(`"${text}" in the status bar`, async () => (await workbench.statusBar()).some((one) => one.includes(text)));
  const source = (file: string) => readFile(path.join(workbench.workspace, file), 'utf8');
  before(async () => {
    stay = await sharedStay({ settings: { 'loopcraft.autonomy': 'ask-at-each-step' } });
    ({ workbench } = stay);
    await workbench.openView('Loopcraft');
    await workbench.openFile('nights.ts');
  });
  after(async () => {
    await stay?.close();
  });
  beforeEach(async () => {
    await workbench.command('Notifications: Clear All Notifications');
  });

  it('asks after a red verdict, tells the model a hint, and waits while the run is paused', async () => {
    await ask('mend nights');
    const question = await notified('Not green yet.');
    assert.match(question, /1 type error: TS2322.* Next, the model is asked for a correction\./);
    await workbench.picture('steering-1-question');
    await workbench.command('Loopcraft: Pause Run');
    await statusBarSays('Paused before the next call');
    const before = stay.server.requests.length;
    await workbench.notificationButton('Not green yet.', 'Add a Hint');
    await workbench.answer('Round the nights.');
    await delay(1500);
    assert.equal(stay.server.requests.length, before, 'a paused run calls no model');
    await workbench.picture('steering-2-paused');
    await workbench.command('Loopcraft: Go On with the Paused Run');
    await notified('Verified:');
    assert.match(stay.server.requests[before]?.text ?? '', /The developer adds:[\s\S]*Round the nights\./);
    await workbench.picture('steering-3-verified');
    await workbench.command('Loopcraft: Discard Changes');
    await until('the diff to close', async () => !(await activeTab(workbench)).startsWith('Loopcraft:'));
  });

  it('rejects a verified change for a reason, which another run has to correct', async () => {
    const before = stay.server.requests.length;
    await ask('mend nights');
    await notified('Not green yet.');
    await workbench.notificationButton('Not green yet.', 'Go On');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: mend nights'), 45_000);
    await workbench.command('Loopcraft: Reject Changes with a Reason');
    await workbench.answer('Count in hours.');
    const request = await until('a request with the reason', async () =>
      stay.server.requests.slice(before).find(({ text }) => text.includes('Count in hours.')),
    );
    assert.match(request.text, /The developer rejected this change, although all checks pass: Count in hours\./);
    assert.notEqual(await source('src/nights.ts'), FIXED_NIGHTS);
    await notified('Not green yet.');
    await workbench.notificationButton('Not green yet.', 'End the Run');
    await notified('You ended the run');
    await until('the end', async () => !(await isRunning(workbench)));
  });

  it('writes a verified change at once where the setting says so', async () => {
    const folder = path.join(workbench.workspace, '.vscode');
    await mkdir(folder, { recursive: true });
    const settings = { 'loopcraft.autonomy': 'apply-when-verified', 'window.title': 'with other settings' };
    await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings));
    // VS Code reads changed settings a moment later; the window's title says when it has.
    await until('the settings', async () => (await workbench.title()).includes('with other settings'));
    await ask('add weeks() beside nights()');
    await until('the new file', async () => existsSync(path.join(workbench.workspace, 'src/weeks.ts')), 45_000);
    assert.equal(await source('src/weeks.ts'), WEEKS);
    await until('the changed file saved', async () => (await source('src/index.ts')) === INDEX_WITH_WEEKS);
  });
});
