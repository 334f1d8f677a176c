import type { Clock } from '../platform/clock';
import type { ChatModel, ChatReply, ChatRequest, Spending } from './ports';
import type { CallUsage } from './pricing/call-usage';
import { estimateRequest } from './pricing/estimate-request';
import { attempt, waitAfter } from './resilience/attempt';
import { DEFAULT_RETRY, type RetryLimits, waitBeforeRetry } from './resilience/backoff';
import { ALWAYS_CLOSED, type CircuitBreakers, type RequiredWait } from './resilience/circuit-breaker';
import { type FailureClass, ModelError, POLICIES } from './resilience/failure';
import { budgetExhausted, type CallResult, cancelledCall, failedCall, refusedCall, sentence } from './result';

export interface RetryCallDeps {
  readonly model: ChatModel;
  readonly spending: Spending;
  readonly clock: Clock;
  readonly callUsage: CallUsage;
  readonly breakers?: CircuitBreakers | undefined;
  readonly retry?: RetryLimits | undefined;
  readonly retryNow?: (() => Promise<void>) | undefined;
  /** Another model can take over: this one gets fewer attempts, and nothing waits for the circuit breaker. */
  readonly hasFallback: boolean;
}

/** Attempts at a model that has a fallback. */
const ATTEMPTS_BEFORE_FALLBACK = 3;
/**
 * How often one call may change its request because the server refuses a field of it. That is neither an outage nor a
 * failure to wait for, so it counts as no attempt.
 */
const MAX_ADJUSTMENTS = 12;

/** Makes attempts at one model until one succeeds, or until the policy, limits, breaker or budget end the call. */
export async function retryCall(request: ChatRequest, deps: RetryCallDeps, signal: AbortSignal): Promise<CallResult> {
  const { model, spending, clock, callUsage, hasFallback } = deps;
  const most = deps.retry ?? DEFAULT_RETRY;
  const limits = hasFallback ? { ...most, maxAttempts: Math.min(ATTEMPTS_BEFORE_FALLBACK, most.maxAttempts) } : most;
  const breaker = deps.breakers?.forModel(model) ?? ALWAYS_CLOSED;
  const deadline = clock.now() + limits.maxElapsedMs;
  const failureCounts = new Map<FailureClass, number>();
  let lastError: ModelError | undefined;
  let attempts = 0;
  let adjustments = 0;
  let woken = false;

  const pause = async (reason: string, message: string, delayMs: number): Promise<void> => {
    callUsage.reportRetry(reason, message, delayMs);
    woken = (await waitBeforeRetry(delayMs, clock, signal, deps.retryNow)) === 'woken';
  };

  try {
    for (;;) {
      signal.throwIfAborted();
      const { maxOutputTokens } = request;
      const refusal = spending.refuses(model, { inputTokens: estimateRequest(request), maxOutputTokens });
      if (refusal) return budgetExhausted(refusal);
      const isRetry = lastError !== undefined && POLICIES[lastError.failureClass].outage;
      // A user who asks to retry immediately overrides the breaker.
      const wait = woken ? undefined : breaker.requiredWait(isRetry);
      if (wait) {
        const error = new ModelError(wait.reason, `${WAIT_TEXT[wait.reason]}: ${wait.cause}`);
        if (hasFallback || clock.now() + wait.ms > deadline) return failedCall(lastError ?? error, attempts, wait.ms);
        await pause(wait.reason, error.message, Math.ceil(wait.ms));
        continue;
      }
      callUsage.beginAttempt();
      const send = () => sendOnce(request, model, callUsage, signal);
      const outcome = await attempt(send, breaker.startAttempt(isRetry), signal);
      if ('reply' in outcome) return resultOf(model, outcome.reply);
      const { error } = outcome;
      if (error.details.adjusted && adjustments < MAX_ADJUSTMENTS) {
        adjustments += 1;
        callUsage.reportRetry('request-adjusted', `${sentence(error.message)} Now ${error.details.adjusted}`, 0);
        continue;
      }
      attempts += 1;
      lastError = error;
      const failures = (failureCounts.get(error.failureClass) ?? 0) + 1;
      failureCounts.set(error.failureClass, failures);
      const delayMs = waitAfter(error, { attempts, failures }, limits, clock.random);
      if (delayMs === undefined) return failedCall(error, attempts + adjustments);
      if (clock.now() + delayMs > deadline) return failedCall(error, attempts, delayMs);
      await pause(error.failureClass, error.message, delayMs);
    }
  } catch (error) {
    if (signal.aborted) return cancelledCall();
    throw error;
  }
}

const WAIT_TEXT: Readonly<Record<RequiredWait['reason'], string>> = {
  'circuit-open': 'Waiting before the next attempt, after several failures in a row',
  'retry-budget': 'Waiting before the next retry, after many retries',
  'rate-limit': 'Waiting as long as the provider asked for',
};

function resultOf(model: ChatModel, reply: ChatReply): CallResult {
  return reply.finish === 'refusal' ? refusedCall(model, reply) : { ok: true, reply };
}

/** Sends the request and records what it used, also where it failed. */
async function sendOnce(
  request: ChatRequest,
  model: ChatModel,
  callUsage: CallUsage,
  signal: AbortSignal,
): Promise<ChatReply> {
  try {
    const reply = await model.send(request, signal, callUsage.observer);
    callUsage.settle(model, reply.usage);
    return reply;
  } catch (error) {
    if (error instanceof ModelError && error.details.usage) callUsage.settle(model, error.details.usage);
    throw error;
  }
}
