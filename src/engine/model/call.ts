import type { Clock } from '../clock';
import type { Emit } from '../events';
import { type RetryLimits, backoffMs, DEFAULT_RETRY, wait } from './backoff';
import { addUsage, continueRequest, joinReplies, NO_USAGE } from './continuation';
import { type CallStopReason, type FailureClass, ModelError, POLICIES } from './failure';
import type { ChatModel, ChatReply, ChatRequest, PriceOf, Spending, SpendStop, Usage } from './ports';
import { estimateTokens } from './prices';

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
}

export interface CallFailure {
  readonly ok: false;
  readonly reason: CallStopReason | SpendStop['reason'] | 'cancelled';
  readonly failureClass: FailureClass | SpendStop['reason'] | 'cancelled';
  /** What happened and why, for a person. */
  readonly message: string;
  /** The next step, for a person. */
  readonly next: string;
  /** Tokens the model can read, where its error tells (context-too-long). */
  readonly contextLimit?: number | undefined;
}

export type CallResult = { readonly ok: true; readonly reply: ChatReply } | CallFailure;

/** Further requests that one call may make for the rest of a reply that was cut off. */
const MAX_CONTINUATIONS = 3;

/**
 * Loop 1: one dependable reply. Asks the budget before each attempt, sends, classifies what went wrong,
 * waits and tries again, or adjusts: a reply cut off is continued from where it stopped. A reply that is still cut off
 * after that comes back with finish `length`. Rejects only for bugs.
 */
