import type { Page } from 'playwright-core';
import { escapeRegExp, oneLine, RETRY_MS, succeeds, until, visibleText } from './wait';
import type { Workbench } from './workbench';

export function codeActions(page: Page): Pick<Workbench, 'hover' | 'quickFix'> {
  const menu = page.locator('.action-widget:visible');
  const items = menu.locator('.monaco-list-row.action');
  return {
    async hover() {
      const box = page.locator('.monaco-hover:not(.hidden) .monaco-hover-content:visible').first();
      await until(async () => {
        // The chord of "Show or Focus Hover".
        await page.keyboard.press('Control+k');
        await page.keyboard.press('Control+i');
        return succeeds(box.waitFor({ timeout: RETRY_MS }));
      }, 'the hover opens');
      return visibleText(box);
    },
    async quickFix(title) {
      // The menu closes when the language server reports once more, and is opened again then.
      await until(async () => {
        if (!(await menu.isVisible())) await page.keyboard.press('Control+.');
        const chosen = await succeeds(items.filter({ hasText: title }).first().click({ timeout: RETRY_MS }));
        if (!chosen) await page.keyboard.press('Escape');
        return chosen;
      }, `the menu offers "${title}"`);
    },
  };
}

export function notices(page: Page): Pick<Workbench, 'notifications' | 'notificationButton' | 'dialogButton'> {
  const centre = page.locator('.notifications-center.visible');
  const items = centre.locator('.notification-list-item');
  // A centre that opens or closes in the moment of the click is closed by it.
  const open = () =>
    until(async () => {
      if (await centre.isVisible()) return true;
      await page.locator('[id="status.notifications"] a').click();
      return succeeds(centre.waitFor({ timeout: RETRY_MS }));
    }, 'the notification centre opens');
  return {
    async notifications() {
      await open();
      return (await items.locator('.notification-list-item-message').allInnerTexts()).map(oneLine);
    },
    async notificationButton(text, button) {
      await open();
      const item = items.filter({ hasText: text }).first();
      await item.waitFor();
      // Only an expanded notification has its buttons.
      if (!/\bexpanded\b/.test((await item.getAttribute('class')) ?? ''))
        await item.click({ position: { x: 40, y: 12 } });
      // Dispatched, because older notifications may have scrolled it out of sight.
      await item.getByRole('button', { name: button, exact: true }).dispatchEvent('click');
    },
    async dialogButton(button) {
      const dialog = page.locator('.monaco-dialog-box');
      await dialog.waitFor();
      const text = await visibleText(dialog.locator('.dialog-message-container'));
      await dialog.getByRole('button', { name: button, exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
      return text;
    },
  };
}

export function sideBar(page: Page): Pick<Workbench, 'openView' | 'treeRows' | 'treeRow' | 'rowAction'> {
  const rows = page.locator('.part.sidebar .pane-body .monaco-list-row');
  const treeRow = (text: string) => rows.filter({ hasText: text }).first();
  return {
    async openView(title) {
      const tab = page.locator('.part.activitybar').getByRole('tab', { name: new RegExp(`^${escapeRegExp(title)}`) });
      if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
      await page
        .locator('.part.sidebar .composite.title')
        .filter({ hasText: new RegExp(escapeRegExp(title), 'i') })
        .waitFor();
    },
    async treeRows() {
      // All at one moment: rows come and go while they are looked at.
      const found = await rows.evaluateAll((elements) =>
        elements.map((row) => ({
          level: Number(row.getAttribute('aria-level')),
          text: row.innerText,
          expanded: row.getAttribute('aria-expanded'),
        })),
      );
      return found.map(({ level, text, expanded }) => ({
        level,
        text: oneLine(text),
        expanded: expanded === null ? undefined : expanded === 'true',
      }));
    },
    treeRow,
    async rowAction(text, button) {
      // A row that is replaced in this moment loses the buttons that the mouse brought up.
      await until(async () => {
        await treeRow(text).hover();
        return succeeds(treeRow(text).getByRole('button', { name: button }).click({ timeout: RETRY_MS }));
      }, `the row "${text}" offers "${button}"`);
    },
  };
}
