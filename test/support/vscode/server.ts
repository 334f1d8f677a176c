import { spawn } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { installServer } from './install-server';
import { endTree } from './processes';

export interface ServerOptions {
  /** Folder for the server's data: user data, extensions, logs. */
  readonly dataDir: string;
  /** Variables to add to the environment of the server, and so of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** True: ask for trust in a workspace, as a user's VS Code does. Default: every workspace is trusted. */
  readonly workspaceTrust?: boolean;
  /** Folders of extensions to install, as a user does. */
  readonly installed?: readonly string[];
  /**
   * Whether VS Code shows toasts. It then ignores an extension under development, because the option without which it
   * does hides them: install it instead.
   */
  readonly showsToasts?: boolean;
}

export interface RunningServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Address that opens a folder with an extension under development, and its tests if given. */
  url(page: { readonly folder: string; readonly extension: string; readonly tests?: string }): string;
  /** Resolves when the server ends for any reason. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

export function userDataDir(dataDir: string): string {
  return path.join(dataDir, 'user');
}

const extensionsDir = (dataDir: string): string => path.join(dataDir, 'extensions');

/** VS Code takes each folder there for an extension. */
async function install(folder: string, dataDir: string): Promise<void> {
  const { publisher, name, version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  await mkdir(extensionsDir(dataDir), { recursive: true });
  await symlink(folder, path.join(extensionsDir(dataDir), `${publisher}.${name}-${version}`), 'junction');
}

/** Starts VS Code's server on a free port of this machine. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { node, main } = await installServer();
  for (const folder of options.installed ?? []) await install(folder, options.dataDir);
  const port = await freePort();
  const child = spawn(node, [path.join(__dirname, 'end-with-parent.cjs'), main, ...serverArgs(options, port)], {
    // It gets a process group of its own, so that the extension host and its children end with it.
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...withoutEditor(process.env), ...options.env },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = () => endTree(child);
  try {
    await new Promise<void>((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-8000);
        if (/listening on/i.test(output)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('close', (code) =>
        reject(new Error(`VS Code's server ended with ${code} before it listened:\n${output}`)),
      );
      setTimeout(
        () => reject(new Error(`VS Code's server did not listen within ${START_TIMEOUT_MS / 1000} s:\n${output}`)),
        START_TIMEOUT_MS,
      ).unref();
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { origin: `http://127.0.0.1:${port}`, url: (page) => pageUrl(port, page), ended, close };
}

function serverArgs({ dataDir, workspaceTrust, showsToasts = false }: ServerOptions, port: number): string[] {
  return [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--without-connection-token',
    '--accept-server-license-terms',
    // Without this option, the server ignores the extension under development.
    ...(showsToasts ? [] : ['--enable-smoke-test-driver']),
    '--disable-telemetry',
    '--log',
    'warn',
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    '--user-data-dir',
    userDataDir(dataDir),
    '--server-data-dir',
    path.join(dataDir, 'server'),
    '--extensions-dir',
    extensionsDir(dataDir),
  ];
}

function pageUrl(port: number, page: { folder: string; extension: string; tests?: string }): string {
  const remote = (file: string) => `vscode-remote://127.0.0.1:${port}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(page.extension)],
    ...(page.tests === undefined ? [] : [['extensionTestsPath', remote(page.tests)]]),
    ['skipWelcome', 'true'],
  ];
  const query = Object.entries({ folder: page.folder, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')}`;
}

/** Removes the variables that an enclosing VS Code, mocha or npm sets for its own children. */
function withoutEditor(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|INIT_CWD$)/i.test(name)),
  );
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port was given.');
  return address.port;
}
