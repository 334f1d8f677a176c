import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

export interface TreeRow {
  /** 1 for the topmost. */
  readonly level: number;
  /** Label and description as shown. */
  readonly text: string;
  readonly expanded: boolean | undefined;
}

/** What a person does in VS Code, as functions. Each waits for what it needs and fails after 15 s. */
export interface Workbench {
  /** Opens the palette with F1 and runs the command whose whole title this is. */
  command(title: string): Promise<void>;
  /** Titles that the palette offers for a text. */
  paletteTitles(text: string): Promise<string[]>;
  /** Types into the open quick input and presses Enter. */
  answer(text: string): Promise<void>;
  /** Chooses the row of the open quick pick whose label contains this. */
  choose(label: string): Promise<void>;
  /** The open quick input: its placeholder or prompt, value, message and rows. */
  quickInput(): Promise<{ readonly value: string; readonly placeholder: string; readonly message: string; readonly rows: string[] }>;
  /** Opens a file of the workspace, by its relative path. */
  openFile(file: string): Promise<void>;
  /** Puts the cursor there; 1-based. */
  goTo(line: number, column?: number): Promise<void>;
  /** Lines of the editor in front that can be seen. */
  editorText(): Promise<string>;
  /** Titles of the open editor tabs. */
  tabs(): Promise<string[]>;
  /** Text of the hover at the cursor. */
  hover(): Promise<string>;
  /** What Ctrl+. offers at the cursor; the menu stays open. */
  quickFixes(): Promise<string[]>;
  /** Chooses from what Ctrl+. offers at the cursor. */
  quickFix(title: string): Promise<void>;
  /** Texts of all notifications; opens the notification centre. */
  notifications(): Promise<string[]>;
  /** Waits for the notification that contains `text` and presses its button. */
  notificationButton(text: string, button: string): Promise<void>;
  /** Waits for a modal dialog and presses its button; the result is the dialog's text. */
  dialogButton(button: string): Promise<string>;
  /** Opens a view container from the activity bar. */
  openView(title: string): Promise<void>;
  /** Rows of the tree in the side bar. */
  treeRows(): Promise<TreeRow[]>;
  /** The row of the side bar's tree that contains this text. */
  treeRow(text: string): Locator;
  /** Texts of the status bar's items. */
  statusBar(): Promise<string[]>;
  /** Presses a key, as playwright names it: `Control+z`. */
  press(key: string): Promise<void>;
  /** Saves a picture as test-results/pictures/<name>.png; the result is its path. */
  picture(name: string): Promise<string>;
}

const WAIT_MS = 15_000;
/** How long an open palette is given to offer a command. */
const AGAIN_MS = 1500;

