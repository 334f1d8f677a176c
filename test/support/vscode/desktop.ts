import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { cacheDir, repository } from './cache';

/** Where VS Code is downloaded from; asked for a few seconds only. */
const UPDATES = 'https://update.code.visualstudio.com/api/releases/stable';
const REACHABLE_MS = 3000;

/**
 * Absolute path of a desktop VS Code to test in: the one LOOPCRAFT_VSCODE names, the installed one,
 * or a downloaded one. Undefined where none can be had or shown: without a display, or without a
 * way to the download.
 */
export async function findDesktop(): Promise<string | undefined> {
  const installed = await findInstalled();
  if (installed !== undefined || !hasDisplay()) return installed;
  const reachable = await fetch(UPDATES, { method: 'HEAD', signal: AbortSignal.timeout(REACHABLE_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!reachable) return undefined;
  try {
    return await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath: cacheDir,
      extensionDevelopmentPath: repository,
    });
  } catch (error) {
    console.log(
      `VS Code could not be downloaded (${error instanceof Error ? error.message : String(error)}); ` +
        `code-server's is taken instead.`,
    );
    return undefined;
  }
}

/** The desktop VS Code that LOOPCRAFT_VSCODE names, or the installed one, where it can be shown. */
export async function findInstalled(): Promise<string | undefined> {
  if (process.env.LOOPCRAFT_VSCODE) return process.env.LOOPCRAFT_VSCODE;
  return hasDisplay() ? installedExecutable() : undefined;
}

/** The `code` command, if there is one. */
async function codeCommand(): Promise<string | undefined> {
  const ask = process.platform === 'win32' ? 'where' : 'which';
  const found = await promisify(execFile)(ask, ['code']).catch(() => undefined);
  return found?.stdout.split(/\r?\n/)[0] || undefined;
}

/** Runs the suites there; true when they passed. */
export async function runInDesktop(
  executable: string,
  run: {
    readonly workspace: string;
    readonly dataDir: string;
    readonly tests: string;
    readonly env: Readonly<Record<string, string>>;
  },
): Promise<boolean> {
  try {
    const code = await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: repository,
      extensionTestsPath: run.tests,
      extensionTestsEnv: { ...run.env },
      launchArgs: [
        run.workspace,
        '--disable-workspace-trust',
        '--skip-welcome',
        '--user-data-dir',
        path.join(run.dataDir, 'user'),
      ],
    });
    return code === 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** The program behind the `code` command: its place beside the command's is the same in every release. */
async function installedExecutable(): Promise<string | undefined> {
  const command = await codeCommand();
  if (command === undefined) return undefined;
  const bin = path.dirname(await realpath(command));
  const relative = { win32: '../Code.exe', darwin: '../../../MacOS/Electron' }[process.platform as string] ?? '../code';
  const executable = path.resolve(bin, relative);
  return existsSync(executable) ? executable : undefined;
}
