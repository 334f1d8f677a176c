import { type ChildProcess, fork } from 'node:child_process';
import type { QuickFixer, TypeChecker, TypeExplainer, TypeProblem } from '../ports';
import type { CallKind, Calls, ServiceCall, ServiceReply } from './protocol';

export interface TypeCheckerConfig {
  /** Absolute path of the service's file: `dist/type-service.js` once built. */
  readonly servicePath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
  /** Arguments for Node in front of the service's file; tests load a TypeScript source with them. */
  readonly execArgv?: readonly string[];
  /** How long one call may take, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A cold check of the largest projects we know takes a minute; ten times that is a hang. */
const TIMEOUT_MS = 10 * 60_000;
/** How long the service may take to notice that a call was given up, before it is killed. */
const YIELD_MS = 1500;
/** Room for the programs of a large monorepo; hono alone takes 1.5 GB (measured). */
const HEAP_MB = 4096;
/** What the compiler may know of the environment: nothing that could be a secret. */
const PASSED_ON = ['PATH', 'HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'LC_ALL'];
/** Of the service's error output, for the message when it dies. */
const STDERR_TAIL = 2000;

type Ended =
  | { readonly state: 'done'; readonly answer: Calls[CallKind]['answer'] }
  | { readonly state: 'died'; readonly why: string }
  | { readonly state: 'timeout' };

/**
 * The type judge: talks to a service process that is started when first needed, kept warm,
 * and started anew (with one more try) when it dies.
 */
export function createTypeChecker(config: TypeCheckerConfig): TypeChecker & QuickFixer & TypeExplainer {
  const timeoutMs = config.timeoutMs ?? TIMEOUT_MS;
  let service: Service | undefined;
  let disposed = false;
  /** Calls go one at a time, so that a time limit counts work, not waiting. */
  let last: Promise<unknown> = Promise.resolve();

  const once = async (kind: CallKind, request: Calls[CallKind]['request'], signal: AbortSignal): Promise<Ended> => {
    if (service) await untilAborted(service.settled(), signal);
    if (disposed) return { state: 'died', why: 'the type checker was already closed' };
    if (!service?.alive()) service = startService(config);
    return service.call(kind, request, timeoutMs, signal);
  };

  const twice = async (kind: CallKind, request: Calls[CallKind]['request'], signal: AbortSignal): Promise<Ended> => {
    const first = await once(kind, request, signal);
    if (first.state !== 'died' || disposed) return first;
    config.log(`types: the compiler's process ended (${first.why}); starting it again`);
    return once(kind, request, signal);
  };

  const inTurn = <K extends CallKind>(kind: K, request: Calls[K]['request'], signal: AbortSignal): Promise<Ended> => {
    const turn = untilAborted(last, signal).then(() => twice(kind, request, signal));
    last = Promise.allSettled([last, turn]);
    return turn;
  };

  return {
    async check(request, signal) {
      const ended = await inTurn('check', request, signal);
      return ended.state === 'done' ? (ended.answer as Calls['check']['answer']) : { problem: problemOf(ended, timeoutMs) };
    },
    async exportedTypes(request, signal) {
      const ended = await inTurn('exportedTypes', request, signal);
      if (ended.state === 'done') return ended.answer as Calls['exportedTypes']['answer'];
      config.log(`types: no declarations for the prompt: ${problemOf(ended, timeoutMs).message}`);
      return [];
    },
    async quickFix(request, signal) {
      const ended = await inTurn('quickFix', request, signal);
      if (ended.state === 'done') return ended.answer as Calls['quickFix']['answer'];
      config.log(`types: no quick fixes: ${problemOf(ended, timeoutMs).message}`);
      return [];
    },
    async explain(request, signal) {
      const ended = await inTurn('explain', request, signal);
      if (ended.state === 'done') return ended.answer as Calls['explain']['answer'];
      config.log(`types: no explanations: ${problemOf(ended, timeoutMs).message}`);
      return request.places.map(() => []);
    },
    async dispose() {
      disposed = true;
      await service?.end();
    },
  };
}

function problemOf(ended: Exclude<Ended, { state: 'done' }>, timeoutMs: number): TypeProblem {
  return ended.state === 'timeout'
    ? {
        kind: 'timeout',
        message: `The TypeScript compiler gave no answer within ${Math.round(timeoutMs / 1000)} s and was stopped. Check that \`npx tsc --noEmit\` ends in the workspace, then try again.`,
      }
    : {
        kind: 'service-failed',
        message: `The TypeScript compiler's process failed twice: ${ended.why}. Check that \`npx tsc --noEmit\` works in the workspace; if it does, please report this with the log.`,
      };
}

interface Service {
  alive(): boolean;
  /** Resolves when no given-up call keeps the process busy any more: it has yielded, or is gone. */
  settled(): Promise<void>;
  /** One call at a time. Rejects with the signal's reason when aborted. */
  call(kind: CallKind, request: Calls[CallKind]['request'], timeoutMs: number, signal: AbortSignal): Promise<Ended>;
  /** Kills the process; resolves when it is gone. */
  end(): Promise<void>;
}

function startService({ servicePath, env, execArgv = [], log }: TypeCheckerConfig): Service {
  const child = fork(servicePath, [], {
    // In the editor's extension host `process.execPath` is Electron; this makes it a plain Node.
    env: { ...pick(env, PASSED_ON), ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [`--max-old-space-size=${HEAP_MB}`, ...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_TAIL);
  });
  let death: string | undefined;
  let ending = false;
  const exited = new Promise<void>((resolve) => {
    const gone = (why: string) => {
      death ??= why + (stderr.trim() === '' ? '' : `: ${stderr.trim()}`);
      if (!ending) log(`types: service process ${child.pid ?? '?'}: ${death}`);
      resolve();
    };
    child.once('error', (error) => gone(error.message));
    child.once('close', (code, killed) => gone(killed ? `ended by ${killed}` : `exit code ${code}`));
  });
  let nextId = 1;
  const alive = () => death === undefined && child.connected;
  const end = async () => {
    ending = true;
    child.kill('SIGKILL');
    await exited;
  };

  let settled: Promise<void> = Promise.resolve();
  const giveUp = async (id: number, reply: Promise<ServiceReply>) => {
    send(child, { id, kind: 'cancel' });
    const grace = timerOf(YIELD_MS);
    const yielded = await Promise.race([reply.then(() => true), exited.then(() => true), grace.passed.then(() => false)]);
    grace.stop();
    if (!yielded) await end();
  };

  return {
    alive,
    end,
    settled: () => settled,
    async call(kind, request, timeoutMs, signal) {
      const id = nextId++;
      const reply = replyTo(child, id);
      const timer = timerOf(timeoutMs);
      try {
        send(child, { id, kind, request } as ServiceCall);
        const ended = await untilAborted(
          Promise.race([reply, timer.passed.then(() => 'timeout' as const), exited.then(() => 'exited' as const)]),
          signal,
        );
        if (ended === 'timeout') {
          await end();
          return { state: 'timeout' };
        }
        if (ended === 'exited') return { state: 'died', why: death ?? 'unknown' };
        if (ended.state === 'done') return ended;
        // Whatever state a bug left behind, the next process starts clean.
        await end();
        if (ended.state === 'cancelled') return { state: 'died', why: 'it gave up a call on its own' };
        log(`types: ${kind} failed: ${ended.error}`);
        return { state: 'died', why: ended.error.split('\n', 1)[0] ?? '' };
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

/** Rejects with the signal's reason as soon as it is aborted. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    const listen = () => reject(signal.reason);
    signal.addEventListener('abort', listen, { once: true });
    stop = () => signal.removeEventListener('abort', listen);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stop();
  }
}

function pick(env: Readonly<Record<string, string | undefined>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
