// LOOP 1: one dependable model reply. Each attempt goes: budget, send, classify the failure, then back off and retry,
// adjust the request, let a fallback model take over, or stop. Read next: retry-call.ts (the attempts at one model),
// resilience/failure.ts (what follows from each class of failure) and resilience/classify.ts (how it gets its class).
// To add a provider, write one thin file in providers/ (take openai-chat.ts as an example), use it in create-model.ts.
import type { Emit } from '../contract/events';
import type { Clock } from '../platform/clock';
import { completeReply } from './complete-reply';
import type { ChatModel, ChatRequest, PriceOf, Spending } from './ports';
import { type CallUsage, createCallUsage } from './pricing/call-usage';
import { estimateRequest } from './pricing/estimate-request';
import type { RetryLimits } from './resilience/backoff';
import type { CircuitBreakers } from './resilience/circuit-breaker';
import { reducedContextTokens } from './resilience/reduce-context';
import type { CallFailure, CallResult } from './result';
import { retryCall } from './retry-call';

export type { CallResult } from './result';

export interface CallDeps {
  readonly model: ChatModel;
  readonly spending: Spending;
  readonly clock: Clock;
  readonly emit: Emit;
  /** 1-based number of the call in the run. */
  readonly call: number;
  readonly purpose: 'plan' | 'generate' | 'correct';
  readonly priceOf: PriceOf;
  /** Called while a retry waits; resolves when the user asks to retry immediately. */
  readonly retryNow?: (() => Promise<void>) | undefined;
  /** Default: `DEFAULT_RETRY`. */
  readonly retry?: RetryLimits | undefined;
  /** State that all calls of the process share; without it, this call neither sees nor affects other calls. */
  readonly breakers?: CircuitBreakers | undefined;
  /** Models that take over, in this order, when the one before is unavailable. */
  readonly fallbacks?: readonly ChatModel[] | undefined;
  /**
   * Returns the same request in at most `inputTokens`, without its least useful context, and the names of what was
   * dropped; undefined when nothing more can be dropped. Called when the model reports that the prompt is too long.
   */
  readonly reduceContext?: ((inputTokens: number) => ReducedContext | undefined) | undefined;
  /**
   * Returns a larger output limit than `current`; undefined if the model may not write more. Called when thinking used
   * up the limit before the answer.
   */
  readonly raiseOutputLimit?: ((current: number) => number | undefined) | undefined;
}

export interface ReducedContext {
  readonly request: ChatRequest;
  readonly dropped: readonly string[];
}

/** How often one call may reduce its prompt. */
const MAX_CONTEXT_REDUCTIONS = 3;

/**
 * Makes one dependable call: checks the budget before each attempt, sends, classifies what went wrong, and then waits
 * and retries, adjusts the request (less context if it is too long, a continuation if the reply was cut off), lets the
 * next model take over, or stops. A reply that is still cut off in the end is returned with finish `length`. Rejects
 * only for bugs.
 */
export async function callModel(request: ChatRequest, deps: CallDeps, signal: AbortSignal): Promise<CallResult> {
  const { model, clock, emit, call } = deps;
  const callUsage = createCallUsage(deps);
  const startedAt = clock.now();
  emit({
    type: 'call-start',
    call,
    purpose: deps.purpose,
    model: model.model,
    estimatedInputTokens: estimateRequest(request),
  });
  const result = await callWithFallbacks(request, deps, signal, callUsage);
  emit({
    type: 'call-end',
    call,
    ok: result.ok,
    attempts: callUsage.attempts(),
    ...callUsage.totals(),
    ms: Math.max(0, clock.now() - startedAt),
    ...(result.ok ? {} : { reason: result.failureClass, message: result.message }),
  });
  return result;
}

/** Tries the models in order while they are unavailable. Other failures end the call: another model can't fix them. */
async function callWithFallbacks(
  request: ChatRequest,
  deps: CallDeps,
  signal: AbortSignal,
  callUsage: CallUsage,
): Promise<CallResult> {
  const models = [deps.model, ...(deps.fallbacks ?? [])];
  for (const [index, model] of models.entries()) {
    const next = models[index + 1];
    const send: Send = (each) =>
      retryCall(each, { ...deps, model, callUsage, hasFallback: next !== undefined }, signal);
    const result = await callOneModel(request, { ...deps, model }, send, callUsage);
    if (result.ok || next === undefined || result.reason !== 'model-unavailable') return result;
    callUsage.reportRetry(result.failureClass, `${result.message} ${next.model} at ${next.endpoint} takes over.`, 0);
  }
  throw new Error('unreachable: the last model has no fallback');
}

/** One request to one model, with retries. */
type Send = (request: ChatRequest) => Promise<CallResult>;

/** Sends the request, with less context while it is too long; then requests the rest while the reply is cut off. */
async function callOneModel(
  request: ChatRequest,
  deps: CallDeps,
  send: Send,
  callUsage: CallUsage,
): Promise<CallResult> {
  let current = request;
  let result = await send(current);
  for (let round = 1; isTooLong(result) && round <= MAX_CONTEXT_REDUCTIONS; round += 1) {
    const targetTokens = reducedContextTokens(estimateRequest(current), current.maxOutputTokens, result.contextLimit);
    const reduced = deps.reduceContext?.(targetTokens);
    if (!reduced) break;
    current = reduced.request;
    const dropped = reduced.dropped.join(', ') || 'nothing that has a name';
    callUsage.reportRetry('context-too-long', `${result.message} Left out: ${dropped}.`, 0);
    result = await send(current);
  }
  return result.ok
    ? completeReply(current, result.reply, { ...deps, model: deps.model.model, send, callUsage })
    : result;
}

function isTooLong(result: CallResult): result is CallFailure {
  return !result.ok && result.failureClass === 'context-too-long';
}
