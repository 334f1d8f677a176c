import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { ToExtension, ToPage } from '../../../src/panel/contract';
import { panelHtml } from '../../../src/shell/panel/panel-html';

const root = path.resolve(__dirname, '../../..');
const ORIGIN = 'http://panel.test';
const VIEWPORT = { width: 1100, height: 900 };
const THEMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dark: { foreground: '#cccccc', 'editor-background': '#1f1f1f', descriptionForeground: '#9d9d9d' },
  light: { foreground: '#3b3b3b', 'editor-background': '#ffffff', descriptionForeground: '#6b6b6b' },
};

export interface PanelPage {
  readonly page: Page;
  send(message: ToPage): Promise<void>;
  /** What the page told the extension. */
  sent(): Promise<ToExtension[]>;
  /** Requests beyond the page's own files, and errors, also those of its policy. */
  readonly problems: string[];
}

export type PanelFiles = Readonly<Record<'panel.js' | 'panel.css' | 'codicon.ttf', Uint8Array>>;

/** The bundle of the run panel's page as it ships. */
export async function buildPanel(): Promise<PanelFiles> {
  const files = new Map<string, Uint8Array>();
  for (const entry of ['main.ts', 'panel.css']) {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: { panel: `src/panel/${entry}` },
      outdir: 'dist',
      bundle: true,
      minify: true,
      write: false,
      target: 'chrome130',
      loader: { '.ttf': 'file' },
      assetNames: '[name]',
    });
    for (const file of outputFiles) files.set(path.basename(file.path), file.contents);
  }
  return Object.fromEntries(files) as PanelFiles;
}

/** Opens the run panel's page in a browser, with the real policy, and a recorder in the place of VS Code. */
export async function openPanelPage(
  browser: Browser,
  files: PanelFiles,
  theme: 'dark' | 'light' = 'dark',
  state?: unknown,
): Promise<PanelPage> {
  const page = await (await browser.newContext({ viewport: VIEWPORT })).newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const html = panelHtml({
    script: `${ORIGIN}/panel.js`,
    style: `${ORIGIN}/panel.css`,
    source: ORIGIN,
    nonce: 'bm9uY2U',
    language: 'en',
  });
  await page.route('**/*', (route) => {
    const url = new URL(route.request().url());
    const name = url.pathname.slice(1);
    if (url.origin === ORIGIN && name === '') return route.fulfill({ contentType: 'text/html', body: html });
    const file = url.origin === ORIGIN ? files[name as keyof PanelFiles] : undefined;
    if (file === undefined) {
      problems.push(`request: ${url}`);
      return route.abort();
    }
    const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };
    return route.fulfill({ contentType: types[name.split('.').at(-1) ?? ''] ?? '', body: Buffer.from(file) });
  });
  await page.addInitScript(VSCODE, { state, colours: THEMES[theme] ?? {} });
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    problems,
    send: (message) => post(page, message),
    sent: () => page.evaluate('window.sent') as Promise<ToExtension[]>,
  };
}

async function post(page: Page, message: ToPage): Promise<void> {
  await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  // A message is handled in a task of its own.
  await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
}

/** As text, because it runs in the page. */
const VSCODE = new Function(
  'given',
  `window.sent = [];
   let state = given.state;
   window.acquireVsCodeApi = () => ({
     postMessage: (message) => window.sent.push(message),
     getState: () => state,
     setState: (next) => { state = next; window.kept = next; },
   });
   document.addEventListener('DOMContentLoaded', () => {
     for (const [name, value] of Object.entries(given.colours))
       document.documentElement.style.setProperty('--vscode-' + name, value);
   });`,
) as (given: unknown) => void;
