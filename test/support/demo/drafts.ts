// Three drafts of the sample's `src/charge.ts` in the order in which the scripted model writes them.

const HEAD = `
/** What the half hours that began on one calendar day cost. */
export interface DayLine {
  readonly day: string;
  readonly periods: number;
  readonly amount: Cents;
}

export interface Charge {
  readonly days: readonly DayLine[];
  readonly total: Cents;
}
`;

/** Does not compile (TS2322): adds money as plain numbers, although AGENTS.md demands `sum()` for that. */
export const UNTYPED = `import type { Cents } from './money.js';
import type { Stay } from './stay.js';
import { bandAt, type Tariff } from './tariff.js';
import { dayOf, minuteOfDay } from './time.js';
${HEAD}
/** What a stay costs, as SPEC.md says. */
export function chargeFor(stay: Stay, tariff: Tariff): Charge {
  const isFree = stay.exit - stay.entry <= tariff.freeMinutes;
  const days = new Map<string, { periods: number; amount: number }>();
  for (let start = stay.entry; !isFree && start < stay.exit; start += tariff.periodMinutes) {
    const { rate } = bandAt(tariff, minuteOfDay(start));
    const line = days.get(dayOf(start)) ?? { periods: 0, amount: 0 };
    days.set(dayOf(start), { periods: line.periods + 1, amount: line.amount + rate });
  }
  const total = [...days.values()].reduce((all, { amount }) => all + amount, 0);
  return { days: [...days].map(([day, line]) => ({ day, ...line })), total: Math.min(total, tariff.dailyCap) };
}
`;

/** The part that the drafts which compile have in common. */
const RATES_BY_DAY = `import { atMost, type Cents, sum } from './money.js';
import type { Stay } from './stay.js';
import { bandAt, type Tariff } from './tariff.js';
import { dayOf, minuteOfDay } from './time.js';
${HEAD}
/** What a stay costs, as SPEC.md says. */
export function chargeFor(stay: Stay, tariff: Tariff): Charge {
  const isFree = stay.exit - stay.entry <= tariff.freeMinutes;
  const rates = new Map<string, Cents[]>();
  for (let start = stay.entry; !isFree && start < stay.exit; start += tariff.periodMinutes) {
    const { rate } = bandAt(tariff, minuteOfDay(start));
    rates.set(dayOf(start), [...(rates.get(dayOf(start)) ?? []), rate]);
  }
`;

/** Compiles, but limits the whole stay instead of each calendar day. */
export const STAY_LIMITED = `${RATES_BY_DAY}\
  const days = [...rates].map(([day, ofDay]) => ({ day, periods: ofDay.length, amount: sum(ofDay) }));
  return { days, total: atMost(sum(days.map(({ amount }) => amount)), tariff.dailyCap) };
}
`;

/** Correct: each day has its own limit, and the total is the sum of the lines. */
export const RIGHT = `${RATES_BY_DAY}\
  const days = [...rates].map(([day, ofDay]) => ({
    day,
    periods: ofDay.length,
    amount: atMost(sum(ofDay), tariff.dailyCap),
  }));
  return { days, total: sum(days.map(({ amount }) => amount)) };
}
`;
