import type { PricedModel, PriceOf, Spending, Usage } from '../call/ports';
import type { Stop } from '../contract/stop';
import type { Limits } from '../contract/task';
import type { Clock } from '../platform/clock';

export interface Totals {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** False once a reply came from a model whose price is unknown. */
  readonly priced: boolean;
}

export interface Budget extends Spending {
  /** Counts one call and returns its number; retries belong to their call. */
  openCall(): number;
  /** Tokens the run may still spend. */
  remainingTokens(): number;
  totals(): Totals;
  /** Milliseconds since the run began. */
  elapsed(): number;
}

/** Counts what a run spends and refuses an attempt that would exceed a limit before it is sent. */
export function createBudget(deps: {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly priceOf: PriceOf;
}): Budget {
  const { limits, clock } = deps;
  const startedAt = clock.now();
  let calls = 0;
  let inputTokens = 0;
  let outputTokens = 0;
  let costUsd = 0;
  let priced = true;

  const refuses = (
    { provider, model }: PricedModel,
    estimate: { inputTokens: number; maxOutputTokens: number },
  ): Stop | undefined => {
    if (calls > limits.maxCalls) {
      return { reason: 'call-budget', message: `The run reached its limit of ${limits.maxCalls} model calls.` };
    }
    if (clock.now() - startedAt >= limits.timeoutMs) {
      return { reason: 'time-budget', message: timeLimitReached(limits.timeoutMs) };
    }
    // The reply's length is unknown: the input must fit and leave something for the answer.
    const tokens = inputTokens + outputTokens + estimate.inputTokens;
    if (tokens >= limits.maxTokens) {
      return {
        reason: 'token-budget',
        message:
          `The next call needs about ${estimate.inputTokens} tokens; ` +
          `${inputTokens + outputTokens} of ${limits.maxTokens} are spent.`,
      };
    }
    const next = deps.priceOf(provider, model, {
      inputTokens: estimate.inputTokens,
      outputTokens: 0,
      cachedInputTokens: 0,
    });
    if (next !== undefined && costUsd + next >= limits.maxCostUsd) {
      return {
        reason: 'cost-budget',
        message:
          `The next call costs at least $${next.toFixed(4)}; ` +
          `$${costUsd.toFixed(4)} of $${limits.maxCostUsd} are spent.`,
      };
    }
    return undefined;
  };

  const settle = ({ provider, model }: PricedModel, usage: Usage): void => {
    inputTokens += usage.inputTokens;
    outputTokens += usage.outputTokens;
    const cost = deps.priceOf(provider, model, usage);
    if (cost === undefined) priced = false;
    else costUsd += cost;
  };

  return {
    openCall: () => {
      calls += 1;
      return calls;
    },
    remainingTokens: () => limits.maxTokens - inputTokens - outputTokens,
    refuses,
    settle,
    totals: () => ({ calls: Math.min(calls, limits.maxCalls), inputTokens, outputTokens, costUsd, priced }),
    elapsed: () => clock.now() - startedAt,
  };
}

export function timeLimitReached(timeoutMs: number): string {
  return `The run reached its time limit of ${Math.round(timeoutMs / 1000)} s.`;
}
