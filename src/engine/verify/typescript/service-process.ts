import { type ChildProcess, fork } from 'node:child_process';
import type { CallKind, Calls, ServiceCall, ServiceReply } from './protocol';
import { untilAborted } from './until-aborted';

export interface ServiceProcessConfig {
  /** Absolute path of the service's file: `dist/type-service.js` once built. */
  readonly servicePath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
  /** Arguments for Node in front of the service's file; tests load a TypeScript source with them. */
  readonly execArgv?: readonly string[];
}

/** How a call ended, other than by being aborted. */
export type Ended<K extends CallKind> =
  | { readonly state: 'done'; readonly answer: Calls[K]['answer'] }
  | { readonly state: 'died'; readonly why: string }
  | { readonly state: 'timeout' };

export interface ServiceProcess {
  alive(): boolean;
  /** Resolves when no given-up call keeps the process busy any more: it has yielded, or is gone. */
  settled(): Promise<void>;
  /** One call at a time. Rejects with the signal's reason when aborted. */
  call<K extends CallKind>(kind: K, request: Calls[K]['request'], timeoutMs: number, signal: AbortSignal): Promise<Ended<K>>;
  /** Kills the process; resolves when it is gone. */
  end(): Promise<void>;
}

/** How long the service may take to notice that a call was given up, before it is killed. */
const YIELD_MS = 1500;
/** Room for the programs of a large monorepo; hono alone takes 1.5 GB (measured). */
const HEAP_MB = 4096;
/** What the compiler may know of the environment: nothing that could be a secret. */
const PASSED_ON = ['PATH', 'HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'LC_ALL'];

export function startService(config: ServiceProcessConfig): ServiceProcess {
  const child = forkService(config);
  const life = watch(child, config.log);
  let nextId = 1;
  let settled: Promise<void> = Promise.resolve();

  const giveUp = async (id: number, reply: Promise<ServiceReply>) => {
    send(child, { id, kind: 'cancel' });
    const grace = timerOf(YIELD_MS);
    const yielded = await Promise.race([reply.then(() => true), life.over.then(() => true), grace.passed.then(() => false)]);
    grace.stop();
    if (!yielded) await life.end();
  };

  return {
    alive: () => life.cause() === undefined && child.connected,
    settled: () => settled,
    end: life.end,
    async call(kind, request, timeoutMs, signal) {
      const id = nextId++;
      const reply = replyTo(child, id);
      const timer = timerOf(timeoutMs);
      try {
        send(child, { id, kind, request } as ServiceCall);
        const ended = await untilAborted(
          Promise.race([reply, timer.passed.then(() => 'timeout' as const), life.over.then(() => 'over' as const)]),
          signal,
        );
        if (ended === 'over') return { state: 'died', why: life.cause() ?? 'unknown' };
        if (ended !== 'timeout' && ended.state === 'done') return { state: 'done', answer: ended.answer as Calls[typeof kind]['answer'] };
        // Whatever state a hang or a bug left behind, the next process starts clean.
        await life.end();
        if (ended === 'timeout') return { state: 'timeout' };
        if (ended.state === 'cancelled') return { state: 'died', why: 'it gave up a call on its own' };
        config.log(`types: ${kind} failed: ${ended.error}`);
        return { state: 'died', why: firstLine(ended.error) };
      } catch (error) {
        // The caller need not wait for this, but the next call does.
        settled = giveUp(id, reply);
        throw error;
      } finally {
        timer.stop();
      }
    },
  };
}

function forkService({ servicePath, env, execArgv = [] }: ServiceProcessConfig): ChildProcess {
  const passed = PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return fork(servicePath, [], {
    // In the editor's extension host `process.execPath` is Electron; this makes it a plain Node.
    env: { ...Object.fromEntries(passed), ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [`--max-old-space-size=${HEAP_MB}`, ...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

interface Life {
  /** Why the process is over; undefined while it lives. */
  cause(): string | undefined;
  readonly over: Promise<void>;
  end(): Promise<void>;
}

function watch(child: ChildProcess, log: (line: string) => void): Life {
  let stderr = '';
  let cause: string | undefined;
  let ending = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  const over = new Promise<void>((resolve) => {
    const gone = (why: string) => {
      const said = /^.*(?:FATAL ERROR|Error):.*$/m.exec(stderr)?.[0] ?? firstLine(stderr.trim());
      cause ??= said === '' ? why : `${why}, ${said}`;
      if (!ending) log(`types: service process ${child.pid ?? '?'}: ${why}\n${stderr}`.trimEnd());
      resolve();
    };
    child.once('error', (error) => gone(error.message));
    child.once('close', (code, killed) => gone(killed ? `ended by ${killed}` : `exit code ${code}`));
  });
  return {
    cause: () => cause,
    over,
    async end() {
      ending = true;
      child.kill('SIGKILL');
      await over;
    },
  };
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}

function send(child: ChildProcess, call: ServiceCall): void {
  // A process that has just died is found by its exit, not here.
  if (child.connected) child.send(call, () => {});
}

/** Pending for ever when the process dies first. */
function replyTo(child: ChildProcess, id: number): Promise<ServiceReply> {
  return new Promise((resolve) => {
    const listen = (message: unknown) => {
      if ((message as ServiceReply).id !== id) return;
      child.off('message', listen);
      resolve(message as ServiceReply);
    };
    child.on('message', listen);
  });
}

function timerOf(ms: number): { readonly passed: Promise<void>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return { passed, stop: () => clearTimeout(timer) };
}
