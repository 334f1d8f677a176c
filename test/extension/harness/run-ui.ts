import { spawn } from 'node:child_process';
import path from 'node:path';
import { repository } from '../../support/vscode/cache';
import { endTree, killOnExit } from '../../support/vscode/processes';

const TIMEOUT_MS = 10 * 60_000;

/**
 * Runs test/extension/ui in a mocha of its own; each file opens its own VS Code. The counts are
 * written to the file `counts`; returns whether everything passed.
 */
export async function runUiSuites(counts: string, grep: string | undefined): Promise<boolean> {
  const args = [
    require.resolve('mocha/bin/mocha.js'),
    '--no-config',
    '--exit',
    '--require',
    'tsx/cjs',
    '--timeout',
    '60000',
    '--require',
    path.join(__dirname, 'ui-hooks.ts'),
    '--reporter',
    path.join(repository, 'test/support/mocha/counting-reporter.cjs'),
    ...(grep === undefined ? [] : ['--grep', grep]),
    'test/extension/ui/**/*.test.ts',
  ];
  const child = spawn(process.execPath, args, {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
    env: { ...process.env, LOOPCRAFT_COUNTS: counts },
  });
  const forget = killOnExit(child);
  const timeout = setTimeout(() => {
    console.error(`The workbench tests did not end within ${TIMEOUT_MS / 60_000} minutes.`);
    void endTree(child);
  }, TIMEOUT_MS);
  try {
    return await new Promise<boolean>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code === 0));
    });
  } finally {
    clearTimeout(timeout);
    await endTree(child);
    forget();
  }
}
