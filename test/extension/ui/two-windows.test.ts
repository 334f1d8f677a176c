import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { emptyPatterns } from '../../../src/engine/learn/patterns';
import { recordOutcome } from '../../../src/engine/learn/record-outcome';
import { SOLVED_RUN } from '../../support/solved-run';
import { type OpenStay, until } from '../fixture/open-stay';
import { sharedStay } from '../fixture/shared-stay';
import type { OpenWorkbench } from '../harness/open-workbench';

const fileInput = (page: OpenWorkbench['page']) => page.locator('.quick-input-filter input').first();

/** Opens the dialog for a file to import, and types its path. */
async function chooseFile({ command, page }: Pick<OpenWorkbench, 'command' | 'page'>, file: string): Promise<void> {
  await command('Loopcraft: Import Learned Patterns');
  const input = fileInput(page);
  // The dialog has opened once the folder stands in it.
  await until('the file dialog', async () => (await input.inputValue()).startsWith('/'));
  // It still writes the folder over what is typed while it reads it.
  await until('the path in the dialog', async () => {
    await input.fill(file);
    await page.waitForTimeout(500);
    return (await input.inputValue()) === file;
  });
}

/** Two extension hosts, each with its own copy of the global state. */
describe('two windows on one folder', function () {
  this.timeout(90_000);
  let stay: OpenStay;
  let first: OpenWorkbench;
  before(async () => {
    stay = await sharedStay();
    first = stay.workbench;
  });
  after(async () => {
    await stay?.close();
  });

  it('lose nothing of what both record in the same moment', async () => {
    const file = path.join(first.workspace, 'patterns.json');
    const patterns = recordOutcome(emptyPatterns(), SOLVED_RUN);
    await writeFile(file, JSON.stringify({ format: 'loopcraft-patterns', patterns }));
    const second = await first.secondWindow();
    const windows = [first, second];
    for (let round = 1; round <= 2; round++) {
      for (const window of windows) await chooseFile(window, file);
      await Promise.all(windows.map(({ page }) => fileInput(page).press('Enter')));
      for (const { notifications } of windows)
        await until('the import', async () =>
          (await notifications()).some((text) => text.includes('added the patterns')),
        );
      for (const { command } of windows) await command('Notifications: Clear All Notifications');
      const counted = new RegExp(`^${round * 2} recorded runs`);
      for (const [at, window] of windows.entries())
        await until(`window ${at + 1} to show ${round * 2} runs`, async () => {
          await window.command('Loopcraft: Show Learned Patterns');
          return counted.test(await window.editorText());
        });
    }
    await first.picture('learned-two-windows');
    await second.page.close();
  });
});
