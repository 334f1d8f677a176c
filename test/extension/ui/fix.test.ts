import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { activeTab, isRunning, type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import { FAILING_LINE, FIXED_NIGHTS, holdReplies, STAY } from '../fixture/stay';
import type { OpenWorkbench } from '../harness/open-workbench';
import { RETRY_MS, succeeds } from '../harness/wait';

describe('fixing a failing test from its lightbulb', function () {
  this.timeout(120_000);
  let stay: OpenStay;
  let workbench: OpenWorkbench;
  const nights = () => readFile(path.join(workbench.workspace, 'src/nights.ts'), 'utf8');
  before(async () => {
    stay = await sharedStay();
    ({ workbench } = stay);
  });
  after(async () => {
    await stay?.close();
  });

  it('explains itself in the sidebar while there is no run', async () => {
    await workbench.openView('Loopcraft');
    await workbench.page.locator('.part.sidebar').getByText('Nothing is written before you accept.').waitFor();
    await workbench.picture('shell-01-welcome');
  });

  it('shows a failing test at the line that failed', async () => {
    await workbench.openFile('nights.test.ts');
    await workbench.command('Loopcraft: Run Tests');
    await until('one problem', async () => (await workbench.statusBar()).includes('1 0'));
    await until('the result of the tests', async () =>
      (await workbench.notifications()).find((text) => text.includes('2 passed, 1 failed')),
    );
    await workbench.picture('shell-02-failing');
    await workbench.press('Escape');
    await workbench.goTo(FAILING_LINE, 8);
    // The hover gathers from several sources, and shows what it has so far.
    await until('the failure in the hover', async () =>
      /counts across the end of a month.*expected: 3\s*actual: -28/.test(await workbench.hover()),
    );
    await workbench.press('Escape');
  });

  it('offers to fix it, and to change the test', async () => {
    const menu = workbench.page.locator('.action-widget:visible');
    const fix = menu.getByText('Fix failing test with Loopcraft');
    // While the language server starts, the menu may open without our entries or not open at all.
    await until('the quick fix', async () => {
      await workbench.goTo(FAILING_LINE, 8);
      await workbench.press('Control+.');
      if (await succeeds(fix.waitFor({ timeout: RETRY_MS }))) return true;
      await workbench.press('Escape');
      return false;
    });
    await menu.getByText('The test is wrong: let Loopcraft change it').waitFor();
    await workbench.picture('shell-03-lightbulb');
  });

  it('sends the type error back to the model, runs until all is green, and shows a diff', async () => {
    const release = holdReplies();
    await workbench.quickFix('Fix failing test with Loopcraft');
    await until('the status bar', () => isRunning(workbench)).finally(release);
    await workbench.picture('shell-04-running');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: Fix'), 60_000);
    await until('Accept among the diff’s buttons', () =>
      workbench.page
        .getByRole('button', { name: /^Loopcraft: Accept Changes|^Accept Changes/ })
        .first()
        .isVisible(),
    );
    await workbench.picture('shell-05-diff');
    assert.equal(await nights(), STAY['src/nights.ts'], 'nothing may be written before it is accepted');
    const asked = stay.server.requests.map(({ text }) => text);
    assert.ok(
      asked.some((text) => text.includes('TS2322')),
      'the type error was sent back',
    );
  });

  it('writes and saves on Accept, and reverts on Undo', async () => {
    await workbench.notificationButton('Verified:', 'Accept');
    await until('the accepted text on disk', async () => (await nights()) === FIXED_NIGHTS);
    await until('the changed file in the active tab', async () => (await activeTab(workbench)).startsWith('nights.ts'));
    await workbench.picture('shell-06-accepted');
    await until('no problem left after the fixed code is accepted', async () =>
      (await workbench.statusBar()).includes('0 0'),
    );
    await workbench.page.locator('.editor-group-container.active .monaco-editor').first().click();
    await workbench.press('Control+z');
    await until('the old text in the editor', async () => (await workbench.editorText()).includes('getDate'));
    await workbench.press('Control+s');
    await until('the old text on disk', async () => (await nights()) === STAY['src/nights.ts']);
  });

  it('keeps the run in the sidebar, with its iterations and steps', async () => {
    await until('the accepted run, folded because it has ended', async () => {
      const [row] = await workbench.treeRows();
      return row !== undefined && /accepted · \d/.test(row.text) && row.expanded === false;
    });
    // A click on a run opens its panel.
    await workbench.treeRow('Fix').locator('.monaco-tl-twistie').click();
    await workbench.treeRow('Iteration 1').click();
    const steps = await until('the steps', async () => {
      const found = (await workbench.treeRows()).filter(({ level }) => level === 3).map(({ text }) => text);
      return found.some((text) => text.startsWith('Next:')) && found;
    });
    assert.ok(
      steps.some((text) => text.startsWith('Types: 1 error')),
      steps.join(' | '),
    );
    await workbench.picture('shell-07-history');
    await workbench.treeRow('Shown to the model').click();
    const parts = await until('what the model was shown', async () => {
      const found = (await workbench.treeRows()).filter(({ level }) => level === 4).map(({ text }) => text);
      return found.length > 0 && found;
    });
    assert.ok(
      parts.some((text) => text.startsWith('src/nights.ts') && text.includes('the failing test ran it')),
      parts.join(' | '),
    );
    await workbench.treeRow('test/nights.test.ts').click();
    await until('the place in the editor', async () => (await activeTab(workbench)).startsWith('nights.test.ts'));
    await workbench.picture('shell-08-shown-to-the-model');
  });
});
