import { execFile } from 'node:child_process';
import { access, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEMO_MODEL } from './demo-model';

/** Milliseconds that npm may take. */
const INSTALL_TIMEOUT_MS = 5 * 60_000;
const PACKAGES = 'node_modules';
/** Only for this folder: the scripted model. */
const SETTINGS = {
  'loopcraft.provider': 'demo',
  'loopcraft.model': DEMO_MODEL,
};

/** Lays out the sample anew, so that the scripted model finds what it knows; installed packages stay. */
export async function laySampleOut(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(to))
    if (name !== PACKAGES) await rm(join(to, name), { recursive: true, force: true });
  await cp(from, to, { recursive: true, filter: (path) => !path.endsWith(PACKAGES) });
  await mkdir(join(to, '.vscode'), { recursive: true });
  await writeFile(join(to, '.vscode', 'settings.json'), `${JSON.stringify(SETTINGS, null, 2)}\n`);
}

/** Runs a program in a folder; the result is undefined, or the end of what it printed where it failed. */
export type RunProgram = (dir: string, args: readonly string[], signal: AbortSignal) => Promise<string | undefined>;

/** Installs the sample's packages unless they are there. The result is undefined, or why it failed. */
export async function installPackages(
  dir: string,
  signal: AbortSignal,
  run: RunProgram = runNpm,
): Promise<string | undefined> {
  const isThere = await access(join(dir, PACKAGES, 'typescript', 'package.json')).then(
    () => true,
    () => false,
  );
  if (isThere) return undefined;
  return run(dir, ['install', '--no-audit', '--no-fund', '--no-package-lock'], signal);
}

const runNpm: RunProgram = (dir, args, signal) =>
  new Promise((resolve) => {
    // On Windows npm is a script, which only a shell can start; the arguments are fixed.
    const shell = process.platform === 'win32';
    const options = { cwd: dir, signal, shell, timeout: INSTALL_TIMEOUT_MS, maxBuffer: 10_000_000 };
    execFile('npm', [...args], options, (error, stdout, stderr) => {
      resolve(error === null ? undefined : lastLines(`${stdout}\n${stderr}`) || error.message);
    });
  });

function lastLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-3)
    .join(' ');
}
