import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { literally, oneLine, shown, until, WAIT_MS } from './look';
import type { Workbench } from './workbench';
import { codeActions, notices, sideBar } from './workbench-parts';

/** How long a palette is given to open, or to offer a command. */
const AGAIN_MS = 1500;

export function createWorkbench(page: Page, pictures: string): Workbench {
  page.setDefaultTimeout(WAIT_MS);
  const quick = page.locator('.quick-input-widget:visible');
  const quickRows = quick.locator('.quick-input-list .monaco-list-row');
  const input = quick.locator('.quick-input-filter input').first();

  // What takes the focus at that moment (a notification, an editor that opens) closes the palette: then again.
  const type = (text: string) =>
    until(async () => {
      await page.keyboard.press('F1');
      return input.fill(text, { timeout: AGAIN_MS }).then(
        () => true,
        () => false,
      );
    }, `the palette takes "${text}"`);
  const openPalette = async (text: string) => {
    await type(text);
    await quickRows.first().waitFor();
  };
  const press = (key: string) => page.keyboard.press(key);
  return {
    async command(title) {
      const row = rowLabelled(quickRows, title);
      // A palette opened before the extension was known does not learn of it: open it again.
      await until(async () => {
        await openPalette(`>${title}`);
        const chosen = await row.click({ timeout: AGAIN_MS }).then(
          () => true,
          () => false,
        );
        if (!chosen) await press('Escape');
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
      await openPalette(`>${text}`);
      const titles = await quickRows.locator('.label-name').allInnerTexts();
      await press('Escape');
      return titles.map(oneLine);
    },
    async answer(text) {
      await input.waitFor();
      await input.fill(text);
      await input.press('Enter');
    },
    async choose(label) {
      await quickRows.filter({ hasText: label }).first().click();
    },
    async quickInput() {
      await input.waitFor();
      return {
        value: await input.inputValue(),
        placeholder: (await input.getAttribute('placeholder')) ?? '',
        message: await shown(quick.locator('.quick-input-message')),
        rows: (await quickRows.allInnerTexts()).map(oneLine),
      };
    },
    async openFile(file) {
      await openPalette(file);
      await quickRows
        .filter({ hasText: path.posix.basename(file) })
        .first()
        .click();
      await page
        .locator('.tab.active')
        .filter({ hasText: path.posix.basename(file) })
        .waitFor();
      await page.locator('.editor-group-container.active .monaco-editor .view-lines').first().waitFor();
    },
    async goTo(line, column = 1) {
      await type(`:${line}:${column}`);
      await input.press('Enter');
      await page
        .locator('[id="status.editor.selection"]')
        .filter({ hasText: `Ln ${line},` })
        .waitFor();
    },
    async editorText() {
      const lines = page.locator('.editor-group-container.active .monaco-editor .view-lines').last();
      return (await lines.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
    },
    async tabs() {
      const labels = await page
        .locator('.tabs-container [role=tab]')
        .evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('aria-label')));
      return labels.map((label) => label ?? '');
    },
    press,
    async picture(name) {
      const file = path.join(pictures, `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
    async statusBar() {
      const texts = await page.locator('.statusbar-item').allInnerTexts();
      return texts.map(oneLine).filter((text) => text !== '');
    },
    ...codeActions(page),
    ...notices(page),
    ...sideBar(page),
  };
}

/** The row with this label; the palette also lists titles that only resemble what was typed. */
function rowLabelled(rows: Locator, label: string): Locator {
  const exactly = new RegExp(`^\\s*${literally(label).replaceAll(' ', '\\s')}\\s*$`);
  return rows.filter({ has: rows.page().locator('.label-name').filter({ hasText: exactly }) }).first();
}
