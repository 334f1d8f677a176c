import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { foldRun } from '../../src/engine/journal/fold';
import type { RunPage } from '../../src/panel/contract';
import { pageExchange, runPage } from '../../src/shell/panel/page/run-page';
import { HOSTILE, hostileRun } from '../support/panel/hostile-run';
import { buildPanel, openPanelPage, type PanelFiles, type PanelPage } from '../support/panel/open-page';
import { launchBrowser } from '../support/vscode/browser';
import { fullRun, runEvents } from '../unit/journal/sample-run';

const pictures = path.resolve(__dirname, '../../test-results/pictures');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The page of the run panel in a real browser, under its real policy, without VS Code around it. */
describe('the run panel in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let files: PanelFiles;
  before(async () => {
    [browser, files] = await Promise.all([launchBrowser(), buildPanel()]);
    await mkdir(pictures, { recursive: true });
  });
  after(() => browser?.close());

  const pageOf = (count = fullRun().length, compared = false): RunPage => {
    const events = runEvents('r1').slice(0, count);
    const other = runEvents('r2', undefined, '2026-11-22T09:00:00.000Z');
    const others = [foldRun(other)];
    const comparedWith = compared ? { run: foldRun(other), events: other } : undefined;
    return runPage({ run: foldRun(events), events, others, comparedWith, language: 'en' });
  };
  const open = async (shown: RunPage, theme: 'dark' | 'light' = 'dark', state?: unknown): Promise<PanelPage> => {
    const panel = await openPanelPage(browser, files, theme, state);
    await panel.send({ type: 'page', page: shown });
    return panel;
  };
  const violations = async ({ page }: PanelPage) => {
    // Run by the debugger, which the page's policy does not stop.
    await page.evaluate(AXE);
    const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
      readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
    };
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  for (const theme of ['dark', 'light'] as const)
    it(`has no accessibility violation, folded or unfolded (${theme})`, async () => {
      const panel = await open(pageOf(undefined, true), theme);
      assert.deepEqual(await violations(panel), []);
      await panel.page.getByRole('button', { name: 'Expand All' }).click();
      await panel.page.getByText('The plots as a table').click();
      assert.deepEqual(await violations(panel), []);
      assert.deepEqual(panel.problems, []);
      await panel.page.screenshot({ path: path.join(pictures, `run-panel-page-${theme}.png`), fullPage: true });
    });

  it('shows hostile text as text: no script runs, nothing loads, nothing is injected', async () => {
    const events = runEvents('r1', hostileRun());
    const panel = await open(runPage({ run: foldRun(events), events, others: [foldRun(events)], language: 'en' }));
    const { page, problems } = panel;
    await page.getByRole('button', { name: 'Expand All' }).click();
    await page.getByText('Prompt and reply').click();
    const messages = [{ role: 'user', text: HOSTILE }];
    await panel.send({ type: 'exchange', exchange: pageExchange({ call: 1, messages, reply: HOSTILE }) });
    // What is not made safe beforehand is no markup either.
    await panel.send({ type: 'exchange', exchange: { call: 1, messages, reply: `<b>${HOSTILE}</b>` } });
    await page.getByText('<b><script>').waitFor();
    const injected = await page.evaluate(
      `document.querySelectorAll('main script, main img, main svg, main b, main a, main iframe').length`,
    );
    assert.equal(injected, 0);
    assert.deepEqual(await violations(panel), []);
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.deepEqual(problems, []);
    assert.match(await page.locator('h1').innerText(), /<script>window\.hacked/);
  });

  it('would refuse a script that got into the page all the same (control)', async () => {
    const { page, problems } = await open(pageOf());
    await page.evaluate(`{
      const image = document.createElement('div');
      image.innerHTML = '<img src="x" onerror="window.hacked = true">';
      document.body.append(image);
      const script = document.createElement('script');
      script.textContent = 'window.hacked = true';
      document.body.append(script);
    }`);
    await until(async () => problems.filter((problem) => problem.includes('Content Security Policy')).length >= 2);
    assert.equal(await page.evaluate('window.hacked'), undefined);
  });

  it('can be used with the keyboard alone', async () => {
    const { page, sent } = await open(pageOf());
    const focused = () => page.evaluate('document.activeElement.textContent');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Open Diff');
    await page.keyboard.press('Enter');
    await page.locator('.timeline summary').first().focus();
    await page.keyboard.press('ArrowDown');
    assert.match(String(await focused()), /^Iteration 1/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.match(String(await focused()), /^Call 1: generate/);
    await page.keyboard.press('ArrowLeft');
    assert.match(String(await focused()), /^Iteration 1/);
    await page.locator('summary', { hasText: 'Types: 1 error' }).last().press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'src/a.ts:3');
    await page.keyboard.press('Enter');
    assert.deepEqual((await sent()).slice(1), [
      { type: 'action', id: 'diff' },
      { type: 'open', place: { path: 'src/a.ts', line: 3 } },
    ]);
  });

  it('follows a run: what is unfolded, and the focus, stay where they are', async () => {
    const panel = await open(pageOf(9));
    const { page } = panel;
    const call = page.locator('summary', { hasText: 'Call 1: generate' });
    await call.click();
    await page.getByText('Prompt and reply').press('Enter');
    await panel.send({
      type: 'exchange',
      exchange: { call: 1, messages: [{ role: 'user', text: 'do' }], reply: 'done' },
    });
    await page.getByText('done', { exact: true }).waitFor();
    await panel.send({ type: 'page', page: pageOf(13) });
    await panel.send({ type: 'page', page: pageOf() });
    assert.match(await page.locator('.outcome').innerText(), /^Verified:/);
    assert.ok(await page.getByText('done', { exact: true }).isVisible(), 'still unfolded');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Prompt and reply');
    assert.deepEqual(
      (await panel.sent()).map(({ type }) => type),
      ['ready', 'exchange'],
      'asked for once',
    );
  });

  it('comes back as it was after it was hidden, and compares the same run', async () => {
    const first = await open(pageOf());
    await first.page.locator('summary', { hasText: 'Iteration 1' }).click();
    await first.page.evaluate('window.scrollTo(0, 150)');
    type Kept = { readonly scroll: number } | undefined;
    // The state is kept a moment after the page was scrolled.
    const kept = await until(async () => {
      const state = (await first.page.evaluate('window.kept')) as Kept;
      return state !== undefined && state.scroll > 0 && state;
    });
    const again = await open(pageOf(), 'dark', { ...kept, compareWith: 'r2' });
    assert.ok(await again.page.locator('summary', { hasText: 'Call 1: generate' }).isVisible());
    // Fonts that arrive later move the page a little.
    assert.ok(Number(await again.page.evaluate('window.scrollY')) > 100);
    assert.deepEqual((await again.sent())[0], { type: 'ready', compareWith: 'r2' });
  });

  it('asks for another run to compare with, and shows both', async () => {
    const panel = await open(pageOf());
    const { page } = panel;
    await page.getByRole('combobox', { name: 'Compare with' }).click();
    await page.getByRole('option', { name: /^add tariffs/ }).click();
    assert.deepEqual((await panel.sent()).at(-1), { type: 'compare', runId: 'r2' });
    await panel.send({ type: 'page', page: pageOf(undefined, true) });
    assert.equal(await page.locator('table.comparison tbody tr').count(), pageOf().facts.length);
  });

  it('says that a run is gone', async () => {
    const panel = await open(pageOf());
    await panel.send({ type: 'gone', text: 'This run is gone.' });
    assert.equal(await panel.page.locator('main').innerText(), 'This run is gone.');
  });
});

/** Waits for what the page comes to by itself. */
async function until<T>(read: () => Promise<T | false>): Promise<T> {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await read();
    if (found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It does not hold after 30 s: ${read}`);
}