export function createWorkbench(page: Page, pictures: string): Workbench {
  page.setDefaultTimeout(WAIT_MS);
  const quick = page.locator('.quick-input-widget:visible');
  const quickRows = quick.locator('.quick-input-list .monaco-list-row');
  const input = quick.locator('.quick-input-filter input').first();

  const openPalette = async (text: string) => {
    await page.keyboard.press('F1');
    await input.waitFor();
    await input.fill(text);
    await quickRows.first().waitFor();
  };
  const press = (key: string) => page.keyboard.press(key);
  return {
    async command(title) {
      const row = rowLabelled(quickRows, title);
      // A palette opened before the extension was known does not learn of it: open it again.
      for (const deadline = Date.now() + WAIT_MS; ; await press('Escape')) {
        await openPalette(`>${title}`);
        if (await row.waitFor({ timeout: AGAIN_MS }).then(() => true, () => false)) break;
        if (Date.now() > deadline) throw new Error(`The palette does not offer "${title}", only: ${(await quickRows.allInnerTexts()).map(oneLine).join(', ')}.`);
      }
      await row.click();
      // The command may open an input of its own in the same place; the palette's may go while it is looked at.
      await until(async () => !(await quick.isVisible()) || (await input.inputValue({ timeout: 500 }).catch(() => '')) !== `>${title}`, 'the palette closes');
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
      await quickRows.filter({ hasText: path.posix.basename(file) }).first().click();
      await page.locator('.tab.active').filter({ hasText: path.posix.basename(file) }).waitFor();
      await page.locator('.editor-group-container.active .monaco-editor .view-lines').first().waitFor();
    },
    async goTo(line, column = 1) {
      await page.keyboard.press('F1');
      await input.waitFor();
      await input.fill(`:${line}:${column}`);
      await input.press('Enter');
      await page.locator('[id="status.editor.selection"]').filter({ hasText: `Ln ${line},` }).waitFor();
    },
    async editorText() {
      const lines = page.locator('.editor-group-container.active .monaco-editor .view-lines').last();
      return (await lines.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
    },
    async tabs() {
      const labels = await page.locator('.tabs-container [role=tab]').evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('aria-label')));
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

function codeActions(page: Page): Pick<Workbench, 'hover' | 'quickFixes' | 'quickFix'> {
  const menu = page.locator('.action-widget:visible');
  const items = menu.locator('.monaco-list-row.action');
  const open = async () => {
    await page.keyboard.press('Control+.');
    await items.first().waitFor();
  };
  return {
    async hover() {
      // The chord of "Show or Focus Hover".
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Control+i');
      const box = page.locator('.monaco-hover:not(.hidden) .monaco-hover-content:visible').first();
      await box.waitFor();
      return shown(box);
    },
    async quickFixes() {
      await open();
      return (await items.allInnerTexts()).map(oneLine);
    },
    async quickFix(title) {
      if (!(await menu.isVisible())) await open();
      await items.filter({ hasText: title }).first().click();
    },
  };
}

function notices(page: Page): Pick<Workbench, 'notifications' | 'notificationButton' | 'dialogButton'> {
  const centre = page.locator('.notifications-center.visible');
  const items = centre.locator('.notification-list-item');
  const open = async () => {
    if (!(await centre.isVisible())) await page.locator('[id="status.notifications"] a').click();
    await centre.waitFor();
  };
  return {
    async notifications() {
      await open();
      return (await items.locator('.notification-list-item-message').allInnerTexts()).map(oneLine);
    },
    async notificationButton(text, button) {
      await open();
      const item = items.filter({ hasText: text }).first();
      await item.waitFor();
      // Buttons of all but the first notification show only once it is expanded.
      await item.click({ position: { x: 40, y: 12 } });
      await item.getByRole('button', { name: button, exact: true }).click();
    },
    async dialogButton(button) {
      const dialog = page.locator('.monaco-dialog-box');
      await dialog.waitFor();
      const text = await shown(dialog.locator('.dialog-message-container'));
      await dialog.getByRole('button', { name: button, exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
      return text;
    },
  };
}

function sideBar(page: Page): Pick<Workbench, 'openView' | 'treeRows' | 'treeRow'> {
  const rows = page.locator('.part.sidebar .pane-body .monaco-list-row');
  return {
    async openView(title) {
      const tab = page.locator('.part.activitybar').getByRole('tab', { name: new RegExp(`^${literally(title)}`) });
      if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
      await page.locator('.part.sidebar .composite.title').filter({ hasText: new RegExp(literally(title), 'i') }).waitFor();
    },
    async treeRows() {
      const found = await rows.all();
      return Promise.all(found.map(async (row) => {
        const expanded = await row.getAttribute('aria-expanded');
        return {
          level: Number(await row.getAttribute('aria-level')),
          text: await shown(row),
          expanded: expanded === null ? undefined : expanded === 'true',
        };
      }));
    },
    treeRow: (text) => rows.filter({ hasText: text }).first(),
  };
}

/** The row with this label; the palette also lists titles that only resemble what was typed. */
function rowLabelled(rows: Locator, label: string): Locator {
  const exactly = new RegExp(`^\\s*${literally(label).replaceAll(' ', '\\s')}\\s*$`);
  return rows.filter({ has: rows.page().locator('.label-name').filter({ hasText: exactly }) }).first();
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + WAIT_MS; !(await holds()); await delay(50)) {
    if (Date.now() > deadline) throw new Error(`Waited ${WAIT_MS / 1000} s in vain: ${what}.`);
  }
}

/** What of it a person sees, in one line. */
async function shown(locator: Locator): Promise<string> {
  return oneLine((await locator.allInnerTexts()).join(' '));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
