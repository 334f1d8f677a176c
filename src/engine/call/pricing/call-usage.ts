import type { Emit } from '../../contract/events';
import { addUsage, NO_USAGE } from '../continuation';
import type { ChatModel, PriceOf, SendObserver, Spending, Usage } from '../ports';

/** Counts a call's attempts, tokens and cost, and publishes each retry as an event. */
export interface CallUsage {
  beginAttempt(): void;
  /** Records what an attempt used, whether or not it succeeded. */
  settle(model: ChatModel, usage: Usage): void;
  reportRetry(reason: string, message: string, delayMs: number): void;
  /** Publishes how long an attempt waits for its answer. */
  readonly observer: SendObserver;
  attempts(): number;
  /** `priced`: every attempt's price was known, so that `costUsd` is complete. */
  totals(): { inputTokens: number; outputTokens: number; cachedInputTokens: number; costUsd: number; priced: boolean };
}

export function createCallUsage(deps: {
  readonly spending: Spending;
  readonly priceOf: PriceOf;
  readonly emit: Emit;
  readonly call: number;
}): CallUsage {
  const { spending, priceOf, emit, call } = deps;
  let attempts = 0;
  let totalUsage = NO_USAGE;
  let costUsd = 0;
  let priced = true;
  return {
    beginAttempt: () => {
      attempts += 1;
    },
    settle(model, usage) {
      spending.settle(model, usage);
      totalUsage = addUsage(totalUsage, usage);
      const cost = priceOf(model.provider, model.model, usage);
      if (cost === undefined) priced = false;
      else costUsd += cost;
    },
    reportRetry: (reason, message, delayMs) =>
      emit({ type: 'call-retry', call, attempt: attempts, delayMs, reason, message }),
    observer: {
      reading: (ms) => emit({ type: 'call-progress', call, phase: 'reading', ms }),
      writing: (ms) => emit({ type: 'call-progress', call, phase: 'writing', ms }),
    },
    attempts: () => attempts,
    totals: () => ({
      inputTokens: totalUsage.inputTokens,
      outputTokens: totalUsage.outputTokens,
      cachedInputTokens: totalUsage.cachedInputTokens,
      costUsd,
      priced,
    }),
  };
}
