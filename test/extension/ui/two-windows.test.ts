import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { emptyPatterns } from '../../../src/engine/learn/patterns';
import { recordOutcome } from '../../../src/engine/learn/record-outcome';
import { SOLVED_RUN } from '../../support/solved-run';
import { until } from '../fixture/open-stay';
import { type OpenWorkbench, openWorkbench } from '../harness/open-workbench';

/** Two extension hosts, each with its own copy of the global state. */
describe('two windows on one folder', function () {
  this.timeout(90_000);
  let first: OpenWorkbench;
  before(async () => {
    first = await openWorkbench();
  });
  after(async () => {
    await first?.close();
  });

  it('lose nothing of what both record in the same moment', async () => {
    const file = path.join(first.workspace, 'patterns.json');
    const patterns = recordOutcome(emptyPatterns(), SOLVED_RUN);
    await writeFile(file, JSON.stringify({ format: 'loopcraft-patterns', patterns }));
    const windows = [first, await first.secondWindow()];
    for (let round = 1; round <= 3; round++) {
      for (const window of windows) {
        await window.command('Loopcraft: Import Learned Patterns');
        await window.page.locator('.quick-input-filter input').first().fill(file);
      }
      await Promise.all(windows.map(({ page }) => page.keyboard.press('Enter')));
      for (const [at, window] of windows.entries()) {
        await window.command('Loopcraft: Show Learned Patterns');
        const found = new RegExp(`^${round * 2} recorded runs`);
        await until(
          `window ${at + 1} to show ${round * 2} runs`,
          async () => found.test(await window.editorText()),
          10_000,
        );
        await window.command('View: Close All Editors');
      }
    }
    assert.equal(windows.length, 2);
  });
});
