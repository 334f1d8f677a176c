import type { Emit } from '../../contract/events';
import { addUsage, NO_USAGE } from '../continuation';
import type { ChatModel, PriceOf, Spending, Usage } from '../ports';

/** Counts a call's attempts and tokens, and tells of each retry. */
export interface CallUsage {
  begin(): void;
  /** What an attempt spent, failed or not. */
  settle(model: ChatModel, usage: Usage): void;
  retry(reason: string, message: string, delayMs: number): void;
  attempts(): number;
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
  let usage = NO_USAGE;
  let costUsd = 0;
  let priced = true;
  return {
    begin: () => {
      attempts += 1;
    },
    settle(model, each) {
      spending.settle(model, each);
      usage = addUsage(usage, each);
      const cost = priceOf(model.provider, model.model, each);
      if (cost === undefined) priced = false;
      else costUsd += cost;
    },
    retry: (reason, message, delayMs) =>
      emit({ type: 'call-retry', call, attempt: attempts, delayMs, reason, message }),
    attempts: () => attempts,
    totals: () => ({
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      cachedInputTokens: usage.cachedInputTokens,
      costUsd,
      priced,
    }),
  };
}
