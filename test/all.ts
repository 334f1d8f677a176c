import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { runExtensionTests } from './extension/run';
import type { Counts } from './support/mocha/counts';
import { addCounts, countTests } from './support/mocha/counts';
import { endTree, killOnExit } from './support/vscode/processes';

/**
 * `npm test`: runs every phase, even after one failed, and then shows what failed and how long each took. The last line
 * is `N passed, N failed`, summed over all mocha runs. A failed phase without tests (types, lint, build) counts as one
 * failed test.
 */
const root = path.dirname(__dirname);
const reporter = path.join(__dirname, 'support/mocha/counting-reporter.cjs');

/** Runs an entry file, relative to the repository or absolute, with this Node. Returns true if it exits with 0. */
async function node(
  entry: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const child = spawn(process.execPath, [path.resolve(root, entry), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
    env: { ...process.env, ...env },
  });
  const forget = killOnExit(child);
  try {
    return await new Promise<boolean>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code === 0));
    });
  } finally {
    await endTree(child);
    forget();
  }
}

/** Runs a script of package.json, so that a phase and the script of the same name can't differ. */
function npmScript(name: string): Promise<boolean> {
  return node(npmEntry(), ['run', '--silent', name]);
}

/** npm's own entry file: the one that runs us, otherwise the one that is installed with this Node. */
function npmEntry(): string {
  const running = process.env.npm_execpath;
  if (running !== undefined && /\.[cm]?js$/.test(running)) return running;
  const folder = path.dirname(process.execPath);
  const modules = process.platform === 'win32' ? 'node_modules' : '../lib/node_modules';
  return path.resolve(folder, modules, 'npm/bin/npm-cli.js');
}

/** Counts of a phase without tests: nothing if it succeeds, one failed test otherwise. */
async function withoutTests(run: Promise<boolean>): Promise<Counts> {
  return { passed: 0, failed: (await run) ? 0 : 1, failures: [] };
}

/** Tests of these folders below test/, the largest files first, so that no long one runs alone at the end. */
function testsIn(folders: readonly string[]): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(__dirname, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => path.join('test', folder, file)),
  );
  const size = new Map(files.map((file) => [file, statSync(path.join(root, file)).size]));
  return files.sort((a, b) => (size.get(b) ?? 0) - (size.get(a) ?? 0));
}

function mocha(folders: readonly string[], jobs: number): Promise<Counts> {
  const args = ['--reporter', reporter, '--parallel', '--jobs', `${jobs}`, ...testsIn(folders)];
  return countTests((file) => node('node_modules/mocha/bin/mocha.js', args, { LOOPCRAFT_COUNTS: file }));
}

const phases: readonly (readonly [string, () => Promise<Counts>])[] = [
  ['types', () => withoutTests(npmScript('typecheck'))],
  ['lint', () => withoutTests(npmScript('lint'))],
  ['build', () => withoutTests(npmScript('build'))],
  ['unit', () => mocha(['unit'], 2)],
  ['exactness', () => mocha(['exact'], 2)],
  // Three at once: these tests wait more than they work.
  ['command line and programs', () => mocha(['cli', 'programs'], 3)],
  ['extension', () => runExtensionTests([], undefined)],
];

interface PhaseResult extends Counts {
  readonly name: string;
  readonly seconds: number;
}

/** One line for each phase: its name, how long it took, and how many tests passed and failed. */
function durationTable(results: readonly PhaseResult[]): string {
  const rows = [
    ['phase', 'seconds', 'passed', 'failed'],
    ...results.map(({ name, seconds, passed, failed }) => [name, seconds.toFixed(1), `${passed}`, `${failed}`]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0))))
    .map((cells) => cells.join('  '))
    .join('\n');
}

async function main(): Promise<void> {
  const results: PhaseResult[] = [];
  for (const [name, run] of phases) {
    console.log(`\n══ ${name} ══`);
    const startedAt = performance.now();
    const counts = await run().catch((error: unknown) => {
      console.error(error);
      return { passed: 0, failed: 1, failures: [] };
    });
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(`══ ${name}: ${counts.failed === 0 ? 'ok' : 'FAILED'} (${seconds.toFixed(1)} s)`);
    results.push({ name, seconds, ...counts });
  }
  const red = results.filter(({ failed }) => failed > 0).map(({ name }) => name);
  const { passed, failed, failures } = results.reduce<Counts>(addCounts, { passed: 0, failed: 0, failures: [] });
  // Once more, because the phase that showed them may be thousands of lines away.
  for (const failure of failures) console.log(`\n${failure}`);
  console.log(`\n${durationTable(results)}`);
  if (red.length > 0) console.log(`\nFailed: ${red.join(', ')}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(red.length === 0 ? 0 : 1);
}

void main();
