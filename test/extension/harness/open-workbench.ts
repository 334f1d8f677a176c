import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { repository } from '../../support/vscode/cache';
import { serve } from '../../support/vscode/served';
import { userDataDir } from '../../support/vscode/server';
import type { Settings } from '../../support/vscode/workspace';
import {
  copyWorkspace,
  sample,
  temporaryFolder,
  writeMachineSettings,
  writeWorkspaceSettings,
} from '../../support/vscode/workspace';
import { createWorkbench } from './create-workbench';
import type { Workbench } from './workbench';

export interface WorkbenchOptions {
  /** Folder whose copy is opened; the sample workspace when absent. */
  readonly workspace?: string;
  /** User settings. */
  readonly settings?: Settings;
  /** Settings of the workspace copy, in its `.vscode/settings.json`. */
  readonly workspaceSettings?: Settings;
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** VS Code asks whether the workspace is trusted, and treats it as untrusted until then. */
  readonly workspaceTrust?: boolean;
  /** The extension is installed, as a user has it, so that VS Code shows toasts. */
  readonly withToasts?: boolean;
}

export interface OpenWorkbench extends Workbench {
  readonly page: Page;
  /** Absolute path of the workspace copy. */
  readonly workspace: string;
  /** Opens a second window with the same user data, on the same workspace or without a folder. */
  secondWindow(options?: { readonly noFolder?: boolean }): Promise<Workbench & { readonly page: Page }>;
  /** Replaces the user settings; VS Code reads them a moment later. */
  changeSettings(settings: Settings): Promise<void>;
  /** Ends every process and deletes the copy. */
  close(): Promise<void>;
}

/**
 * No welcome page, no chat beside the code, no recommendations. Automatic saving is off, as on a desktop; in a
 * browser it is on by default. The last ones save time: no animation, and nothing that looks for git, scripts, typings
 * or updates.
 */
const BASE_SETTINGS: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.commandCenter.enabled': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'files.autoSave': 'off',
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'extensions.autoCheckUpdates': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'typescript.tsserver.useSyntaxServer': 'never',
};

/** Workbenches that are open in this process. */
export const openWorkbenches = new Set<Workbench>();

const START_MS = 60_000;
const VIEWPORT = { width: 1440, height: 900 };
/** Installed beside ours, so that the chat can have a model. */
const chatModel = path.join(repository, 'test/extension/fixture/chat-model');
const pictures = path.join(repository, 'test-results/pictures');

/** Opens a workspace copy with the extension under development in a real VS Code of its own. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<OpenWorkbench> {
  const folder = await temporaryFolder('loopcraft-ui-');
  const dataDir = folder.path;
  const workspace = path.join(dataDir, path.basename(options.workspace ?? sample));
  await copyWorkspace(options.workspace ?? sample, workspace);
  const changeSettings = (settings: Settings) =>
    writeMachineSettings(userDataDir(dataDir), { ...BASE_SETTINGS, ...settings });
  await changeSettings(options.settings ?? {});
  if (options.workspaceSettings !== undefined) await writeWorkspaceSettings(workspace, options.workspaceSettings);
  await mkdir(pictures, { recursive: true });

  const {
    server,
    browser,
    close: end,
  } = await serve({
    dataDir,
    env: options.env ?? {},
    workspaceTrust: options.workspaceTrust ?? false,
    installed: [chatModel, ...(options.withToasts === true ? [repository] : [])],
    showsToasts: options.withToasts === true,
  });
  const close = async () => {
    await end();
    await folder.remove();
  };
  try {
    // Both windows share the state and the secrets of one browser context.
    const context = await browser.newContext({ viewport: VIEWPORT });
    const url = server.url({ folder: workspace, extension: repository });
    const open = async ({ noFolder = false } = {}) => {
      const page = await context.newPage();
      await page.goto(noFolder ? withoutFolder(url) : url);
      // The palette has the extension's commands as soon as its icon is in the activity bar.
      await page
        .locator('.part.activitybar')
        .getByRole('tab', { name: /^Loopcraft/ })
        .waitFor({ timeout: START_MS });
      if (!noFolder) await page.locator('.part.sidebar .pane-header').first().waitFor({ timeout: START_MS });
      const workbench = { ...createWorkbench(page, pictures), page };
      openWorkbenches.add(workbench);
      page.once('close', () => openWorkbenches.delete(workbench));
      return workbench;
    };
    return { ...(await open()), workspace, secondWindow: open, changeSettings, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The address of a window with the same extension and no folder. */
function withoutFolder(address: string): string {
  const url = new URL(address);
  url.searchParams.delete('folder');
  url.searchParams.set('ew', 'true');
  return url.href;
}
