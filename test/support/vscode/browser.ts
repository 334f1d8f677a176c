import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { installBrowser } from './install-browser';

/** A headless browser. It ends with this process: they talk over a pipe. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await installBrowser();
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return chromium.launch({
    executablePath,
    env: { ...inherited, ...env },
    // A signal is for this process, which takes the browser along.
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
