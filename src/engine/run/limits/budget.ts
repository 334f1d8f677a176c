import type { PricedModel, PriceOf, Spending } from '../../call/ports';
import type { Stop } from '../../contract/stop';
import type { Limits } from '../../contract/task';
import type { Clock } from '../../platform/clock';

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
  totals(): Totals;
  /** Milliseconds since the run began. */
  elapsed(): number;
}

interface BudgetDeps {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly priceOf: PriceOf;
}

/** Counts what a run spends and refuses an attempt that would exceed a limit before it is sent. */
export function createBudget(deps: BudgetDeps): Budget {
  const { limits, clock } = deps;
  const startedAt = clock.now();
  const spent = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, priced: true };
  return {
    openCall: () => {
      spent.calls += 1;
      return spent.calls;
    },
    remainingTokens: () => limits.maxTokens - spent.inputTokens - spent.outputTokens,
    refuses: (model, estimate) => {
      const elapsed = clock.now() - startedAt;
      return (
        exceededCalls(spent, limits) ??
        exceededTime(elapsed, limits) ??
        exceededTokens(spent, limits, estimate) ??
        exceededCost(spent, deps, model, estimate)
      );
    },
    settle: ({ provider, model }, usage) => {
      spent.inputTokens += usage.inputTokens;
      spent.outputTokens += usage.outputTokens;
      const cost = deps.priceOf(provider, model, usage);
      if (cost === undefined) spent.priced = false;
      else spent.costUsd += cost;
    },
    totals: () => ({ ...spent, calls: Math.min(spent.calls, limits.maxCalls) }),
    elapsed: () => clock.now() - startedAt,
  };
}

type Estimate = Parameters<Spending['refuses']>[1];

function exceededCalls({ calls }: Totals, { maxCalls }: Limits): Stop | undefined {
  if (calls <= maxCalls) return undefined;
  return { reason: 'call-budget', message: `The run reached its limit of ${maxCalls} model calls.` };
}

function exceededTime(elapsedMs: number, { timeoutMs }: Limits): Stop | undefined {
  return elapsedMs < timeoutMs ? undefined : { reason: 'time-budget', message: timeLimitReached(timeoutMs) };
}

/** The reply's length is unknown: the input must fit and leave something for the answer. */
function exceededTokens(spent: Totals, { maxTokens }: Limits, estimate: Estimate): Stop | undefined {
  const tokens = spent.inputTokens + spent.outputTokens;
  if (tokens + estimate.inputTokens < maxTokens) return undefined;
  return {
    reason: 'token-budget',
    message: `The next call needs about ${estimate.inputTokens} tokens; ${tokens} of ${maxTokens} are spent.`,
  };
}

/** A model without a known price can't exceed the cost limit. */
function exceededCost(
  { costUsd }: Totals,
  { limits: { maxCostUsd }, priceOf }: BudgetDeps,
  { provider, model }: PricedModel,
  { inputTokens }: Estimate,
): Stop | undefined {
  const next = priceOf(provider, model, { inputTokens, outputTokens: 0, cachedInputTokens: 0 });
  if (next === undefined || costUsd + next < maxCostUsd) return undefined;
  return {
    reason: 'cost-budget',
    message: `The next call costs at least $${next.toFixed(4)}; $${costUsd.toFixed(4)} of $${maxCostUsd} are spent.`,
  };
}

export function timeLimitReached(timeoutMs: number): string {
  return `The run reached its time limit of ${Math.round(timeoutMs / 1000)} s.`;
}