export async function callModel(request: ChatRequest, deps: CallDeps, signal: AbortSignal): Promise<CallResult> {
  const { model, clock, emit, call } = deps;
  const ledger = createLedger(deps);
  const startedAt = clock.now();
  emit({ type: 'call-start', call, purpose: deps.purpose, model: model.model, estimatedInputTokens: estimateRequest(request) });
  const result = await converse(request, deps, signal, ledger);
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

/** The request, and while the reply is cut off, requests for its rest. */
async function converse(request: ChatRequest, deps: CallDeps, signal: AbortSignal, ledger: Ledger): Promise<CallResult> {
  const first = await dependableReply(request, deps, signal, ledger);
  if (!first.ok) return first;
  let reply = first.reply;
  for (let round = 1; reply.finish === 'length' && round <= MAX_CONTINUATIONS; round += 1) {
    if (reply.text.trim() === '') return failureFor('cut-off', `${deps.model.model} used up the output limit of ${request.maxOutputTokens} tokens before it wrote any text.`);
    ledger.retry('cut-off', `The reply stopped at the output limit of ${request.maxOutputTokens} tokens; asking for the rest.`, 0);
    const rest = await dependableReply(continueRequest(request, reply.text), deps, signal, ledger);
    // What is there already was paid for and may do: only a stop by the person ends it here.
    if (!rest.ok) return rest.reason === 'cancelled' ? rest : { ok: true, reply };
    if (rest.reply.text.trim() === '') break;
    reply = joinReplies(reply, rest.reply);
  }
  return { ok: true, reply };
}

/** Attempts until a reply is there, or the class, the bounds or the budget say stop. */
async function dependableReply(request: ChatRequest, deps: CallDeps, signal: AbortSignal, ledger: Ledger): Promise<CallResult> {
  const { model, spending, clock } = deps;
  const limits = deps.retry ?? DEFAULT_RETRY;
  const startedAt = clock.now();
  const failed = new Map<FailureClass, number>();
  for (let attempt = 1; ; attempt += 1) {
    if (signal.aborted) return cancelled();
    const refusal = spending.refuses({ inputTokens: estimateRequest(request), maxOutputTokens: request.maxOutputTokens });
    if (refusal) return spent(refusal);
    const outcome = await tryOnce(model, request, signal, ledger);
    if ('reply' in outcome) return outcome.reply.finish === 'refusal' ? refused(model, outcome.reply) : { ok: true, reply: outcome.reply };
    if (outcome.error === undefined) return cancelled();
    const { error } = outcome;
    const seen = (failed.get(error.failureClass) ?? 0) + 1;
    failed.set(error.failureClass, seen);
    const delayMs = backoffMs(attempt, limits, clock.random, error.details.retryAfterMs);
    const policy = POLICIES[error.failureClass];
    const elapsed = clock.now() - startedAt;
    if (policy.action !== 'retry' || seen >= policy.attempts || attempt >= limits.maxAttempts) return gaveUp(error, attempt);
    if (elapsed + delayMs > limits.maxElapsedMs) return gaveUp(error, attempt, delayMs);
    ledger.retry(error.failureClass, error.message, delayMs);
    try {
      await wait(delayMs, clock, signal, deps.retryNow);
    } catch (error) {
      if (!signal.aborted) throw error;
      return cancelled();
    }
  }
}

/** One attempt, settled. Without an error and a reply it was aborted. */
async function tryOnce(
  model: ChatModel, request: ChatRequest, signal: AbortSignal, ledger: Ledger,
): Promise<{ reply: ChatReply } | { error: ModelError | undefined }> {
  ledger.begin();
  try {
    const reply = await model.send(request, signal);
    ledger.settle(reply.usage);
    return { reply };
  } catch (error) {
    if (error instanceof ModelError && error.details.usage) ledger.settle(error.details.usage);
    if (signal.aborted) return { error: undefined };
    if (error instanceof ModelError) return { error };
    throw error;
  }
}

/** Counts a call's attempts and tokens, and tells of each retry. */
interface Ledger {
  begin(): void;
  settle(usage: Usage): void;
  retry(reason: string, message: string, delayMs: number): void;
  attempts(): number;
  totals(): { inputTokens: number; outputTokens: number; cachedInputTokens: number; costUsd: number; priced: boolean };
}

function createLedger({ model, spending, priceOf, emit, call }: CallDeps): Ledger {
  let attempts = 0;
  let usage = NO_USAGE;
  let costUsd = 0;
  let priced = true;
  return {
    begin: () => {
      attempts += 1;
    },
    settle(each) {
      spending.settle(each);
      usage = addUsage(usage, each);
      const cost = priceOf(model.provider, model.model, each);
      if (cost === undefined) priced = false;
      else costUsd += cost;
    },
    retry: (reason, message, delayMs) => emit({ type: 'call-retry', call, attempt: attempts, delayMs, reason, message }),
    attempts: () => attempts,
    totals: () => ({
      inputTokens: usage.inputTokens, outputTokens: usage.outputTokens, cachedInputTokens: usage.cachedInputTokens, costUsd, priced,
    }),
  };
}

function estimateRequest({ system, messages }: ChatRequest): number {
  return estimateTokens(system) + messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
}

function failureFor(failureClass: FailureClass, message: string): CallFailure {
  const { reason, next } = POLICIES[failureClass];
  return { ok: false, reason, failureClass, message, next };
}

function gaveUp(error: ModelError, attempts: number, delayMs?: number): CallFailure {
  const tried = attempts > 1 ? ` Tried ${attempts} times.` : '';
  const tooLong = delayMs === undefined ? '' : ` The next try would have to wait ${Math.ceil(delayMs / 1000)} s, longer than a call may take.`;
  return { ...failureFor(error.failureClass, `${error.message}.${tried}${tooLong}`), contextLimit: error.details.contextLimit };
}

function refused(model: ChatModel, reply: ChatReply): CallFailure {
  const said = reply.text.trim().slice(0, 300);
  return failureFor('refusal', `${model.model} declined to answer${said ? `: ${said}` : '.'}`);
}

function spent({ reason, message }: SpendStop): CallFailure {
  return { ok: false, reason, failureClass: reason, message, next: 'Raise the limit in the settings, or look at the best result so far.' };
}

function cancelled(): CallFailure {
  return { ok: false, reason: 'cancelled', failureClass: 'cancelled', message: 'The call was cancelled.', next: 'Run it again when you are ready.' };
}
