import type { CodeInspector } from '../contract/code-inspection';
import type { QuickFixer, TypeChecker, TypeExplainer, TypeProblem } from '../contract/type-check';
import { untilAborted } from '../platform/until-aborted';
import type { RunProcess } from '../process/run-process';
import type { ServiceChildConfig } from '../process/service-child';
import type { CallKind, Calls } from './protocol';
import { runTsc } from './run-tsc';
import { type Ended, type ServiceProcess, startService } from './service-process';

export interface TypeCheckerConfig extends ServiceChildConfig {
  /** Runs a compiler that can be used in no other way than as a command. */
  readonly runProcess: RunProcess;
  /** How long one call may take, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A cold check of the largest projects we know takes a minute; ten times that is a hang. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * The type judge: talks to a service process that is started when first needed, kept warm,
 * and started anew (with one more try) when it dies.
 */
export function createTypeChecker(config: TypeCheckerConfig): TypeChecker & QuickFixer & TypeExplainer & CodeInspector {
  const timeoutMs = config.timeoutMs ?? TIMEOUT_MS;
  const caller = createCaller(config, timeoutMs);

  const ask = async <K extends CallKind>(
    kind: K,
    request: Calls[K]['request'],
    signal: AbortSignal,
    otherwise: (problem: TypeProblem) => Calls[K]['answer'],
  ): Promise<Calls[K]['answer']> => {
    const ended = await caller.call(kind, request, signal);
    return ended.state === 'done' ? ended.answer : otherwise(problemOf(ended, timeoutMs));
  };
  /** For what only helps: the run goes on without it. */
  const without =
    <T>(what: string, answer: T) =>
    (problem: TypeProblem): T => {
      config.log(`types: no ${what}: ${problem.message}`);
      return answer;
    };

  return {
    async check({ copy, ...request }, signal) {
      const answer = await ask('check', request, signal, (problem) => ({ problem }));
      if (!('commands' in answer)) return answer;
      if (!copy)
        return {
          problem: { kind: 'unsupported-version', message: `${answer.why}; here there is no copy to run it on.` },
        };
      return runTsc(answer, await copy(signal), { env: config.env, timeoutMs, runProcess: config.runProcess }, signal);
    },
    exportedTypes: (request, signal) =>
      ask('exportedTypes', request, signal, without('declarations for the prompt', [])),
    quickFix: (request, signal) => ask('quickFix', request, signal, without('quick fixes', [])),
    explain: (request, signal) =>
      ask(
        'explain',
        request,
        signal,
        without(
          'explanations',
          request.places.map(() => []),
        ),
      ),
    inspect: (request, signal) => ask('inspect', request, signal, (problem) => ({ problem })),
    async configReferences(file, signal) {
      const answer = await ask('namedByConfig', file, signal, (problem) => ({ problem }));
      if ('problem' in answer) throw new Error(answer.problem.message);
      return answer;
    },
    dispose: caller.dispose,
  };
}

interface Caller {
  call<K extends CallKind>(kind: K, request: Calls[K]['request'], signal: AbortSignal): Promise<Ended<K>>;
  dispose(): Promise<void>;
}

function createCaller(config: ServiceChildConfig, timeoutMs: number): Caller {
  let service: ServiceProcess | undefined;
  let disposed = false;
  /** Calls go one at a time, so that a time limit counts work, not waiting. */
  let last: Promise<unknown> = Promise.resolve();

  const once = async <K extends CallKind>(
    kind: K,
    request: Calls[K]['request'],
    signal: AbortSignal,
  ): Promise<Ended<K>> => {
    if (service) await untilAborted(service.settled(), signal);
    if (disposed) return { state: 'died', why: 'the type checker was already closed' };
    if (!service?.alive()) service = startService(config);
    return service.call(kind, request, timeoutMs, signal);
  };

  const twice = async <K extends CallKind>(
    kind: K,
    request: Calls[K]['request'],
    signal: AbortSignal,
  ): Promise<Ended<K>> => {
    const first = await once(kind, request, signal);
    if (first.state !== 'died' || disposed) return first;
    config.log(`types: the compiler's process ended (${first.why}); starting it again`);
    return once(kind, request, signal);
  };

  return {
    call(kind, request, signal) {
      const turn = untilAborted(last, signal).then(() => twice(kind, request, signal));
      last = Promise.allSettled([last, turn]);
      return turn;
    },
    async dispose() {
      disposed = true;
      await service?.end();
    },
  };
}

function problemOf(ended: Exclude<Ended<CallKind>, { state: 'done' }>, timeoutMs: number): TypeProblem {
  return ended.state === 'timeout'
    ? {
        kind: 'timeout',
        message:
          `The TypeScript compiler gave no answer within ${Math.round(timeoutMs / 1000)} s and was stopped. ` +
          'Check that `npx tsc --noEmit` ends in the workspace, then try again.',
      }
    : {
        kind: 'service-failed',
        message:
          `The TypeScript compiler's process failed twice: ${ended.why}. Check that \`npx tsc --noEmit\` works in the ` +
          'workspace; if it does, please report this with the log.',
      };
}
