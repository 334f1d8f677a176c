import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { escapeRegExp, oneLine, RETRY_MS, succeeds, until, visibleText } from './wait';
import type { Workbench } from './workbench';

/** The quick input of the workbench: palette, quick picks and input boxes. */
interface Palette {
  readonly quick: Locator;
  readonly rows: Locator;
  readonly input: Locator;
  /** Opens the palette and types a text. */
  type(text: string): Promise<void>;
  /** Opens the palette, types a text and waits for a row. */
  open(text: string): Promise<void>;
}

export function createPalette(page: Page): Palette {
  const quick = page.locator('.quick-input-widget:visible');
  const rows = quick.locator('.quick-input-list .monaco-list-row');
  const input = quick.locator('.quick-input-filter input').first();
  // A notification or an editor that takes the focus closes the palette; it is opened again then.
  const type = (text: string) =>
    until(async () => {
      await page.keyboard.press('F1');
      return succeeds(input.fill(text, { timeout: RETRY_MS }));
    }, `the palette takes "${text}"`);
  return {
    quick,
    rows,
    input,
    type,
    open: (text) =>
      until(async () => {
        await type(text);
        return succeeds(rows.first().waitFor({ timeout: RETRY_MS }));
      }, `the palette has rows for "${text}"`),
  };
}

export function commands(
  page: Page,
  palette: Palette,
): Pick<Workbench, 'command' | 'paletteTitles' | 'answer' | 'choose' | 'quickInput'> {
  const { quick, rows, input } = palette;
  return {
    async command(title) {
      const row = rowLabelled(rows, title);
      // A palette opened before the extension was known does not learn of it: open it again.
      await until(async () => {
        await palette.open(`>${title}`);
        const chosen = await succeeds(row.click({ timeout: RETRY_MS }));
        if (!chosen) await page.keyboard.press('Escape');
        return chosen;
      }, `the palette offers "${title}"`);
      // The command may open an input of its own in the same place; the palette's may go while it is looked at.
      await until(
        async () =>
          !(await quick.isVisible()) || (await input.inputValue({ timeout: 500 }).catch(() => '')) !== `>${title}`,
        'the palette closes',
      );
    },
    async paletteTitles(text) {
      await palette.open(`>${text}`);
      const titles = await rows.locator('.label-name').allInnerTexts();
      await page.keyboard.press('Escape');
      return titles.map(oneLine);
    },
    async answer(text) {
      await input.waitFor();
      await input.fill(text);
      await input.press('Enter');
    },
    async choose(label) {
      await rows.filter({ hasText: label }).first().click();
    },
    async quickInput() {
      await input.waitFor();
      return {
        value: await input.inputValue(),
        placeholder: (await input.getAttribute('placeholder')) ?? '',
        message: await visibleText(quick.locator('.quick-input-message')),
        rows: (await rows.allInnerTexts()).map(oneLine),
      };
    },
  };
}

export function navigation(page: Page, palette: Palette): Pick<Workbench, 'openFile' | 'goTo'> {
  const { rows, input } = palette;
  return {
    async openFile(file) {
      const row = rows.filter({ hasText: path.posix.basename(file) }).first();
      await until(async () => {
        await palette.open(file);
        return succeeds(row.click({ timeout: RETRY_MS }));
      }, `the palette offers ${file}`);
      await page
        .locator('.tab.active')
        .filter({ hasText: path.posix.basename(file) })
        .waitFor();
      await page.locator('.editor-group-container.active .monaco-editor .view-lines').first().waitFor();
    },
    async goTo(line, column = 1) {
      const place = page.locator('[id="status.editor.selection"]').filter({ hasText: `Ln ${line},` });
      await until(async () => {
        await palette.type(`:${line}:${column}`);
        return (
          (await succeeds(input.press('Enter', { timeout: RETRY_MS }))) &&
          (await succeeds(place.waitFor({ timeout: RETRY_MS })))
        );
      }, `the cursor is in line ${line}`);
    },
  };
}

/** The row with this label; the palette also lists titles that only resemble what was typed. */
function rowLabelled(rows: Locator, label: string): Locator {
  const exactly = new RegExp(`^\\s*${escapeRegExp(label).replaceAll(' ', '\\s')}\\s*$`);
  return rows.filter({ has: rows.page().locator('.label-name').filter({ hasText: exactly }) }).first();
}
