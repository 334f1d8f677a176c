import { untilAborted } from '../platform/until-aborted';
import { firstLine, type ServiceChildConfig, startServiceChild } from '../process/service-child';
import type { CallKind, ServiceCall, ServiceReply, TypeServiceCalls } from './protocol';

/** How a call ended, other than by being aborted. */
export type CallOutcome<K extends CallKind> =
  | { readonly state: 'done'; readonly answer: TypeServiceCalls[K]['answer'] }
  | { readonly state: 'died'; readonly why: string }
  | { readonly state: 'timeout' };

export interface ServiceProcess {
  alive(): boolean;
  /** Resolves when no given-up call keeps the process busy any more: it has yielded, or is gone. */
  idle(): Promise<void>;
  /** One call at a time. Rejects with the signal's reason when aborted. */
  call<K extends CallKind>(
    kind: K,
    request: TypeServiceCalls[K]['request'],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<CallOutcome<K>>;
  /** Kills the process; resolves when it is gone. */
  end(): Promise<void>;
}

/** How long the service may take to notice that a call was given up, before it is killed. */
const CANCEL_GRACE_MS = 1500;
/** Room for the programs of a large monorepo; hono alone takes 1.5 GB (measured). */
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
    const yielded = await Promise.race([
      reply.then(() => true),
      child.over.then(() => true),
      grace.passed.then(() => false),
    ]);
    grace.stop();
    if (!yielded) await child.end();
  };

  return {
    alive: child.alive,
    idle: () => idle,
    end: child.end,
    async call(kind, request, timeoutMs, signal) {
      const id = nextId++;
      const reply = child.reply<ServiceReply>(id);
      const timer = startTimer(timeoutMs);
      try {
        child.send({ id, kind, request });
        const ended = await untilAborted(
          Promise.race([reply, timer.passed.then(() => 'timeout' as const), child.over.then(() => 'over' as const)]),
          signal,
        );
        if (ended === 'over') return { state: 'died', why: child.cause() ?? 'unknown' };
        if (ended !== 'timeout' && ended.state === 'done')
          return { state: 'done', answer: ended.answer as TypeServiceCalls[typeof kind]['answer'] };
        // Whatever state a hang or a bug left behind, the next process starts clean.
        await child.end();
        if (ended === 'timeout') return { state: 'timeout' };
        if (ended.state === 'cancelled') return { state: 'died', why: 'it gave up a call on its own' };
        config.log(`types: ${kind} failed: ${ended.error}`);
        return { state: 'died', why: firstLine(ended.error) };
      } catch (error) {
        // The caller need not wait for this, but the next call does.
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
