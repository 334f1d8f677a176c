import { spawn } from 'node:child_process';
import path from 'node:path';
import { runExtensionTests } from './extension/run';
import type { Counts } from './support/mocha/counts';
import { countTests } from './support/mocha/counts';
import { endTree, killOnExit } from './support/vscode/processes';

/**
 * `npm test`: everything, each phase whatever became of the ones before it. The last line is
 * `N passed, N failed`, summed over all mocha runs; a type error, a lint finding or a build that
 * fails counts as one failed each.
 */
const root = path.dirname(__dirname);
const reporter = path.join(__dirname, 'support/mocha/counting-reporter.cjs');

/** Runs a package's command line entry with this Node; true when it exits with 0. */
async function node(
  entry: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const child = spawn(process.execPath, [path.join(root, entry), ...args], {
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

/** A phase without tests of its own adds nothing when it goes well. */
async function checked(run: Promise<boolean>): Promise<Counts> {
  return { passed: 0, failed: (await run) ? 0 : 1 };
}

function mocha(spec: string, ...more: readonly string[]): Promise<Counts> {
  return countTests((file) =>
    node('node_modules/mocha/bin/mocha.js', ['--reporter', reporter, ...more, spec], { LOOPCRAFT_COUNTS: file }),
  );
}

const phases: readonly (readonly [string, () => Promise<Counts>])[] = [
  ['types', () => checked(node('node_modules/typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']))],
  [
    'lint',
    () =>
      checked(
        node('node_modules/@biomejs/biome/bin/biome', [
          'lint',
          '--error-on-warnings',
          'src',
          'test',
          'media',
          'esbuild.js',
        ]),
      ),
  ],
  ['build', () => checked(node('esbuild.js', []))],
  ['unit', () => mocha('test/unit/**/*.test.ts', '--parallel', '--jobs', '2')],
  ['exactness', () => mocha('test/exact/**/*.test.ts')],
  ['command line and programs', () => mocha('test/{cli,programs}/**/*.test.ts', '--parallel', '--jobs', '2')],
  ['extension', () => runExtensionTests([], undefined)],
];

async function main(): Promise<void> {
  const results: { name: string; counts: Counts }[] = [];
  for (const [name, run] of phases) {
    console.log(`\n══ ${name} ══`);
    const started = Date.now();
    const counts = await run().catch((error: unknown) => {
      console.error(error);
      return { passed: 0, failed: 1 };
    });
    console.log(
      `══ ${name}: ${counts.failed === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
    );
    results.push({ name, counts });
  }
  const red = results.filter(({ counts }) => counts.failed > 0).map(({ name }) => name);
  const sum = (key: keyof Counts) => results.reduce((total, { counts }) => total + counts[key], 0);
  if (red.length > 0) console.log(`\nFailed: ${red.join(', ')}`);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  process.exit(red.length === 0 ? 0 : 1);
}

void main();
