/**
 * The process that runs the workspace's commands. Starting a program blocks the process that starts it for
 * 10 to 30 ms (measured on Linux; longer the more memory it has), and parsing the results of a large test suite
 * blocks for longer, which an editor's extension host must not do. When its parent ends, this process ends every
 * command, waits until none of their processes runs any more, and exits. Its argument is the mark by which its
 * parent finds those processes if this one crashes.
 */
import { runProcess } from '../engine/process/run-process';
import { errorText } from '../engine/process/service-protocol';
import type {
  CommandCall,
  CommandCalls,
  CommandCounts,
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
  const { env, added, run } = call.request;
  const runner = createTestRunner({
    env,
    added,
    log: (log) => reply({ log }),
    onCounts: (counts) => reply({ call: call.id, counts }),
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
    return { id, state: 'failed', error: errorText(error) };
  }
}

function reply(message: CommandReply | CommandLog | CommandCounts): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

process.on('message', (call: CommandCall) => {
  if (call.kind === 'cancel') {
    running.get(call.id)?.abort.abort();
    return;
  }
  const abort = new AbortController();
  const ended = answer(call, abort.signal).then((result) => {
    running.delete(call.id);
    reply(result);
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
// A terminal sends Ctrl-C to this process as well, but it is the parent that decides what to do about it.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
