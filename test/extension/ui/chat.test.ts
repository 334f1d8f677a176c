import assert from 'node:assert/strict';
import { activeTab, type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import type { OpenWorkbench } from '../harness/open-workbench';

describe('@loopcraft in the chat view', function () {
  this.timeout(120_000);
  let stay: OpenStay;
  let workbench: OpenWorkbench;
  before(async () => {
    stay = await sharedStay();
    ({ workbench } = stay);
    await workbench.openFile('nights.ts');
    // VS Code's chat passes a request on only where there is a model, although ours is never asked.
    await workbench.command('Test: Offer a Chat Model');
    await workbench.command('Chat: Open Chat');
  });
  after(async () => {
    await workbench?.command('View: Hide Secondary Side Bar');
    await workbench?.command('Test: Withdraw the Chat Model');
    await stay?.close();
  });
  const answers = () => workbench.page.locator('.interactive-item-container.interactive-response');
  /** Sends a request, and returns its answer once that shows this text. */
  const ask = async (text: string, wanted: string) => {
    const { page } = workbench;
    await page.locator('.interactive-input-part', { hasText: 'Scripted chat' }).waitFor();
    await page.locator('.interactive-input-part .monaco-editor').first().click();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    const answer = answers().last();
    await answer.getByText(wanted).first().waitFor({ timeout: 60_000 });
    return answer;
  };

  it('fixes what fails with a hint, says how it ended, and opens the diff for review', async () => {
    const answer = await ask('@loopcraft /fix mind the end of a month', 'Verified: types OK, 3 tests pass.');
    const [request] = stay.server.requests;
    assert.match(request?.text ?? '', /mind the end of a month/);
    assert.match(request?.text ?? '', /counts across the end of a month/);
    await until('the diff in front', async () => (await workbench.editorText()).includes('Math.round'));
    await workbench.openFile('nights.ts');
    await answer.getByText('Review Changes').click();
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: Fix all failures'));
    await workbench.picture('chat-1-fixed');
  });

  it('explains the run, without another one', async () => {
    const calls = stay.server.requests.length;
    const answer = await ask('@loopcraft /explain-run last', 'Try 2');
    assert.match(await answer.innerText(), /Fix all failures[\s\S]*Try 1[\s\S]*TS2322/);
    assert.equal(stay.server.requests.length, calls);
    await workbench.picture('chat-2-explained');
    await workbench.command('Loopcraft: Discard Changes');
    await until('the diff to close', async () => !(await activeTab(workbench)).startsWith('Loopcraft:'));
  });
});
