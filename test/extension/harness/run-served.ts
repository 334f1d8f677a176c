import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { repository } from '../../support/vscode/cache';
import { serve } from '../../support/vscode/served';
import { userDataDir } from '../../support/vscode/server';
import { writeMachineSettings } from '../../support/vscode/workspace';
import type { HostRun } from './run-host';

/** Time limit for all host suites together, after which VS Code is ended. */
const TIMEOUT_MS = 5 * 60_000;
/** Lines of VS Code's console that are printed after a failure; a successful run writes a few dozen, too. */
const CONSOLE_LINES = 40;

/** Runs the suites in a served VS Code, opened in a headless browser; true when they passed. */
export async function runServed({ workspace, dataDir, tests, env }: HostRun): Promise<boolean> {
  // As on a desktop; in a browser VS Code saves on its own after a second.
  await writeMachineSettings(userDataDir(dataDir), { 'files.autoSave': 'off' });
  const { server, browser, close } = await serve({ dataDir, env });
  const timeout = new AbortController();
  const consoleLines: string[] = [];
  try {
    const page = await browser.newPage();
    const ended = exitCode(page, consoleLines);
    await page.goto(server.url({ folder: workspace, extension: repository, tests }));
    const lost = new Promise<string>((resolve) =>
      browser.once('disconnected', () => resolve('The browser that showed VS Code was closed.')),
    );
    const late = delay(TIMEOUT_MS, `The extension suites did not end within ${TIMEOUT_MS / 60_000} minutes.`, {
      signal: timeout.signal,
    });
    const code = await Promise.race([ended, lost, late]);
    if (typeof code === 'string') console.error(code);
    if (code !== 0) console.error(`VS Code's console ended with:\n${consoleLines.slice(-CONSOLE_LINES).join('\n')}`);
    return code === 0;
  } finally {
    timeout.abort();
    await close();
  }
}

/** VS Code calls these two page functions with the end and the console of a test run. */
async function exitCode(page: Page, consoleLines: string[]): Promise<number> {
  let exit: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    exit = resolve;
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
  await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
    consoleLines.push(`[${type}] ${args.join(' ')}`);
  });
  return ended;
}
