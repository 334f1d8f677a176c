import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { cacheDir, repository } from './cache';

/** The server from which VS Code is downloaded. It must answer within `REACHABLE_MS`. */
const UPDATES = 'https://update.code.visualstudio.com/api/releases/stable';
const REACHABLE_MS = 3000;

/**
 * Absolute path of a desktop VS Code to test in: the one that LOOPCRAFT_VSCODE names, the installed one, or a
 * downloaded one. Undefined if there is no display or the download can't be reached.
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
        `the one of code-server is used instead.`,
    );
    return undefined;
  }
}

/** The desktop VS Code that LOOPCRAFT_VSCODE names, or the installed one if there is a display. */
export async function findInstalled(): Promise<string | undefined> {
  if (process.env.LOOPCRAFT_VSCODE) return process.env.LOOPCRAFT_VSCODE;
  return hasDisplay() ? installedExecutable() : undefined;
}

/** Path of the `code` command, if there is one. */
async function codeCommand(): Promise<string | undefined> {
  const ask = process.platform === 'win32' ? 'where' : 'which';
  const found = await promisify(execFile)(ask, ['code']).catch(() => undefined);
  return found?.stdout.split(/\r?\n/)[0] || undefined;
}

/** Runs the suites in that VS Code. Returns true if they passed. */
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

/** The program that the `code` command starts. Its path relative to the command is the same in every release. */
async function installedExecutable(): Promise<string | undefined> {
  const command = await codeCommand();
  if (command === undefined) return undefined;
  const bin = path.dirname(await realpath(command));
  const relative = { win32: '../Code.exe', darwin: '../../../MacOS/Electron' }[process.platform as string] ?? '../code';
  const executable = path.resolve(bin, relative);
  return existsSync(executable) ? executable : undefined;
}
