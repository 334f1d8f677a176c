/**
 * The process that runs the workspace's commands: starting a program stops the one that starts it
 * for 10 to 30 ms (measured on Linux; more the larger it is), and reading the results of a large
 * suite for longer; an editor's extension host must not stand still. When its parent is gone it ends
 * every command, waits until none of their processes is left, and ends. Its argument is the mark
 * under which its processes are found should it die itself.
 */
import { runProcess } from '../engine/process/run-process';
import { wordsOf } from '../engine/process/service-protocol';
import type {
  CommandCall,
  CommandCalls,
  CommandKind,
  CommandLog,
  CommandReply,
  CommandWork,
} from '../engine/test-runner/command-protocol';
import { createTestRunner } from '../engine/test-runner/test-runner';

const [mark = ''] = process.argv.slice(2);
const running = new Map<number, { readonly abort: AbortController; readonly ended: Promise<void> }>();

function perform(call: CommandWork, signal: AbortSignal): Promise<CommandCalls[CommandKind]['answer']> {
  if (call.kind === 'process') return runProcess({ ...call.request, mark }, signal);
  const { env, run } = call.request;
  const runner = createTestRunner({
    env,
    log: (log) => reply({ log }),
    runProcess: (request, abort) => runProcess({ ...request, mark }, abort),
  });
  return runner.run(run, signal);
}

async function answer(call: CommandWork, signal: AbortSignal): Promise<CommandReply> {
  const { id } = call;
  try {
    return { id, state: 'done', answer: await perform(call, signal) };
  } catch (error) {
    if (signal.aborted) return { id, state: 'cancelled' };
    return { id, state: 'failed', error: wordsOf(error) };
  }
}

function reply(message: CommandReply | CommandLog): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

process.on('message', (call: CommandCall) => {
  if (call.kind === 'cancel') {
    running.get(call.id)?.abort.abort();
    return;
  }
  const abort = new AbortController();
  const ended = answer(call, abort.signal).then((told) => {
    running.delete(call.id);
    reply(told);
  });
  running.set(call.id, { abort, ended });
});
async function close(): Promise<void> {
  for (const { abort } of running.values()) abort.abort();
  await Promise.all([...running.values()].map(({ ended }) => ended));
  process.exit(0);
}

process.on('disconnect', () => void close());
process.on('SIGTERM', () => void close());
// A terminal's Ctrl-C reaches us, too, but what it means is the parent's to say.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
