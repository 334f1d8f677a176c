import type { Clock } from '../platform/clock';
import type { ChatModel, ChatReply, ChatRequest, Spending } from './ports';
import type { CallUsage } from './pricing/call-usage';
import { estimateRequest } from './pricing/estimate-request';
import { backoffMs, DEFAULT_RETRY, type RetryLimits, wait } from './resilience/backoff';
import { ALWAYS_CLOSED, type CircuitBreaker, type CircuitBreakers, type Hold } from './resilience/circuit-breaker';
import { type FailureClass, ModelError, POLICIES } from './resilience/failure';
import { type CallResult, cancelled, gaveUp, refused, spent } from './result';

export interface RetryCallDeps {
  readonly model: ChatModel;
  readonly spending: Spending;
  readonly clock: Clock;
  readonly ledger: CallUsage;
  readonly breakers?: CircuitBreakers | undefined;
  readonly retry?: RetryLimits | undefined;
  readonly retryNow?: (() => Promise<void>) | undefined;
  /** Another model is waiting to take over: fewer attempts, and no waiting for an open circuit. */
  readonly replaceable: boolean;
}

/** Attempts at one model when another can take over. */
const REPLACEABLE_ATTEMPTS = 3;

/** Attempts until a reply is there, or the class, the bounds, the breaker or the budget say stop. */
export async function retryCall(request: ChatRequest, deps: RetryCallDeps, signal: AbortSignal): Promise<CallResult> {
  const { model, spending, clock, ledger, replaceable } = deps;
  const limits = deps.retry ?? DEFAULT_RETRY;
  const maxAttempts = replaceable ? Math.min(REPLACEABLE_ATTEMPTS, limits.maxAttempts) : limits.maxAttempts;
  const breaker = deps.breakers?.of(model) ?? ALWAYS_CLOSED;
  const deadline = clock.now() + limits.maxElapsedMs;
  const failed = new Map<FailureClass, number>();
  let lastError: ModelError | undefined;
  let attempts = 0;
  let woken = false;

  const pause = async (reason: string, message: string, delayMs: number): Promise<void> => {
    ledger.retry(reason, message, delayMs);
    woken = (await wait(delayMs, clock, signal, deps.retryNow)) === 'woken';
  };

  try {
    for (;;) {
      signal.throwIfAborted();
      const refusal = spending.refuses(model, {
        inputTokens: estimateRequest(request),
        maxOutputTokens: request.maxOutputTokens,
      });
      if (refusal) return spent(refusal);
      const repeatsOutage = lastError !== undefined && POLICIES[lastError.failureClass].outage;
      const hold = woken ? undefined : breaker.hold(repeatsOutage);
      if (hold) {
        const error = new ModelError(hold.reason, `${HELD[hold.reason]}: ${hold.because}`);
        if (replaceable || clock.now() + hold.ms > deadline) return gaveUp(lastError ?? error, attempts, hold.ms);
        await pause(hold.reason, error.message, Math.ceil(hold.ms));
        continue;
      }
      attempts += 1;
      const outcome = await tryOnce(request, { model, ledger, leave: breaker.enter(repeatsOutage) }, signal);
      if ('reply' in outcome)
        return outcome.reply.finish === 'refusal' ? refused(model, outcome.reply) : { ok: true, reply: outcome.reply };
      const { error } = outcome;
      lastError = error;
      const seen = (failed.get(error.failureClass) ?? 0) + 1;
      failed.set(error.failureClass, seen);
      const policy = POLICIES[error.failureClass];
      if (policy.action !== 'retry' || seen >= policy.attempts || attempts >= maxAttempts)
        return gaveUp(error, attempts);
      const delayMs = backoffMs(attempts, limits, clock.random, {
        retryAfterMs: error.details.retryAfterMs,
        patience: policy.patience,
      });
      if (clock.now() + delayMs > deadline) return gaveUp(error, attempts, delayMs);
      await pause(error.failureClass, error.message, delayMs);
    }
  } catch (error) {
    if (signal.aborted) return cancelled();
    throw error;
  }
}

const HELD: Readonly<Record<Hold['reason'], string>> = {
  'circuit-open': 'Not asked for a moment, after failures in a row',
  'retry-budget': 'Not retried for a moment, after many retries',
  'rate-limit': 'Waiting for the time that an earlier answer named',
};

/** One attempt, settled and told to the breaker; throws when aborted, and for bugs. */
async function tryOnce(
  request: ChatRequest,
  {
    model,
    ledger,
    leave,
  }: { readonly model: ChatModel; readonly ledger: CallUsage; readonly leave: ReturnType<CircuitBreaker['enter']> },
  signal: AbortSignal,
): Promise<{ readonly reply: ChatReply } | { readonly error: ModelError }> {
  ledger.begin();
  let end: Parameters<typeof leave>[0] = 'aborted';
  try {
    const reply = await model.send(request, signal);
    end = 'reply';
    ledger.settle(model, reply.usage);
    return { reply };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    if (error.details.usage) ledger.settle(model, error.details.usage);
    signal.throwIfAborted();
    end = error;
    return { error };
  } finally {
    leave(end);
  }
}
