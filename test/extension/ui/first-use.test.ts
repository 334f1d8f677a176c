import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { activeTab, type OpenStay, openStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';

describe('the first use, with no model configured', function () {
  this.timeout(120_000);
  let stay: OpenStay;
  before(async () => {
    stay = await sharedStay({ configured: false });
  });
  after(async () => {
    await stay?.close();
  });

  it('asks for a server and a model, then runs', async () => {
    const { workbench, server } = stay;
    await workbench.openFile('nights.ts');
    await workbench.command('Generate with Loopcraft');
    await workbench.answer('add weeks() beside nights()');
    await until('the choice of a provider', async () => {
      const { placeholder, rows } = await workbench.quickInput();
      const offered = rows.join(' | ');
      return (
        placeholder === 'Select a provider' &&
        ['OpenAI', 'Anthropic', 'Compatible server'].every((name) => offered.includes(name)) &&
        !offered.includes("VS Code's models")
      );
    });
    await workbench.picture('shell-21-providers');
    await workbench.choose('Compatible server at a URL');
    await until('the box for the address', async () =>
      (await workbench.quickInput()).value.startsWith('http://localhost'),
    );
    await workbench.answer('localhost');
    await workbench.page.getByText('Enter an http or https address').waitFor();
    await workbench.answer(server.openAiBaseUrl);
    await until('the models the server lists', async () =>
      (await workbench.quickInput()).rows.some((row) => row.includes('Another model')),
    );
    await workbench.picture('shell-22-models');
    await workbench.page.keyboard.press('Enter');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: add weeks()'), 60_000);
    const headers = server.requests.map((request) => request.headers.authorization ?? '');
    assert.ok(
      headers.every((header) => !header.includes('sk-')),
      'no key was given, so none is sent',
    );
    await workbench.notificationButton('Verified:', 'Discard');
    await until('the diff to close', async () => !(await activeTab(workbench)).startsWith('Loopcraft: add weeks()'));
  });

  it('starts from the editor’s context menu, with the selection as focus', async () => {
    const { workbench, server } = stay;
    const before = server.requests.length;
    await workbench.openFile('price.ts');
    await workbench.goTo(4, 1);
    await workbench.press('Shift+ArrowDown');
    await workbench.press('Shift+ArrowDown');
    await workbench.press('Shift+F10');
    const item = workbench.page.locator('.monaco-menu').getByText('Generate with Loopcraft');
    await item.waitFor();
    await workbench.picture('shell-24-context-menu');
    await item.click();
    await until('the description of the focus', async () =>
      (await workbench.quickInput()).message.includes('In focus: src/price.ts, lines 4 to 5.'),
    );
    await workbench.answer('add weeks() beside nights()');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: add weeks()'), 60_000);
    assert.match(server.requests[before]?.text ?? '', /lines? 4/);
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Loopcraft: Discard Changes');
    await until('the diff to close', async () => !(await activeTab(workbench)).startsWith('Loopcraft: add weeks()'));
  });

  it('gives a new document the name its file will have', async () => {
    const { workbench } = stay;
    await workbench.command('File: New Untitled Text File');
    await until('the new document', async () => (await activeTab(workbench)).startsWith('Untitled-1'));
    await workbench.command('Generate with Loopcraft');
    await until('the box for the name', async () => (await workbench.quickInput()).value === 'src/new-file.ts');
    await workbench.answer('src/nights.ts');
    await workbench.page.getByText('src/nights.ts already exists').waitFor();
    await workbench.picture('shell-25-new-file');
    await workbench.answer('src/weeks.ts');
    await until('the description of the focus', async () =>
      (await workbench.quickInput()).message.includes('In focus: src/weeks.ts'),
    );
    await workbench.answer('add weeks() beside nights()');
    await until('the diff', async () => (await activeTab(workbench)).startsWith('Loopcraft: add weeks()'), 60_000);
    await workbench.command('Loopcraft: Accept Changes');
    await until('the new file', async () => existsSync(path.join(workbench.workspace, 'src/weeks.ts')));
    await until('a changed file in the active tab', async () => (await activeTab(workbench)).startsWith('index.ts'));
    await until('the empty document to go', async () => !(await workbench.tabs()).includes('Untitled-1'));
  });

  it('says that a folder is needed when none is open', async () => {
    const workbench = await stay.workbench.secondWindow({ noFolder: true });
    await workbench.command('Generate with Loopcraft');
    await until('the explanation', async () =>
      (await workbench.notifications()).some((text) => text.includes('No folder is open')),
    );
    await workbench.picture('shell-26-no-folder');
    await workbench.page.close();
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

  it('is not touched, and a message says why', async () => {
    const { workbench, server } = stay;
    // No question comes first: an untrusted folder opens restricted, and says so.
    await workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await workbench.openView('Loopcraft');
    await workbench.page.getByText('so it does nothing until you trust the workspace').waitFor();
    for (const title of ['Generate with Loopcraft', 'Loopcraft: Run Tests', 'Fix Failing Test with Loopcraft']) {
      await workbench.command(title);
    }
    await until('the explanation', async () =>
      (await workbench.notifications()).some((text) => text.includes('this workspace is not trusted')),
    );
    await workbench.picture('shell-23-untrusted');
    assert.equal(server.requests.length, 0);
  });
});
