import { randomUUID } from 'node:crypto';
import type { TestRunner } from '../contract/test-run';
import { cleanEnv, type Environment } from '../process/clean-env';
import { endMarked, MARK } from '../process/end-tree';
import type { RunProcess } from '../process/run-process';
import { type ServiceChild, type ServiceChildConfig, startServiceChild } from '../process/service-child';
import { detectCommand } from './command/detect';
import type { CommandCalls, CommandKind, CommandLog, CommandReply } from './command-protocol';

/** Runs the workspace's commands in a process apart, which is started when first needed and kept. */
export interface CommandService {
  /** Runs tests with this environment; keys, secrets and leftovers are taken out. */
  testRunner(env: Environment): TestRunner;
  readonly runProcess: RunProcess;
  /** Ends all commands with all their processes, then the service. */
  dispose(): Promise<void>;
}

type Ended = CommandReply | { readonly state: 'died'; readonly why: string; readonly mark: string };

/** A service with the mark of all that it runs. */
interface Marked {
  readonly child: ServiceChild;
  readonly mark: string;
}

/** Milliseconds for the service to end its commands before it is killed: longer than a command may take to end. */
const CLOSE_MS = 5_000;

export function createCommandService(config: ServiceChildConfig): CommandService {
  let service: Marked | undefined;
  let isDisposed = false;
  let nextId = 1;

  const start = (): Marked => {
    // Below that of another Loopcraft whose command we may be, and anew each time: what the service
    // before left is ended while this one works.
    const mark = [config.env[MARK], randomUUID()].filter(Boolean).join('/');
    const child = startServiceChild('commands', config, [mark]);
    child.onMessage((message) => {
      if ('log' in (message as CommandReply | CommandLog)) config.log((message as CommandLog).log);
    });
    return { child, mark };
  };

  const once = async (
    kind: CommandKind,
    request: CommandCalls[CommandKind]['request'],
    signal: AbortSignal,
  ): Promise<Ended> => {
    if (!service?.child.alive()) service = start();
    const { child, mark } = service;
    const id = nextId++;
    const cancel = () => child.send({ id, kind: 'cancel' });
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const reply = child.reply<CommandReply>(id);
      child.send({ id, kind, request });
      return await Promise.race([
        reply,
        child.over.then((): Ended => ({ state: 'died', why: child.cause() ?? 'unknown', mark })),
      ]);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };

  /** `otherwise`: the answer when the service died over it twice. */
  const call = async <K extends CommandKind>(
    kind: K,
    request: CommandCalls[K]['request'],
    signal: AbortSignal,
    otherwise: (message: string) => CommandCalls[K]['answer'],
  ): Promise<CommandCalls[K]['answer']> => {
    for (let isSecond = false; ; isSecond = true) {
      signal.throwIfAborted();
      if (isDisposed) throw new Error('the service that runs commands was already closed');
      const ended = await once(kind, request, signal);
      if (ended.state === 'done') return ended.answer;
      if (ended.state === 'cancelled') throw signal.reason;
      if (ended.state === 'failed') throw new Error(ended.error);
      // What it ran is nobody's now, and would go on in the copy.
      await endMarked(ended.mark);
      if (isSecond && !isDisposed && !signal.aborted) {
        return otherwise(
          `The process that runs the workspace's commands ended twice (${ended.why}). Look for what ends processes, such as a lack of memory, then run again.`,
        );
      }
    }
  };

  return {
    testRunner(env) {
      const clean = cleanEnv(env);
      return {
        detect: detectCommand,
        run: (run, signal) =>
          call('tests', { env: clean, run }, signal, (message) => ({ problem: { kind: 'runner-failed', message } })),
      };
    },
    runProcess: ({ command, cwd, env, timeoutMs }, signal) =>
      call('process', { command, cwd, env, ...(timeoutMs === undefined ? {} : { timeoutMs }) }, signal, (output) => ({
        kind: 'exited',
        exitCode: null,
        output,
        ms: 0,
      })),
    async dispose() {
      isDisposed = true;
      if (!service?.child.alive()) return;
      const { child, mark } = service;
      child.disconnect();
      const late = setTimeout(() => void child.end(), CLOSE_MS);
      await child.over;
      clearTimeout(late);
      await endMarked(mark);
    },
  };
}
