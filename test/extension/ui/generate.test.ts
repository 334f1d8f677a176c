import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { activeTab, isRunning, type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import { holdReplies, INDEX_WITH_WEEKS, STAY, WEEKS } from '../fixture/stay';
import type { OpenWorkbench } from '../harness/open-workbench';

const GENERATE = 'Generate with Loopcraft';

describe('generating from the palette', function () {
  this.timeout(120_000);
  let stay: OpenStay;
  let workbench: OpenWorkbench;
  const weeksFile = () => path.join(workbench.workspace, 'src/weeks.ts');
  const indexFile = () => path.join(workbench.workspace, 'src/index.ts');
  const notified = (text: string) =>
    until(
      `a notification with "${text}"`,
      async () => (await workbench.notifications()).find((one) => one.includes(text)),
      45_000,
    );
  const ask = async (text: string) => {
    await workbench.command(GENERATE);
    await workbench.answer(text);
  };
  before(async () => {
    stay = await sharedStay();
    ({ workbench } = stay);
    await workbench.openView('Loopcraft');
  });
  after(async () => {
    await stay?.close();
  });
  // A test should only find its own notifications.
  beforeEach(async () => {
    await workbench.command('Notifications: Clear All Notifications');
  });

  it('asks for a task, and says so when it is empty', async () => {
    await workbench.openFile('price.ts');
    await workbench.command(GENERATE);
    await workbench.answer('');
    const box = await until('the validation message', async () => {
      const seen = await workbench.quickInput();
      return seen.message.includes('Describe what you want first') && seen;
    });
    assert.equal(box.placeholder, 'What should the code do?');
    await workbench.picture('shell-11-empty-prompt');
    await workbench.press('Escape');
  });

  it('runs, and writes a new file when the diff is accepted', async () => {
    await ask('add weeks() beside nights()');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: add weeks()'), 60_000);
    assert.equal(existsSync(weeksFile()), false);
    const [request] = stay.server.requests;
    assert.match(request?.text ?? '', /src\/price\.ts/, 'the active file was in focus');
    const accept = workbench.page.getByRole('button', { name: /Accept Changes/ }).first();
    await accept.waitFor();
    await workbench.picture('shell-12-diff');
    await accept.click();
    await until('the new file', async () => existsSync(weeksFile()));
    await until('a changed file in the active tab', async () => (await activeTab(workbench)).startsWith('index.ts'));
    assert.equal(await readFile(weeksFile(), 'utf8'), WEEKS);
    await until('the changed file saved', async () => (await readFile(indexFile(), 'utf8')) === INDEX_WITH_WEEKS);
    assert.equal(await readFile(path.join(workbench.workspace, 'src/nights.ts'), 'utf8'), STAY['src/nights.ts']);
  });

  it('reverts all of it with one Undo', async () => {
    await workbench.openFile('index.ts');
    await workbench.page.locator('.editor-group-container.active .monaco-editor').first().click();
    await workbench.press('Control+z');
    await until('the new file to go', async () => !existsSync(weeksFile()));
    await workbench.picture('shell-12-undo');
    await until('the old text', async () => !(await workbench.editorText()).includes('weeks'));
    await until('the old text on disk', async () => (await readFile(indexFile(), 'utf8')) === STAY['src/index.ts']);
  });

  it('takes no focus while somebody types, and reverts what was accepted', async () => {
    const ready = () => workbench.page.locator('.statusbar-item', { hasText: 'ready to review' });
    await workbench.openFile('price.ts');
    const release = holdReplies();
    try {
      await ask('add weeks() beside nights()');
      await until('the status bar', () => isRunning(workbench));
      await workbench.page.locator('.editor-group-container.active .monaco-editor').first().click();
      const text = await workbench.editorText();
      await workbench.page.keyboard.type('x');
      await until('what was typed', async () => (await workbench.editorText()) !== text);
    } finally {
      release();
    }
    await ready().waitFor({ timeout: 60_000 });
    await workbench.picture('shell-12-ready');
    assert.match(await activeTab(workbench), /^price\.ts/);
    await workbench.press('Control+z');
    await ready().click();
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: add weeks()'));
    await workbench.command('Loopcraft: Accept Changes');
    await until('the new file', async () => existsSync(weeksFile()));
    const revert = workbench.page.locator('.statusbar-item', { hasText: 'Loopcraft: changed 2 files' });
    await revert.waitFor();
    await workbench.picture('shell-12-accepted');
    await revert.click();
    await until('the new file to go', async () => !existsSync(weeksFile()));
    await until('the old text on disk', async () => (await readFile(indexFile(), 'utf8')) === STAY['src/index.ts']);
    await revert.waitFor({ state: 'hidden' });
  });

  it('leaves out a file whose mark is taken off in the history, and verifies the rest', async () => {
    await ask('add weeks() beside nights()');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: add weeks()'), 60_000);
    // A run is folded once more when it has ended.
    await until('the ended run', async () => /\bverified\b/.test((await workbench.treeRows())[0]?.text ?? ''));
    await workbench.treeRow('add weeks() beside').locator('.monaco-tl-twistie').click();
    await workbench.treeRow('src/index.ts').waitFor();
    const mark = workbench.treeRow('src/index.ts').getByRole('checkbox');
    assert.deepEqual([await mark.isChecked(), await workbench.treeRow('src/weeks.ts').count()], [true, 1]);
    await mark.click();
    await until('the mark to go', async () => !(await mark.isChecked()));
    await workbench.picture('shell-12-left-out');
    await workbench.command('Loopcraft: Accept Changes');
    await until('the new file', async () => existsSync(weeksFile()), 45_000);
    assert.equal(await readFile(indexFile(), 'utf8'), STAY['src/index.ts']);
    await workbench.command('Loopcraft: Revert Run');
    await until('the new file to go', async () => !existsSync(weeksFile()));
  });

  it('remembers the last text', async () => {
    await workbench.command(GENERATE);
    await until('the last text', async () => (await workbench.quickInput()).value === 'add weeks() beside nights()');
    await workbench.picture('shell-13-remembered');
    await workbench.press('Escape');
  });

  it('refuses a second run while one is in progress, and cancels the first', async () => {
    const before = stay.server.requests.length;
    await ask('take your time');
    await until('the request', async () => stay.server.requests.length > before);
    await until('the status bar', () => isRunning(workbench));
    await workbench.notifications();
    await workbench.picture('shell-14-progress');
    await ask('add weeks again');
    await notified('a run is already in progress');
    await workbench.command('Loopcraft: Cancel Run');
    await notified('You cancelled the run');
    assert.equal(await stay.server.requests[before]?.ended, 'disconnected');
    await until('the status bar without a run', async () => !(await isRunning(workbench)));
  });

  it('offers to set a key when the key is refused', async () => {
    await ask('refuse the key');
    await notified('refused the API key');
    await workbench.picture('shell-15-refused-key');
    await workbench.notificationButton('refused the API key', 'Set API Key');
    await until(
      'the key box',
      async () =>
        (await workbench.quickInput()).placeholder !== undefined &&
        workbench.page.getByText('secret storage').isVisible(),
    );
    await workbench.picture('shell-16-key');
    await workbench.press('Escape');
  });

  it('shows the best candidate when a run ends without success', async () => {
    await ask('get it wrong');
    await notified('Not solved after 4 tries');
    await workbench.notificationButton('Not solved', 'See Best Try');
    await until('the candidate', async () =>
      (await activeTab(workbench)).startsWith('Loopcraft candidate: get it wrong'),
    );
    await workbench.picture('shell-17-candidate');
    const apply = workbench.page.getByRole('button', { name: /Apply Anyway/ }).first();
    await apply.waitFor();
    const accept = workbench.page.getByRole('button', { name: /Accept Changes/ });
    await until('what is not verified to be not acceptable', async () => (await accept.count()) === 0);
    await apply.click();
    assert.match(
      await workbench.dialogButton('Cancel'),
      /although it is not green.*1 type error is left: TS2322 in src\/nights\.ts:3/,
    );
  });

  it('runs again and deletes from the history', async () => {
    await workbench.treeRow('get it wrong').hover();
    await workbench.picture('shell-18-actions');
    await workbench.rowAction('get it wrong', 'Open Diff');
    await until('the candidate again', async () =>
      (await activeTab(workbench)).startsWith('Loopcraft candidate: get it wrong'),
    );
    await workbench.rowAction('get it wrong', 'Delete Run');
    assert.match(await workbench.dialogButton('Delete'), /Delete the run "get it wrong"/);
    await until('the row to go', async () =>
      (await workbench.treeRows()).every(({ text }) => !text.includes('get it wrong')),
    );
    const before = stay.server.requests.length;
    await workbench.rowAction('add weeks() beside', 'Run Again');
    await until('a new request', async () => stay.server.requests.length > before);
    await notified('Verified:');
    await workbench.notificationButton('Verified:', 'Discard');
    await until('the diff to close', async () => !(await activeTab(workbench)).startsWith('Loopcraft: add weeks()'));
    assert.equal(existsSync(weeksFile()), false);
  });

  it('shows what was learned, and forgets it on request', async () => {
    await workbench.command('Loopcraft: Show Learned Patterns');
    await until('the patterns', async () => /recorded/.test(await workbench.editorText()));
    await workbench.picture('shell-19-patterns');
    await workbench.command('Loopcraft: Focus on What Works Here View');
    await workbench.treeRow('Plan first').hover();
    await workbench.picture('shell-20-what-works');
    await workbench.rowAction('Plan first', 'Pin: the Next Run Takes It');
    await workbench.treeRow('pinned by you').waitFor();
    await until('what was solved straight away', async () =>
      /Solved \d+ of \d+, likely/.test((await workbench.treeRow('Straight away').getAttribute('aria-label')) ?? ''),
    );
    await workbench.picture('shell-20-pinned');
    await workbench.command('Loopcraft: Reset Learned Patterns');
    assert.match(await workbench.dialogButton('Reset'), /Forget what Loopcraft learned/);
    await notified('forgot what it learned');
  });

  it('retries a waiting call immediately on request', async () => {
    const before = stay.server.requests.length;
    await ask('be busy');
    await until('the first attempt', async () => stay.server.requests.length === before + 1);
    await workbench.command('Loopcraft: Retry Now');
    await until('the second attempt', async () => stay.server.requests.length === before + 2);
    await workbench.command('Loopcraft: Cancel Run');
    await until('the end', async () => !(await isRunning(workbench)));
  });
});
