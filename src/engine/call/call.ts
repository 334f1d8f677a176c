import type { Emit } from '../contract/events';
import type { Clock } from '../platform/clock';
import { continueRequest, joinReplies } from './continuation';
import type { ChatModel, ChatRequest, PriceOf, Spending } from './ports';
import { type CallUsage, createCallUsage } from './pricing/call-usage';
import { estimateRequest } from './pricing/estimate-request';
import type { RetryLimits } from './resilience/backoff';
import type { CircuitBreakers } from './resilience/circuit-breaker';
import { reducedContextTokens } from './resilience/reduce-context';
import { type CallResult, failureFor } from './result';
import { retryCall } from './retry-call';

export type { CallFailure, CallResult } from './result';

export interface CallDeps {
  readonly model: ChatModel;
  readonly spending: Spending;
  readonly clock: Clock;
  readonly emit: Emit;
  /** 1-based number of the call in the run. */
  readonly call: number;
  readonly purpose: 'plan' | 'generate' | 'correct';
  readonly priceOf: PriceOf;
  /** While a retry waits: resolves when the person wants it now. */
  readonly retryNow?: (() => Promise<void>) | undefined;
  /** Default: `DEFAULT_RETRY`. */
  readonly retry?: RetryLimits | undefined;
  /** What all calls of the process know of each model; absent: this call is alone. */
  readonly breakers?: CircuitBreakers | undefined;
  /** Models that take over, in order, when the one before is not available. */
  readonly fallbacks?: readonly ChatModel[] | undefined;
  /**
   * The same request in at most so many input tokens, its least useful context left out, with the names of what was
   * dropped; undefined when nothing more can go. Asked when the model says that the prompt is too long.
   */
  readonly reduceContext?: ((inputTokens: number) => ReducedContext | undefined) | undefined;
}

export interface ReducedContext {
  readonly request: ChatRequest;
  readonly dropped: readonly string[];
}

/** Further requests that one call may make for the rest of a reply that was cut off. */
const MAX_CONTINUATIONS = 3;
/** Times one call may make its prompt smaller. */
const MAX_SHRINKS = 3;

/**
 * Loop 1: one dependable reply. Asks the budget before each attempt, sends, classifies what went wrong, and then
 * waits and tries again, adjusts the request (too long: less context; cut off: the rest), lets the next model take
 * over, or stops. A reply that is still cut off in the end comes back with finish `length`. Rejects only for bugs.
 */
export async function callModel(request: ChatRequest, deps: CallDeps, signal: AbortSignal): Promise<CallResult> {
  const { model, clock, emit, call } = deps;
  const ledger = createCallUsage(deps);
  const startedAt = clock.now();
  emit({
    type: 'call-start',
    call,
    purpose: deps.purpose,
    model: model.model,
    estimatedInputTokens: estimateRequest(request),
  });
  const result = await withFallbacks(request, deps, signal, ledger);
  emit({
    type: 'call-end',
    call,
    ok: result.ok,
    attempts: ledger.attempts(),
    ...ledger.totals(),
    ms: Math.max(0, clock.now() - startedAt),
    ...(result.ok ? {} : { reason: result.failureClass, message: result.message }),
  });
  return result;
}

/** The models in turn, as long as each is unavailable; what another model could not mend ends it. */
async function withFallbacks(
  request: ChatRequest,
  deps: CallDeps,
  signal: AbortSignal,
  ledger: CallUsage,
): Promise<CallResult> {
  const models = [deps.model, ...(deps.fallbacks ?? [])];
  for (const [index, model] of models.entries()) {
    const next = models[index + 1];
    const result = await converse(request, { ...deps, model }, next !== undefined, signal, ledger);
    if (result.ok || next === undefined || result.reason !== 'model-unavailable') return result;
    ledger.retry(result.failureClass, `${result.message} ${next.model} at ${next.endpoint} takes over.`, 0);
  }
  throw new Error('the last model has no next one');
}

/** The request, made smaller while it is too long; then, while the reply is cut off, requests for its rest. */
async function converse(
  request: ChatRequest,
  deps: CallDeps,
  replaceable: boolean,
  signal: AbortSignal,
  ledger: CallUsage,
): Promise<CallResult> {
  const ask = (each: ChatRequest) => retryCall(each, { ...deps, ledger, replaceable }, signal);
  let asked = request;
  let first = await ask(asked);
  for (let round = 1; !first.ok && first.failureClass === 'context-too-long' && round <= MAX_SHRINKS; round += 1) {
    const smaller = deps.reduceContext?.(
      reducedContextTokens(estimateRequest(asked), asked.maxOutputTokens, first.contextLimit),
    );
    if (!smaller) break;
    asked = smaller.request;
    ledger.retry(
      'context-too-long',
      `${first.message} Left out: ${smaller.dropped.join(', ') || 'nothing by name'}.`,
      0,
    );
    first = await ask(asked);
  }
  if (!first.ok) return first;
  let reply = first.reply;
  for (let round = 1; reply.finish === 'length' && round <= MAX_CONTINUATIONS; round += 1) {
    // Nothing to go on from; and a JSON object is not continued but begun again by most models.
    if (reply.text.trim() === '' || asked.output)
      return failureFor(
        'cut-off',
        `${deps.model.model} used up the output limit of ${asked.maxOutputTokens} tokens before ${asked.output ? 'its answer was complete' : 'it wrote any text'}.`,
      );
    ledger.retry(
      'cut-off',
      `The reply stopped at the output limit of ${asked.maxOutputTokens} tokens; asking for the rest.`,
      0,
    );
    const rest = await ask(continueRequest(asked, reply.text));
    // What is there already was paid for and may do: only a stop by the person ends it here.
    if (!rest.ok) return rest.reason === 'cancelled' ? rest : { ok: true, reply };
    if (rest.reply.text.trim() === '' && !rest.reply.toolCalls) break;
    reply = joinReplies(reply, rest.reply);
  }
  return { ok: true, reply };
}
