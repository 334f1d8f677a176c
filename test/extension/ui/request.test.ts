import assert from 'node:assert/strict';
import { activeTab, type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';

describe('a request written in an editor', function () {
  this.timeout(90_000);
  let stay: OpenStay;
  before(async () => {
    stay = await sharedStay();
  });
  after(async () => {
    await stay?.close();
  });

  it('takes the text of the box, names files, shows what will happen, and runs with Ctrl+Enter', async () => {
    const { workbench, server } = stay;
    const { page } = workbench;
    const lens = (text: string) => page.locator('.codelens-decoration a', { hasText: text }).first();
    await workbench.openView('Loopcraft');
    await page.getByText('no telemetry').waitFor();
    await workbench.openFile('nights.ts');
    await workbench.command('Generate with Loopcraft');
    await page.locator('.quick-input-filter input').first().fill('add weeks() beside nights()');
    await workbench.picture('shell-30-box');
    await page.getByRole('button', { name: 'Write in an Editor' }).click();
    await until('the editor', async () => (await activeTab(workbench)).startsWith('Loopcraft Request'));
    await until('the text of the box', async () => (await workbench.editorText()).includes('add weeks() beside'));
    await lens('In focus: src/nights.ts').waitFor();
    await lens('Model: scripted-1').waitFor();
    await lens('May change tests: no').click();
    await lens('May change tests: yes').waitFor();

    await workbench.press('Enter');
    await page.keyboard.type('It belongs to @pri');
    const offered = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'src/price.ts' }).first();
    await offered.waitFor();
    await workbench.picture('shell-31-request');
    await offered.click();
    await until('the mention', async () => (await workbench.editorText()).includes('@src/price.ts'));
    await workbench.press('Control+Enter');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: add weeks()'), 60_000);
    const [request] = server.requests;
    assert.match(request?.text ?? '', /add weeks\(\) beside nights\(\)\nIt belongs to src\/price\.ts/);
    await page.locator('.editor-group-container.active .monaco-editor.modified-in-monaco-diff-editor').first().click();
    await workbench.press('Control+Backspace');
    await until('the diff to close', async () => !(await activeTab(workbench)).startsWith('Loopcraft: add weeks()'));

    // What is closed asks nothing, and is there again.
    await until('the request', async () => (await workbench.tabs()).some((tab) => tab.startsWith('Loopcraft Request')));
    await workbench.command('View: Close All Editors');
    await until('no tabs', async () => (await workbench.tabs()).length === 0);
    await workbench.command('Loopcraft: Write a Request in an Editor');
    await until('the draft', async () => (await workbench.editorText()).includes('@src/price.ts'));
  });
});
