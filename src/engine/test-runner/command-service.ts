import { randomUUID } from 'node:crypto';
import type { TestCounts, TestRunner } from '../contract/test-run';
import { cleanEnv, type Environment } from '../process/clean-env';
import { killMarkedProcesses, PROCESS_MARK } from '../process/end-tree';
import type { RunProcess } from '../process/run-process';
import { type ServiceChild, type ServiceChildConfig, startServiceChild } from '../process/service-child';
import { detectCommand } from './command/detect';
import type { CommandCalls, CommandCounts, CommandKind, CommandLog, CommandReply } from './command-protocol';

/** Runs the workspace's commands in a separate process, which is started when it is first needed, and kept. */
export interface CommandService {
  /**
   * A test runner whose commands get this environment without keys, secrets and launchers' variables, and with the
   * variables that the person adds. `onCounts` hears how many tests have run so far.
   */
  testRunner(env: Environment, added?: Readonly<Record<string, string>>, onCounts?: OnCounts): TestRunner;
  readonly runProcess: RunProcess;
  /** Ends all commands with all their processes, then the service. */
  dispose(): Promise<void>;
}

type OnCounts = (counts: TestCounts) => void;
type CallEnd = CommandReply | { readonly state: 'died'; readonly why: string; readonly mark: string };

/** A running service, and the mark of all the processes that it starts. */
interface MarkedService {
  readonly child: ServiceChild;
  readonly mark: string;
}

/** Milliseconds that the service has to end its commands before it is killed: more than a command may need. */
const CLOSE_MS = 5_000;

export function createCommandService(config: ServiceChildConfig): CommandService {
  const calls = createCalls(config);
  return {
    testRunner(env, added = {}, onCounts) {
      const clean = cleanEnv(env);
      return {
        detect: detectCommand,
        run: (run, signal) =>
          calls.call('tests', { env: clean, added, run }, signal, {
            onDeath: (message) => ({ problem: { kind: 'runner-failed', message } }),
            onCounts,
          }),
      };
    },
    runProcess: ({ command, cwd, env, timeoutMs }, signal) => {
      const request = { command, cwd, env, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
      const onDeath = (output: string) => ({ kind: 'exited' as const, exitCode: null, output, ms: 0 });
      return calls.call('process', request, signal, { onDeath });
    },
    dispose: calls.dispose,
  };
}

interface Calls {
  /** Calls the service, a second time if it dies. `onDeath` makes the answer for when it dies again. */
  call<K extends CommandKind>(
    kind: K,
    request: CommandCalls[K]['request'],
    signal: AbortSignal,
    heard: { onDeath: (message: string) => CommandCalls[K]['answer']; onCounts?: OnCounts | undefined },
  ): Promise<CommandCalls[K]['answer']>;
  dispose(): Promise<void>;
}

/** The calls to one service at a time, which is started again when it died. */
function createCalls(config: ServiceChildConfig): Calls {
  let service: MarkedService | undefined;
  let isDisposed = false;
  let nextId = 1;
  return {
    async call(kind, request, signal, { onDeath, onCounts }) {
      for (let isSecond = false; ; isSecond = true) {
        signal.throwIfAborted();
        if (isDisposed) throw new Error('the service that runs commands was already closed');
        if (!service?.child.alive()) service = startService(config);
        const ended = await callOnce(service, nextId++, { kind, request, onCounts }, signal);
        if (ended.state === 'done') return ended.answer;
        if (ended.state === 'cancelled') throw signal.reason;
        if (ended.state === 'failed') throw new Error(ended.error);
        // No one waits for the commands of the dead service any more, and they would go on changing the copy.
        await killMarkedProcesses(ended.mark);
        if (isSecond && !isDisposed && !signal.aborted) return onDeath(diedTwice(ended.why));
      }
    },
    async dispose() {
      isDisposed = true;
      if (!service?.child.alive()) return;
      const { child, mark } = service;
      child.disconnect();
      const late = setTimeout(() => void child.kill(), CLOSE_MS);
      await child.exited;
      clearTimeout(late);
      await killMarkedProcesses(mark);
    },
  };
}

function startService(config: ServiceChildConfig): MarkedService {
  // The mark continues that of an outer Loopcraft, which may have started us. Each service gets a new one,
  // because the processes of a service that died are killed while its successor works.
  const mark = [config.env[PROCESS_MARK], randomUUID()].filter(Boolean).join('/');
  const child = startServiceChild('commands', config, [mark]);
  child.onMessage((message) => {
    if (isLog(message)) config.log(message.log);
  });
  return { child, mark };
}

function isLog(message: unknown): message is CommandLog {
  return 'log' in (message as CommandReply | CommandLog | CommandCounts);
}

interface Work {
  readonly kind: CommandKind;
  readonly request: CommandCalls[CommandKind]['request'];
  readonly onCounts: OnCounts | undefined;
}

async function callOnce(
  { child, mark }: MarkedService,
  id: number,
  { onCounts, ...work }: Work,
  signal: AbortSignal,
): Promise<CallEnd> {
  const cancel = () => child.send({ id, kind: 'cancel' });
  signal.addEventListener('abort', cancel, { once: true });
  const stopListening =
    onCounts &&
    child.onMessage((message) => {
      const { call, counts } = message as Partial<CommandCounts>;
      if (call === id && counts !== undefined && !signal.aborted) onCounts(counts);
    });
  try {
    const reply = child.reply<CommandReply>(id);
    child.send({ id, ...work });
    return await Promise.race([
      reply,
      child.exited.then((): CallEnd => ({ state: 'died', why: child.cause() ?? 'unknown', mark })),
    ]);
  } finally {
    stopListening?.();
    signal.removeEventListener('abort', cancel);
  }
}

function diedTwice(why: string): string {
  return (
    `The process that runs the workspace's commands ended twice (${why}). ` +
    'Look for what ends processes, such as a lack of memory, then run again.'
  );
}
