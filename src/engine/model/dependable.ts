import type { Clock } from '../clock';
import { backoffMs, DEFAULT_RETRY, type RetryLimits, wait } from './backoff';
import { createFailure } from './classify';
import { type FailureClass, ModelError, POLICIES } from './failure';
import { type Lanes, OPEN_LANE } from './lane';
import type { Ledger } from './ledger';
import type { ChatModel, ChatReply, ChatRequest, Spending } from './ports';
import { estimateTokens } from './prices';
import { type CallResult, cancelled, gaveUp, refused, spent } from './result';

export interface DependableDeps {
  readonly model: ChatModel;
  readonly spending: Spending;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly lanes?: Lanes | undefined;
  readonly retry?: RetryLimits | undefined;
  readonly retryNow?: (() => Promise<void>) | undefined;
  /** Another model is waiting to take over: fewer attempts, and no waiting for an open circuit. */
  readonly replaceable: boolean;
}

/** Attempts at one model when another can take over. */
const REPLACEABLE_ATTEMPTS = 3;

/** Attempts until a reply is there, or the class, the bounds, the lane or the budget say stop. */
export async function dependableReply(request: ChatRequest, deps: DependableDeps, signal: AbortSignal): Promise<CallResult> {
  const { model, spending, clock, ledger, replaceable } = deps;
  const limits = deps.retry ?? DEFAULT_RETRY;
  const maxAttempts = replaceable ? Math.min(REPLACEABLE_ATTEMPTS, limits.maxAttempts) : limits.maxAttempts;
  const lane = deps.lanes?.of(model) ?? OPEN_LANE;
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
      const refusal = spending.refuses({ inputTokens: estimateRequest(request), maxOutputTokens: request.maxOutputTokens });
      if (refusal) return spent(refusal);
      const repeatsOutage = lastError !== undefined && POLICIES[lastError.failureClass].outage;
      const hold = woken ? undefined : lane.hold(repeatsOutage);
      if (hold) {
        const error = createFailure(hold.reason, model, { said: hold.because });
        if (replaceable || clock.now() + hold.ms > deadline) return gaveUp(lastError ?? error, attempts, hold.ms);
        await pause(hold.reason, error.message, Math.ceil(hold.ms));
        continue;
      }
      const leave = lane.enter(repeatsOutage);
      attempts += 1;
      const outcome = await tryOnce(model, request, signal, ledger);
      leave('reply' in outcome ? 'reply' : (outcome.error ?? 'aborted'));
      if ('reply' in outcome) return outcome.reply.finish === 'refusal' ? refused(model, outcome.reply) : { ok: true, reply: outcome.reply };
      signal.throwIfAborted();
      const { error } = outcome;
      if (!error) throw new Error('an attempt ended without a reply, an error or an abort');
      lastError = error;
      const seen = (failed.get(error.failureClass) ?? 0) + 1;
      failed.set(error.failureClass, seen);
      const policy = POLICIES[error.failureClass];
      if (policy.action !== 'retry' || seen >= policy.attempts || attempts >= maxAttempts) return gaveUp(error, attempts);
      const delayMs = backoffMs(attempts, limits, clock.random, { retryAfterMs: error.details.retryAfterMs, patience: policy.patience });
      if (clock.now() + delayMs > deadline) return gaveUp(error, attempts, delayMs);
      await pause(error.failureClass, error.message, delayMs);
    }
  } catch (error) {
    if (signal.aborted) return cancelled();
    throw error;
  }
}

/** One attempt, settled. Without an error and a reply it was aborted. */
async function tryOnce(
  model: ChatModel, request: ChatRequest, signal: AbortSignal, ledger: Ledger,
): Promise<{ reply: ChatReply } | { error: ModelError | undefined }> {
  ledger.begin();
  try {
    const reply = await model.send(request, signal);
    ledger.settle(model, reply.usage);
    return { reply };
  } catch (error) {
    if (error instanceof ModelError && error.details.usage) ledger.settle(model, error.details.usage);
    if (signal.aborted) return { error: undefined };
    if (error instanceof ModelError) return { error };
    throw error;
  }
}

export function estimateRequest({ system, messages }: ChatRequest): number {
  return estimateTokens(system) + messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
}
