import assert from 'node:assert/strict';
import { frontTab, type OpenStay, openStay, until } from '../fixture/open-stay';

describe('the first use, with no model configured', () => {
  let stay: OpenStay;
  before(async () => {
    stay = await openStay({ configured: false });
  });
  after(async () => {
    await stay?.close();
  });

  it('leads to choosing a server and a model, then runs', async () => {
    const { workbench, server } = stay;
    await workbench.openFile('nights.ts');
    await workbench.command('Generate with Loopcraft');
    await workbench.answer('add weeks() beside nights()');
    const box = await until('the choice of a provider', async () => {
      const seen = await workbench.quickInput();
      return seen.placeholder === 'Who should answer?' && seen;
    });
    assert.equal(box.rows.length, 4, box.rows.join(' | '));
    await workbench.picture('shell-21-providers');
    await workbench.choose('Compatible server at a URL');
    await until('the box for the address', async () => (await workbench.quickInput()).value.startsWith('http://localhost'));
    await workbench.answer('localhost');
    await workbench.page.getByText('Type an http or https address').waitFor();
    await workbench.answer(server.openAiBaseUrl);
    await until('the models the server lists', async () => (await workbench.quickInput()).rows.some((row) => row.includes('Another model')));
    await workbench.picture('shell-22-models');
    await workbench.page.keyboard.press('Enter');
    await until('the diff', async () => (await frontTab(workbench)).startsWith('Loopcraft: add weeks()'), 60_000);
    const headers = server.requests.map((request) => request.headers.authorization ?? '');
    assert.ok(headers.every((header) => !header.includes('sk-')), 'no key was given, so none is sent');
  });
});

describe('a workspace that is not trusted', () => {
  let stay: OpenStay;
  before(async () => {
    stay = await openStay({ workspaceTrust: true });
  });
  after(async () => {
    await stay?.close();
  });

  it('is left alone, and the person is told why', async () => {
    const { workbench, server } = stay;
    const refuse = workbench.page.getByRole('button', { name: /No, I don't trust/ });
    if (await refuse.waitFor({ timeout: 5000 }).then(() => true, () => false)) await refuse.click();
    await workbench.openView('Loopcraft');
    await workbench.page.getByText('so it does nothing until you trust the workspace').waitFor();
    for (const title of ['Generate with Loopcraft', 'Loopcraft: Run Tests', 'Fix Failing Test with Loopcraft']) {
      await workbench.command(title);
    }
    await until('the explanation', async () => (await workbench.notifications()).some((text) => text.includes('this workspace is not trusted')));
    await workbench.picture('shell-23-untrusted');
    assert.equal(server.requests.length, 0);
  });
});
