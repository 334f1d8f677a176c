import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { installBrowser } from './install-browser';

/** Starts a headless browser. It ends with this process, because they communicate over a pipe. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await installBrowser();
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return chromium.launch({
    executablePath,
    env: { ...inherited, ...env },
    // Signals are handled by this process, and the browser ends with it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
}
