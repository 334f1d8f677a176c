import type { PricedModel, PriceOf, Spending } from '../../call/ports';
import type { Emit } from '../../contract/events';
import type { Stop } from '../../contract/stop';
import type { Limits } from '../../contract/task';
import type { Clock } from '../../platform/clock';
import type { DaySpending, Reservation } from './day-spending';
import { tellNearLimits } from './near-limits';

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
  /** The largest output, in tokens, that the tokens and the money left allow after an input of this length. */
  outputTokensFor(model: PricedModel, inputTokens: number): number;
  /** How many more calls may be opened. */
  remainingCalls(): number;
  totals(): Totals;
  /** Milliseconds since the run began. */
  elapsed(): number;
  /** Gives back what is reserved of the day's money; called at the end of the run. */
  close(): void;
}

interface BudgetDeps {
  readonly limits: Limits;
  /** The run's own time, see `Deadline`. */
  readonly clock: Pick<Clock, 'now'>;
  readonly priceOf: PriceOf;
  readonly day: DaySpending;
  readonly emit: Emit;
}

/** Counts what a run spends and refuses an attempt that would exceed a limit before it is sent. */
export function createBudget(deps: BudgetDeps): Budget {
  const { limits, clock, priceOf, day, emit } = deps;
  const startedAt = clock.now();
  const spent = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, priced: true };
  const tellNear = tellNearLimits(limits, emit);
  /** What the attempt under way has reserved of the day's money. */
  let reserved: Reservation | undefined;
  const release = (): void => {
    reserved?.settle(0);
    reserved = undefined;
  };
  const notice = (): void => tellNear({ ...spent, elapsedMs: clock.now() - startedAt, dayUsd: () => day.total() });
  return {
    openCall: () => {
      spent.calls += 1;
      return spent.calls;
    },
    remainingCalls: () => Math.max(0, limits.maxCalls - spent.calls),
    remainingTokens: () => limits.maxTokens - spent.inputTokens - spent.outputTokens,
    outputTokensFor: (model, inputTokens) => {
      const tokens = limits.maxTokens - spent.inputTokens - spent.outputTokens - inputTokens;
      return Math.min(tokens, affordableOutput(limits.maxCostUsd - spent.costUsd, priceOf, model, inputTokens));
    },
    refuses: (model, estimate) => {
      release();
      const refusal =
        exceededCalls(spent, limits) ??
        exceededTime(clock.now() - startedAt, limits) ??
        exceededTokens(spent, limits, estimate) ??
        exceededCost(spent, deps, model, estimate);
      if (refusal) return refusal;
      const next = inputCost(priceOf, model, estimate.inputTokens);
      if (next === undefined) return undefined;
      // Reserved first: two processes that ask at the same moment see each other.
      reserved = day.reserve(next);
      const exceeded = exceededDay(day.total(), next, limits);
      if (exceeded) release();
      return exceeded;
    },
    settle: ({ provider, model }, usage) => {
      spent.inputTokens += usage.inputTokens;
      spent.outputTokens += usage.outputTokens;
      const cost = priceOf(provider, model, usage);
      if (cost === undefined) {
        release();
        spent.priced = false;
      } else {
        spent.costUsd += cost;
        (reserved ?? day.reserve(cost)).settle(cost);
        reserved = undefined;
      }
      notice();
    },
    totals: () => ({ ...spent, calls: Math.min(spent.calls, limits.maxCalls) }),
    elapsed: () => clock.now() - startedAt,
    close: release,
  };
}

type Estimate = Parameters<Spending['refuses']>[1];

function inputCost(priceOf: PriceOf, { provider, model }: PricedModel, inputTokens: number): number | undefined {
  return priceOf(provider, model, { inputTokens, outputTokens: 0, cachedInputTokens: 0 });
}

/** How many output tokens the money pays for after the input; unlimited where the price is not known, or is 0. */
function affordableOutput(leftUsd: number, priceOf: PriceOf, asked: PricedModel, inputTokens: number): number {
  const input = inputCost(priceOf, asked, inputTokens);
  const token = priceOf(asked.provider, asked.model, { inputTokens, outputTokens: 1, cachedInputTokens: 0 });
  if (input === undefined || token === undefined || token <= input) return Number.POSITIVE_INFINITY;
  return Math.floor((leftUsd - input) / (token - input));
}

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
  model: PricedModel,
  { inputTokens }: Estimate,
): Stop | undefined {
  const next = inputCost(priceOf, model, inputTokens);
  if (next === undefined || costUsd + next < maxCostUsd) return undefined;
  return {
    reason: 'cost-budget',
    message: `The next call costs at least $${next.toFixed(4)}; $${costUsd.toFixed(4)} of $${maxCostUsd} are spent.`,
  };
}

/** `totalUsd`: all of today, with the next call. */
function exceededDay(totalUsd: number, nextUsd: number, { maxCostPerDayUsd }: Limits): Stop | undefined {
  if (totalUsd <= maxCostPerDayUsd) return undefined;
  const before = `$${Math.max(0, totalUsd - nextUsd).toFixed(4)} of the $${maxCostPerDayUsd} for one day`;
  return {
    reason: 'cost-budget',
    message:
      `The next call costs at least $${nextUsd.toFixed(4)}; ${before} are spent or reserved, ` +
      'over all windows and the command line.',
    next: 'Raise the limit of money per day, choose a cheaper model, or go on tomorrow.',
  };
}

export function timeLimitReached(timeoutMs: number): string {
  return `The run reached its time limit of ${Math.round(timeoutMs / 1000)} s.`;
}
