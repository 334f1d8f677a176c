import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser';
import type { RunningServer, ServerOptions } from './server';
import { startServer } from './server';

/** A running VS Code server and a browser. */
export interface Served {
  readonly server: RunningServer;
  readonly browser: Browser;
  /** Ends server and browser. */
  close(): Promise<void>;
}

/** Starts a VS Code server and a browser to show it in. If one of them fails, the other is ended. */
export async function serve(options: ServerOptions): Promise<Served> {
  const starting = startServer(options);
  const launching = launchBrowser();
  const close = async () => {
    await Promise.allSettled([launching.then((browser) => browser.close()), starting.then((server) => server.close())]);
  };
  try {
    const [server, browser] = await Promise.all([starting, launching]);
    return { server, browser, close };
  } catch (error) {
    await close();
    throw error;
  }
}
