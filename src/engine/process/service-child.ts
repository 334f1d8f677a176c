import { type ChildProcess, fork } from 'node:child_process';

export interface ServiceChildConfig {
  /** Absolute path of the service's file: in a build, one of the bundles in `dist`. */
  readonly servicePath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
  /** Arguments for Node before the service's file. Tests use them to load a TypeScript source. */
  readonly execArgv?: readonly string[];
}

/** A process of our own that answers messages until it is disconnected or killed. */
export interface ServiceChild {
  alive(): boolean;
  /** Why the process ended; undefined while it runs. */
  cause(): string | undefined;
  readonly exited: Promise<void>;
  /** Does nothing if the process has just died, because `exited` reports that. */
  send(message: object): void;
  /** Resolves with the first message that has this `id`; never settles if the process dies before. */
  reply<T>(id: number): Promise<T>;
  /** Calls back with every message; returns how to end that. */
  onMessage(listen: (message: unknown) => void): () => void;
  /** Closes the channel, which asks the process to clean up and end. */
  disconnect(): void;
  /** Kills the process and resolves when it has ended. */
  kill(): Promise<void>;
}

/** Variables that a service gets: none of them can be a secret. */
const PASSED_VARIABLES = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'ComSpec',
  'LANG',
  'LC_ALL',
];

/** Starts a service. Its log lines begin with `name`. */
export function startServiceChild(
  name: string,
  { servicePath, env, log, execArgv = [] }: ServiceChildConfig,
  args: readonly string[] = [],
): ServiceChild {
  const passed = PASSED_VARIABLES.flatMap((variable) =>
    env[variable] === undefined ? [] : [[variable, env[variable]] as const],
  );
  const child = fork(servicePath, [...args], {
    // In the editor's extension host `process.execPath` is Electron. This variable makes it run as plain Node.
    env: { ...Object.fromEntries(passed), ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const lifetime = watchLifetime(name, child, log);
  return {
    alive: () => lifetime.cause() === undefined && child.connected,
    cause: lifetime.cause,
    exited: lifetime.exited,
    send(message) {
      if (child.connected) child.send(message, () => {});
    },
    reply: (id) => replyOf(child, id),
    onMessage(listen) {
      child.on('message', listen);
      return () => child.off('message', listen);
    },
    disconnect() {
      lifetime.expectExit();
      if (child.connected) child.disconnect();
    },
    async kill() {
      lifetime.expectExit();
      child.kill('SIGKILL');
      await lifetime.exited;
    },
  };
}

interface Lifetime {
  cause(): string | undefined;
  readonly exited: Promise<void>;
  /** The exit is expected from here on; don't log it. */
  expectExit(): void;
}

function watchLifetime(name: string, child: ChildProcess, log: (line: string) => void): Lifetime {
  let stderr = '';
  let cause: string | undefined;
  let expected = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  const exited = new Promise<void>((resolve) => {
    const finish = (why: string) => {
      const errorLine = /^.*(?:FATAL ERROR|Error):.*$/m.exec(stderr)?.[0] ?? firstLine(stderr.trim());
      cause ??= errorLine === '' ? why : `${why}, ${errorLine}`;
      if (!expected) log(`${name}: service process ${child.pid ?? '?'}: ${why}\n${stderr}`.trimEnd());
      resolve();
    };
    child.once('error', (error) => finish(error.message));
    // Not `close`: Node 20 does not emit it after our own `disconnect` (seen with 20.20).
    child.once('exit', (code, exitSignal) => {
      const finishExit = () => finish(exitSignal ? `ended by ${exitSignal}` : `exit code ${code}`);
      if (!child.stderr || child.stderr.closed) finishExit();
      else child.stderr.once('close', finishExit);
    });
  });
  return {
    cause: () => cause,
    exited,
    expectExit() {
      expected = true;
    },
  };
}

function replyOf<T>(child: ChildProcess, id: number): Promise<T> {
  return new Promise((resolve) => {
    const listen = (message: unknown) => {
      if ((message as { readonly id?: number }).id !== id) return;
      child.off('message', listen);
      resolve(message as T);
    };
    child.on('message', listen);
  });
}

/** The first line of a stack or an output, at most 300 characters: enough to show what it is about. */
export function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}
