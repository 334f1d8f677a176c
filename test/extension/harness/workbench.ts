import type { Locator } from 'playwright-core';

export interface TreeRow {
  /** 1 for the topmost. */
  readonly level: number;
  /** Label and description as shown. */
  readonly text: string;
  readonly expanded: boolean | undefined;
}

/** Drives VS Code as a user does. Each function waits for what it needs and fails after 15 s. */
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
  quickInput(): Promise<{
    readonly value: string;
    readonly placeholder: string;
    readonly message: string;
    readonly rows: string[];
  }>;
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
  /** Presses a button of the row that contains this text. */
  rowAction(text: string, button: string): Promise<void>;
  /** Texts of the status bar's items. */
  statusBar(): Promise<string[]>;
  /** Title of the window. */
  title(): Promise<string>;
  /** Presses a key, as playwright names it: `Control+z`. */
  press(key: string): Promise<void>;
  /** Saves a picture as test-results/pictures/<name>.png; the result is its path. */
  picture(name: string): Promise<string>;
}
