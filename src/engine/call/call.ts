// LOOP 1: one dependable model reply. Each attempt goes: budget, send, classify the failure, then back off and retry,
// adjust the request, let a fallback model take over, or stop. Read next: retry-call.ts (the attempts at one model),
// resilience/failure.ts (what follows from each class of failure) and resilience/classify.ts (how it gets its class).
// To add a provider, write one thin file in providers/ (take openai-chat.ts as an example), use it in create-model.ts.
import type { Emit } from '../contract/events';
import type { Clock } from '../platform/clock';
import { type CutPrompt, findCutPrompt, knownCut } from './adjust/cut-prompt';
import { completeReply } from './complete-reply';
import type { ChatModel, ChatReply, ChatRequest, PriceOf, Spending } from './ports';
import { type CallUsage, createCallUsage } from './pricing/call-usage';
import { estimateRequest } from './pricing/estimate-request';
import type { RetryLimits } from './resilience/backoff';
import type { CircuitBreakers } from './resilience/circuit-breaker';
import { reducedContextTokens } from './resilience/reduce-context';
import { type CallFailure, type CallResult, failureFor } from './result';
import { retryCall } from './retry-call';

export type { CallResult } from './result';

export interface CallDeps {
  readonly model: ChatModel;
  readonly spending: Spending;
  readonly clock: Clock;
  readonly emit: Emit;
  /** 1-based number of the call in the run. */
  readonly call: number;
  readonly purpose: 'plan' | 'generate' | 'correct' | 'review';
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
   * dropped; undefined when nothing more can be dropped. Called when the model reports that the prompt is too long, or
   * seems to have read only a part of it.
   */
  readonly reduceContext?: ((inputTokens: number) => ReducedContext | undefined) | undefined;
  /** Whether the caller can use the reply. Asked only where the model seems not to know the whole prompt. */
  readonly isUseful?: ((reply: ChatReply) => Promise<boolean>) | undefined;
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

/**
 * Sends the request, with less context while it is too long or the server reads only a part of it; then requests what
 * is missing while the reply is cut off.
 */
async function callOneModel(
  request: ChatRequest,
  deps: CallDeps,
  send: Send,
  callUsage: CallUsage,
): Promise<CallResult> {
  const { clock, model } = deps;
  const reduce = (tooLong: TooLong): ChatRequest | undefined => {
    const reduced = deps.reduceContext?.(tooLong.targetTokens);
    const dropped = reduced?.dropped.join(', ') || 'nothing that has a name';
    if (reduced)
      callUsage.reportRetry(tooLong.failure.failureClass, `${tooLong.failure.message} Left out: ${dropped}.`, 0);
    return reduced?.request;
  };
  const known = knownTooLong(request, deps);
  let current = (known && reduce(known)) ?? request;
  let result = await send(current);
  let tooLong = await tooLongFor(current, result, deps);
  let cut = tooLong?.cut;
  for (let round = 1; tooLong && round <= MAX_CONTEXT_REDUCTIONS; round += 1) {
    const reduced = reduce(tooLong);
    if (!reduced) break;
    current = reduced;
    result = await send(current);
    tooLong = await tooLongFor(current, result, deps);
    cut = tooLong?.cut ?? cut;
  }
  if (tooLong) return tooLong.failure;
  if (!result.ok) return result;
  if (cut) model.promptLimit?.remember({ tokens: estimateRequest(current), counted: cut.counted }, clock.now());
  else model.promptLimit?.read(result.reply.usage.inputTokens);
  return completeReply(current, result.reply, { ...deps, model: model.model, send, callUsage });
}

interface TooLong {
  readonly failure: CallFailure;
  readonly targetTokens: number;
  /** The server did not say so itself. */
  readonly cut?: CutPrompt | undefined;
}

/** A prompt that is longer than what the server is remembered to read. */
function knownTooLong(request: ChatRequest, { model, clock }: CallDeps): TooLong | undefined {
  const tokens = model.promptLimit?.tokens(clock.now());
  if (tokens === undefined || estimateRequest(request) <= tokens) return undefined;
  const message = `${model.model} at ${model.endpoint} ${knownCut(tokens)}.`;
  return { failure: failureFor('prompt-cut', message), targetTokens: tokens };
}

/** How the result says that the prompt does not fit into the model's context; undefined if it does not say so. */
async function tooLongFor(
  request: ChatRequest,
  result: CallResult,
  { model, isUseful }: CallDeps,
): Promise<TooLong | undefined> {
  if (result.ok) {
    const cut = await findCutPrompt(request, result.reply, isUseful);
    const message = `${model.model} at ${model.endpoint} ${cut?.message}.`;
    return cut && { failure: failureFor('prompt-cut', message), targetTokens: cut.targetTokens, cut };
  }
  if (result.failureClass !== 'context-too-long') return undefined;
  const { contextLimit } = result;
  const targetTokens = reducedContextTokens(estimateRequest(request), request.maxOutputTokens, contextLimit);
  return { failure: result, targetTokens };
}
