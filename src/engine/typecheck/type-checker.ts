/**
 * The workspace's own TypeScript compiler, kept warm in a process of its own. Read along a call's way: this
 * client → `protocol.ts` → `service-process.ts` (the child process, whose entry point is
 * `src/services/type-service.ts`) → `session.ts` → `projects/` (which tsconfigs there are, and the program of
 * each) → `check.ts` (edited files, then dependents, then everything). Quick fixes and explanations hang off the
 * session in the same way.
 */
import type { CodeInspector } from '../contract/code-inspection';
import { type CodeFinder, NOTHING_REACHED } from '../contract/code-reach';
import type { CodeLookup } from '../contract/looking/code-lookup';
import type { TextSearcher } from '../contract/looking/text-search';
import type { QuickFixer, TypeChecker, TypeExplainer, TypeProblem } from '../contract/type-check';
import { untilAborted } from '../platform/until-aborted';
import type { RunProcess } from '../process/run-process';
import type { ServiceChildConfig } from '../process/service-child';
import type { CallKind, TypeServiceCalls } from './protocol';
import { runTsc } from './run-tsc';
import { type CallOutcome, type ServiceProcess, startTypeService } from './service-process';

export interface TypeCheckerConfig extends ServiceChildConfig {
  /** Runs `tsc` where a compiler can be used in no other way than as a command. */
  readonly runProcess: RunProcess;
  /** How long one call may take, in milliseconds. */
  readonly timeoutMs?: number;
}

const NOT_LOOKED_UP = { places: [], problem: 'The compiler is not available now.' };

const NOT_SEARCHED = {
  matches: [],
  more: 0,
  ignoredCase: false,
  skipped: 0,
  problem: 'the search is not available now',
};

/** A cold check of the largest projects we know takes a minute; ten times that is a hang. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Creates the client of the type service. The process is started by the first call, kept warm, and started
 * again, with one more attempt at the call, when it dies.
 */
export function createTypeChecker(
  config: TypeCheckerConfig,
): TypeChecker & QuickFixer & TypeExplainer & CodeInspector & CodeFinder & CodeLookup & TextSearcher {
  const timeoutMs = config.timeoutMs ?? TIMEOUT_MS;
  const client = createServiceClient(config, timeoutMs);

  const ask = async <K extends CallKind>(
    kind: K,
    request: TypeServiceCalls[K]['request'],
    signal: AbortSignal,
    onProblem: (problem: TypeProblem) => TypeServiceCalls[K]['answer'],
  ): Promise<TypeServiceCalls[K]['answer']> => {
    const outcome = await client.call(kind, request, signal);
    return outcome.state === 'done' ? outcome.answer : onProblem(problemFor(outcome, timeoutMs));
  };
  /** For calls that only improve a prompt or a candidate: the run continues without their answer. */
  const continueWithout =
    <T>(what: string, answer: T) =>
    (problem: TypeProblem): T => {
      config.log(`types: no ${what}: ${problem.message}`);
      return answer;
    };

  return {
    async check({ createScratchCopy, ...request }, signal) {
      const answer = await ask('check', request, signal, (problem) => ({ problem }));
      if (!('commands' in answer)) return answer;
      if (!createScratchCopy) return { problem: noScratchCopyProblem(answer.reason) };
      const dir = await createScratchCopy(signal);
      return runTsc(answer, dir, { env: config.env, timeoutMs, runProcess: config.runProcess }, signal);
    },
    exportedTypes: (request, signal) =>
      ask('exportedTypes', request, signal, continueWithout('declarations for the prompt', [])),
    quickFix: (request, signal) => ask('quickFix', request, signal, continueWithout('quick fixes', [])),
    explain(request, signal) {
      const nothing = request.places.map(() => []);
      return ask('explain', request, signal, continueWithout('explanations', nothing));
    },
    reach: (request, signal) =>
      ask('reach', request, signal, continueWithout('code behind the failure', NOTHING_REACHED)),
    lookUp: (request, signal) => ask('lookUp', request, signal, continueWithout('look at a name', NOT_LOOKED_UP)),
    searchText: (request, signal) =>
      ask('searchText', request, signal, continueWithout('search of texts', NOT_SEARCHED)),
    inspect: (request, signal) => ask('inspect', request, signal, (problem) => ({ problem })),
    async configReferences(file, signal) {
      const answer = await ask('configReferences', file, signal, (problem) => ({ problem }));
      if ('problem' in answer) throw new Error(answer.problem.message);
      return answer;
    },
    topLevels: (files, signal) =>
      ask('topLevels', files, signal, continueWithout('declarations of the files in a reply', [])),
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
  /** Calls run one at a time, so that a call's time limit counts its own work and not the wait for others. */
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

function noScratchCopyProblem(reason: string): TypeProblem {
  return {
    kind: 'unsupported-version',
    message: `${reason}; no scratch copy of the workspace can be made here to run it on.`,
  };
}

function problemFor(outcome: Exclude<CallOutcome<CallKind>, { state: 'done' }>, timeoutMs: number): TypeProblem {
  return outcome.state === 'timeout'
    ? {
        kind: 'timeout',
        message:
          `The TypeScript compiler gave no answer within ${Math.round(timeoutMs / 1000)} s and was stopped. ` +
          'Check that `npx tsc --noEmit` ends in the workspace, then try again.',
      }
    : {
        kind: 'service-failed',
        message:
          `The TypeScript compiler's process failed twice: ${outcome.why}. ` +
          'Check that `npx tsc --noEmit` works in the workspace; if it does, please report this with the log.',
      };
}
