import type { CodeInspector } from '../contract/code-inspection';
import type { QuickFixer, TypeChecker, TypeExplainer, TypeProblem } from '../contract/type-check';
import { untilAborted } from '../platform/until-aborted';
import type { RunProcess } from '../process/run-process';
import type { ServiceChildConfig } from '../process/service-child';
import type { CallKind, TypeServiceCalls } from './protocol';
import { runTsc } from './run-tsc';
import { type CallOutcome, type ServiceProcess, startTypeService } from './service-process';

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
  const client = createServiceClient(config, timeoutMs);

  const ask = async <K extends CallKind>(
    kind: K,
    request: TypeServiceCalls[K]['request'],
    signal: AbortSignal,
    otherwise: (problem: TypeProblem) => TypeServiceCalls[K]['answer'],
  ): Promise<TypeServiceCalls[K]['answer']> => {
    const ended = await client.call(kind, request, signal);
    return ended.state === 'done' ? ended.answer : otherwise(problemFor(ended, timeoutMs));
  };
  /** For what only helps: the run goes on without it. */
  const continueWithout =
    <T>(what: string, answer: T) =>
    (problem: TypeProblem): T => {
      config.log(`types: no ${what}: ${problem.message}`);
      return answer;
    };

  return {
    async check({ createScratchCopy: copy, ...request }, signal) {
      const answer = await ask('check', request, signal, (problem) => ({ problem }));
      if (!('commands' in answer)) return answer;
      if (!copy)
        return {
          problem: { kind: 'unsupported-version', message: `${answer.reason}; here there is no copy to run it on.` },
        };
      return runTsc(answer, await copy(signal), { env: config.env, timeoutMs, runProcess: config.runProcess }, signal);
    },
    exportedTypes: (request, signal) =>
      ask('exportedTypes', request, signal, continueWithout('declarations for the prompt', [])),
    quickFix: (request, signal) => ask('quickFix', request, signal, continueWithout('quick fixes', [])),
    explain: (request, signal) =>
      ask(
        'explain',
        request,
        signal,
        continueWithout(
          'explanations',
          request.places.map(() => []),
        ),
      ),
    inspect: (request, signal) => ask('inspect', request, signal, (problem) => ({ problem })),
    async configReferences(file, signal) {
      const answer = await ask('configReferences', file, signal, (problem) => ({ problem }));
      if ('problem' in answer) throw new Error(answer.problem.message);
      return answer;
    },
    dispose: client.dispose,
  };
}

interface ServiceClient {
  call<K extends CallKind>(
    kind: K,
    request: TypeServiceCalls[K]['request'],
    signal: AbortSignal,
  ): Promise<CallOutcome<K>>;
  dispose(): Promise<void>;
}

function createServiceClient(config: ServiceChildConfig, timeoutMs: number): ServiceClient {
  let service: ServiceProcess | undefined;
  let disposed = false;
  /** Calls go one at a time, so that a time limit counts work, not waiting. */
  let last: Promise<unknown> = Promise.resolve();

  const callOnce = async <K extends CallKind>(
    kind: K,
    request: TypeServiceCalls[K]['request'],
    signal: AbortSignal,
  ): Promise<CallOutcome<K>> => {
    if (service) await untilAborted(service.idle(), signal);
    if (disposed) return { state: 'died', why: 'the type checker was already closed' };
    if (!service?.alive()) service = startTypeService(config);
    return service.call(kind, request, timeoutMs, signal);
  };

  const callWithRetry = async <K extends CallKind>(
    kind: K,
    request: TypeServiceCalls[K]['request'],
    signal: AbortSignal,
  ): Promise<CallOutcome<K>> => {
    const first = await callOnce(kind, request, signal);
    if (first.state !== 'died' || disposed) return first;
    config.log(`types: the compiler's process ended (${first.why}); starting it again`);
    return callOnce(kind, request, signal);
  };

  return {
    call(kind, request, signal) {
      const turn = untilAborted(last, signal).then(() => callWithRetry(kind, request, signal));
      last = Promise.allSettled([last, turn]);
      return turn;
    },
    async dispose() {
      disposed = true;
      await service?.end();
    },
  };
}

function problemFor(ended: Exclude<CallOutcome<CallKind>, { state: 'done' }>, timeoutMs: number): TypeProblem {
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
