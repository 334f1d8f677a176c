import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { activeTab, type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import { FAILING_LINE, FIXED_NIGHTS } from '../fixture/stay';
import type { OpenWorkbench } from '../harness/open-workbench';

const FIX = 'Fix Failing Test with Loopcraft';
const TITLE = 'Fix "nights > counts across';

describe('the menus on a failing test', function () {
  this.timeout(120_000);
  let stay: OpenStay;
  let workbench: OpenWorkbench;
  const glyph = (state: 'failed' | 'passed') =>
    workbench.page.locator(`.testing-run-glyph.codicon-testing-${state}-icon`);
  const diffOpens = () =>
    until('the diff', async () => (await activeTab(workbench)).startsWith(`Loopcraft: ${TITLE}`), 60_000);
  before(async () => {
    stay = await sharedStay();
    ({ workbench } = stay);
    await workbench.openView('Loopcraft');
    await workbench.openFile('nights.test.ts');
    await workbench.command('Loopcraft: Run Tests');
    await glyph('failed').first().waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await stay?.close();
  });

  it('fix it from the icon beside its line', async () => {
    await glyph('failed').first().click({ button: 'right' });
    const item = workbench.page.locator('.monaco-menu').getByText(FIX);
    await item.waitFor();
    await workbench.picture('menus-1-gutter');
    await item.click();
    await diffOpens();
    assert.match(stay.server.requests[0]?.text ?? '', /Fix "nights > counts across the end of a month"/);
    await workbench.command('Loopcraft: Discard Changes');
    await until('the diff to close', async () => !(await activeTab(workbench)).startsWith('Loopcraft:'));
  });

  it('fix it from the peek view of its message, and say nothing of a failure once that is accepted', async () => {
    await workbench.openFile('nights.test.ts');
    await workbench.goTo(FAILING_LINE, 8);
    await workbench.command('Test: Peek Output');
    const button = workbench.page.locator('.test-output-peek').getByText(FIX);
    await button.waitFor();
    await workbench.picture('menus-2-peek');
    await button.click();
    await diffOpens();
    await workbench.command('Loopcraft: Accept Changes');
    const nights = path.join(workbench.workspace, 'src/nights.ts');
    await until('the accepted text on disk', async () => (await readFile(nights, 'utf8')) === FIXED_NIGHTS);
    await workbench.openFile('nights.test.ts');
    await until('no problem', async () => (await workbench.statusBar()).includes('0 0'));
    await until('passed tests beside the lines', async () => (await glyph('passed').count()) > 0);
    await until('no failed test', async () => (await glyph('failed').count()) === 0);
    await until('no message', async () => !(await workbench.editorText()).includes('-28 != 3'));
    await workbench.picture('menus-3-accepted');
  });

  it('leave runs behind, which the history narrows to how they ended and to words, and shows again', async () => {
    const runs = async () => (await workbench.treeRows()).filter(({ level }) => level === 1).map(({ text }) => text);
    const saysAbove = (text: string) => workbench.page.locator('.part.sidebar').getByText(text).waitFor();
    const filter = () => workbench.command('Loopcraft: Filter Runs…');
    await until('both runs', async () => (await runs()).length === 2);
    await filter();
    await until('the choices', async () => (await workbench.quickInput()).rows.some((row) => /^Accepted ?1/.test(row)));
    await workbench.picture('filter-1-choices');
    await workbench.choose('Accepted');
    await saysAbove('1 of 2 runs: Accepted');
    await until(
      'the accepted run alone',
      async () => /accepted/.test((await runs()).join()) && (await runs()).length === 1,
    );
    await workbench.picture('filter-2-accepted');
    await filter();
    await workbench.answer('weeks');
    await saysAbove('none of 2 runs: Accepted, "weeks"');
    await until('no run', async () => (await runs()).length === 0);
    const showAll = workbench.page.locator('.part.sidebar .welcome-view').getByText('Show All Runs');
    await showAll.waitFor();
    await workbench.picture('filter-3-none');
    await showAll.click();
    await until('all runs', async () => (await runs()).length === 2);
    await workbench.picture('filter-4-all');
  });
});
