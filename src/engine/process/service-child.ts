import { type ChildProcess, fork } from 'node:child_process';

export interface ServiceChildConfig {
  /** Absolute path of the service's file: one of the bundles in `dist` once built. */
  readonly servicePath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
  /** Arguments for Node in front of the service's file; tests load a TypeScript source with them. */
  readonly execArgv?: readonly string[];
}

/** A process of our own that answers messages for as long as we live. */
export interface ServiceChild {
  alive(): boolean;
  /** Why the process is over; undefined while it lives. */
  cause(): string | undefined;
  readonly over: Promise<void>;
  /** Nothing happens where the process has just died: that is found by its exit. */
  send(message: object): void;
  /** The first message with this `id` that comes; pending for ever when the process dies first. */
  reply<T>(id: number): Promise<T>;
  onMessage(listen: (message: unknown) => void): void;
  /** Closes the channel: the process is to clean up and end. */
  disconnect(): void;
  /** Kills the process; resolves when it is gone. */
  end(): Promise<void>;
}

/** What a service may know of the environment: nothing that could be a secret. */
const PASSED_ON = ['PATH', 'HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'ComSpec', 'LANG', 'LC_ALL'];

/** `name` stands in front of its log lines. */
export function startServiceChild(
  name: string,
  { servicePath, env, log, execArgv = [] }: ServiceChildConfig,
  args: readonly string[] = [],
): ServiceChild {
  const passed = PASSED_ON.flatMap((variable) =>
    env[variable] === undefined ? [] : [[variable, env[variable]] as const],
  );
  const child = fork(servicePath, [...args], {
    // In the editor's extension host `process.execPath` is Electron; this makes it a plain Node.
    env: { ...Object.fromEntries(passed), ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const life = watch(name, child, log);
  return {
    alive: () => life.cause() === undefined && child.connected,
    cause: life.cause,
    over: life.over,
    send(message) {
      if (child.connected) child.send(message, () => {});
    },
    reply: (id) => replyOf(child, id),
    onMessage: (listen) => void child.on('message', listen),
    disconnect() {
      life.expectEnd();
      if (child.connected) child.disconnect();
    },
    async end() {
      life.expectEnd();
      child.kill('SIGKILL');
      await life.over;
    },
  };
}

interface Life {
  cause(): string | undefined;
  readonly over: Promise<void>;
  /** From now on its end is no news. */
  expectEnd(): void;
}

function watch(name: string, child: ChildProcess, log: (line: string) => void): Life {
  let stderr = '';
  let cause: string | undefined;
  let expected = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  const over = new Promise<void>((resolve) => {
    const gone = (why: string) => {
      const said = /^.*(?:FATAL ERROR|Error):.*$/m.exec(stderr)?.[0] ?? firstLine(stderr.trim());
      cause ??= said === '' ? why : `${why}, ${said}`;
      if (!expected) log(`${name}: service process ${child.pid ?? '?'}: ${why}\n${stderr}`.trimEnd());
      resolve();
    };
    child.once('error', (error) => gone(error.message));
    // Not `close`: Node 20 does not tell it after our own `disconnect` (seen with 20.20).
    child.once('exit', (code, killed) => {
      const tell = () => gone(killed ? `ended by ${killed}` : `exit code ${code}`);
      if (!child.stderr || child.stderr.closed) tell();
      else child.stderr.once('close', tell);
    });
  });
  return {
    cause: () => cause,
    over,
    expectEnd() {
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

/** Enough of a stack or an output to say what it is about. */
export function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}
