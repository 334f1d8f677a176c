/**
 * How fast is what a person meets in VS Code, and how large is it?
 * Usage: npm run bench -- shell [--runs 5000]. Measured without VS Code around it: the first paint of the run panel for
 * a run of about 200 events (its page in a headless browser, files from memory), the refresh while such a run goes on,
 * the history's rows for many runs and opening as many journals from disk, what loading the extension costs, and the
 * sizes of the bundles and the package as they ship. `node esbuild.js --production` first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { EventBody, RunEvent } from '../../src/engine/contract/events';
import { journalName, journalPath } from '../../src/engine/journal/files';
import { foldRun } from '../../src/engine/journal/fold';
import { createRunReader } from '../../src/engine/journal/read';
import type { RunPage } from '../../src/panel/contract';
import { runPage } from '../../src/shell/panel/page/run-page';
import { childrenOf, textOf } from '../../src/shell/views/history-nodes';
import { buildPanel, openPanelPage } from '../support/panel/open-page';
import { launchBrowser } from '../support/vscode/browser';
import { fullRun, runEvents } from '../unit/journal/sample-run';
import { median, timed } from './measure';

const REPEATS = 7;
const EVENTS = 200;
const dist = path.resolve(__dirname, '../../dist');

/** A run of about 200 events: a start, red iterations of nine events each, and an end. */
function longRun(): RunEvent[] {
  const [start, strategy, ...rest] = fullRun() as [EventBody, EventBody, ...EventBody[]];
  const iteration = rest.slice(2, 11);
  const end = rest.at(-1) as EventBody;
  const many = Array.from({ length: Math.floor((EVENTS - 3) / iteration.length) }, (_, index) =>
    iteration.map((event) => numbered(event, index + 1)),
  );
  return runEvents('r1', [start, strategy, ...many.flat(), end]);
}

function numbered(event: EventBody, number: number): EventBody {
  if ('iteration' in event) return { ...event, iteration: number };
  return 'call' in event ? { ...event, call: number } : event;
}

async function paint(): Promise<void> {
  const events = longRun();
  const build = () => runPage({ run: foldRun(events), events, others: [], language: 'en' });
  const [, page] = await timed(async () => build());
  const models = await Promise.all(Array.from({ length: REPEATS }, () => timed(async () => build())));
  const size = Math.round(JSON.stringify(page).length / 1024);
  console.log(
    `events to page, ${events.length} events: ${Math.round(median(models.map(([ms]) => ms)))} ms, ${size} KiB`,
  );
  const [browser, files] = await Promise.all([launchBrowser(), buildPanel()]);
  try {
    const first: number[] = [];
    const again: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const panel = await openPanelPage(browser, files);
      first.push(await paintOf(panel.page, page));
      again.push(await paintOf(panel.page, { ...page, outcome: `${page.outcome} ` }));
      await panel.page.context().close();
    }
    console.log(`run panel, message to first paint: ${Math.round(median(first))} ms`);
    console.log(`run panel, message to paint of a refresh: ${Math.round(median(again))} ms`);
  } finally {
    await browser.close();
  }
}

/** Milliseconds in the page from the message until the frame after it is drawn. */
async function paintOf(page: Awaited<ReturnType<typeof openPanelPage>>['page'], shown: RunPage): Promise<number> {
  const message = JSON.stringify({ type: 'page', page: shown });
  return (await page.evaluate(`new Promise((resolve) => {
    const message = ${message};
    const startedAt = performance.now();
    window.addEventListener('message', () => requestAnimationFrame(() =>
      setTimeout(() => resolve(performance.now() - startedAt))), { once: true });
    window.postMessage(message, '*');
  })`)) as number;
}

async function rows(count: number): Promise<void> {
  const runs = Array.from({ length: count }, (_, index) => {
    const startedAt = new Date(Date.parse('2026-11-27T10:00:00Z') - index * 3_600_000).toISOString();
    return foldRun(runEvents(`r${index}`, fullRun(), startedAt));
  });
  const times = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const [ms] = await timed(async () => {
      // What the view asks for when it opens: the days, and the rows of all of them.
      const days = childrenOf(undefined, runs);
      return days.flatMap((day) => childrenOf(day, runs)).map(textOf);
    });
    times.push(ms);
  }
  console.log(`history, rows of ${count} runs that are in memory: ${Math.round(median(times))} ms`);
}

/** Writes journals and opens them as the history does: the newest 200, and all of them. */
async function journals(count: number): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), 'loopcraft-bench-'));
  try {
    for (let index = 0; index < count; index += 1) {
      const startedAt = new Date(Date.parse('2026-11-27T10:00:00Z') - index * 3_600_000).toISOString();
      const events = runEvents(`r${index}`, fullRun(), startedAt);
      const file = journalPath(dir, journalName(startedAt, `r${index}`));
      writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    }
    const page = createRunReader(dir);
    const [newest] = await timed(() => page.read(200));
    const [again] = await timed(() => page.read(200));
    const [all, { runs }] = await timed(() => createRunReader(dir).read(Number.POSITIVE_INFINITY));
    console.log(
      `history of ${runs.length} journals: newest 200 ${Math.round(newest)} ms, again ${Math.round(again)} ms`,
    );
    console.log(`history of ${runs.length} journals: all ${Math.round(all)} ms`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Loads dist/extension.js in processes of their own, with a stand-in for VS Code. */
function loading(): void {
  const script = path.join(__dirname, 'shell/load-extension.cjs');
  const runs = Array.from({ length: REPEATS }, () => {
    const { stdout } = spawnSync(process.execPath, [script, path.join(dist, 'extension.js')], { encoding: 'utf8' });
    return JSON.parse(stdout) as { readonly wallMs: number; readonly cpuMs: number; readonly kib: number };
  });
  const of = (key: 'wallMs' | 'cpuMs' | 'kib') => Math.round(median(runs.map((run) => run[key])));
  console.log(
    `loading dist/extension.js and its parts, ${of('kib')} KiB: ` +
      `${of('wallMs')} ms, ${of('cpuMs')} ms of the processor`,
  );
}

function packaged(): void {
  const out = path.join(mkdtempSync(path.join(tmpdir(), 'loopcraft-bench-')), 'loopcraft.vsix');
  const args = ['run', 'package', '--', '--out', out];
  const { status, stderr } = spawnSync('npm', args, { cwd: path.resolve(dist, '..'), encoding: 'utf8' });
  console.log(status === 0 ? `the package (VSIX): ${Math.round(statSync(out).size / 1024)} KiB` : stderr);
  rmSync(path.dirname(out), { recursive: true, force: true });
}

function sizes(): void {
  const own = readdirSync(dist).filter((name) => /^(?:extension|part-.*)\.js$/.test(name));
  const all = own.reduce((sum, name) => sum + statSync(path.join(dist, name)).size, 0);
  console.log(`dist/extension.js with all ${own.length - 1} parts: ${Math.round(all / 1024)} KiB`);
  for (const name of ['type-service.js', 'command-service.js', 'panel.js', 'panel.css', 'codicon.ttf']) {
    const file = path.join(dist, name);
    const size = existsSync(file) ? `${Math.round(statSync(file).size / 1024)} KiB` : 'not built';
    console.log(`dist/${name}: ${size}`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '5000' } } });
  await paint();
  await rows(Number(values.runs));
  await journals(Number(values.runs));
  packaged();
  loading();
  sizes();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
