import type { Emit, NamedLimit } from '../../contract/events';
import type { Limits } from '../../contract/task';

/** What a run has spent so far. */
interface Spent {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly elapsedMs: number;
  /** US dollars of this day; only asked while that limit was not told. */
  readonly dayUsd: () => number;
}

/** The share of a limit from which on a person is told that it comes near. */
const NEAR = 0.8;

/** Returns a function that publishes an event for each limit of which 80 % are spent, once for each. */
export function tellNearLimits(limits: Limits, emit: Emit): (spent: Spent) => void {
  const told = new Set<NamedLimit>();
  return (spent) => {
    const tokens = spent.inputTokens + spent.outputTokens;
    const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)}`;
    const dollars = (usd: number) => `$${usd.toFixed(2)}`;
    const tell = (limit: NamedLimit, used: number, max: number, message: () => string): void => {
      if (used < NEAR * max || told.has(limit)) return;
      told.add(limit);
      emit({ type: 'limit-near', limit, used, max, message: message() });
    };
    tell('calls', spent.calls, limits.maxCalls, () => `${spent.calls} of ${limits.maxCalls} model calls are made.`);
    tell('tokens', tokens, limits.maxTokens, () => `${tokens} of ${limits.maxTokens} tokens are spent.`);
    tell(
      'cost',
      spent.costUsd,
      limits.maxCostUsd,
      () => `${dollars(spent.costUsd)} of $${limits.maxCostUsd} are spent.`,
    );
    tell('time', spent.elapsedMs, limits.timeoutMs, () => {
      return `${minutes(spent.elapsedMs)} of ${minutes(limits.timeoutMs)} minutes are over.`;
    });
    if (told.has('cost-per-day')) return;
    const day = spent.dayUsd();
    tell('cost-per-day', day, limits.maxCostPerDayUsd, () => {
      return `${dollars(day)} of the $${limits.maxCostPerDayUsd} for one day are spent, over all windows.`;
    });
  };
}
