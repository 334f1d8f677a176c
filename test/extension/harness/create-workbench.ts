import path from 'node:path';
import type { Page } from 'playwright-core';
import { commands, createPalette, navigation } from './palette';
import { oneLine, WAIT_MS } from './wait';
import type { Workbench } from './workbench';
import { codeActions, notices, sideBar } from './workbench-parts';

export function createWorkbench(page: Page, pictures: string): Workbench {
  page.setDefaultTimeout(WAIT_MS);
  const palette = createPalette(page);
  return {
    ...commands(page, palette),
    ...navigation(page, palette),
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
    title: () => page.title(),
    press: (key) => page.keyboard.press(key),
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
