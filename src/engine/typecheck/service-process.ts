import { untilAborted } from '../platform/until-aborted';
import { firstLine, type ServiceChildConfig, startServiceChild } from '../process/service-child';
import type { CallKind, ServiceCall, ServiceReply, TypeServiceCalls } from './protocol';

/** How a call ended that was not aborted. */
export type CallOutcome<K extends CallKind> =
  | { readonly state: 'done'; readonly answer: TypeServiceCalls[K]['answer'] }
  | { readonly state: 'died'; readonly why: string }
  | { readonly state: 'timeout' };

export interface ServiceProcess {
  alive(): boolean;
  /** Resolves when no cancelled call keeps the process busy any more: it has stopped that call, or has ended. */
  idle(): Promise<void>;
  /** Takes one call at a time. Rejects with the signal's reason when aborted. */
  call<K extends CallKind>(
    kind: K,
    request: TypeServiceCalls[K]['request'],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<CallOutcome<K>>;
  /** Kills the process; resolves when it has ended. */
  end(): Promise<void>;
}

/** How long the service may take to stop a cancelled call before it is killed, in milliseconds. */
const CANCEL_GRACE_MS = 1500;
/** Enough for the programs of a large monorepo; hono alone takes 1.5 GB (measured). */
const HEAP_MB = 4096;

export function startTypeService(config: ServiceChildConfig): ServiceProcess {
  const child = startServiceChild('types', {
    ...config,
    execArgv: [`--max-old-space-size=${HEAP_MB}`, ...(config.execArgv ?? [])],
  });
  let nextId = 1;
  let idle: Promise<void> = Promise.resolve();

  const cancelCall = async (id: number, reply: Promise<ServiceReply>) => {
    child.send({ id, kind: 'cancel' } satisfies ServiceCall);
    const grace = startTimer(CANCEL_GRACE_MS);
    const stopped = await Promise.race([
      reply.then(() => true),
      child.exited.then(() => true),
      grace.passed.then(() => false),
    ]);
    grace.stop();
    if (!stopped) await child.kill();
  };

  return {
    alive: child.alive,
    idle: () => idle,
    end: child.kill,
    async call(kind, request, timeoutMs, signal) {
      const id = nextId++;
      const reply = child.reply<ServiceReply>(id);
      const timer = startTimer(timeoutMs);
      try {
        child.send({ id, kind, request });
        const result = await untilAborted(
          Promise.race([reply, timer.passed.then(() => 'timeout' as const), child.exited.then(() => 'over' as const)]),
          signal,
        );
        if (result === 'over') return { state: 'died', why: child.cause() ?? 'unknown' };
        if (result !== 'timeout' && result.state === 'done')
          return { state: 'done', answer: result.answer as TypeServiceCalls[typeof kind]['answer'] };
        // A hang or a bug may have left the process in any state: the next call gets a new one.
        await child.kill();
        if (result === 'timeout') return { state: 'timeout' };
        if (result.state === 'cancelled') return { state: 'died', why: 'it cancelled a call on its own' };
        config.log(`types: ${kind} failed: ${result.error}`);
        return { state: 'died', why: firstLine(result.error) };
      } catch (error) {
        // The caller doesn't wait for the cancellation, but the next call does.
        idle = cancelCall(id, reply);
        throw error;
      } finally {
        timer.stop();
      }
    },
  };
}

function startTimer(ms: number): { readonly passed: Promise<void>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return { passed, stop: () => clearTimeout(timer) };
}
