import { type OwnPrice, ownPriceSchema } from '../../engine/call/pricing/own-prices';
import { DEFAULT_LIMITS, type Limits, MAX_BRANCHES } from '../../engine/contract/task';

interface Values {
  readonly 'max-iterations'?: string | undefined;
  readonly 'max-calls'?: string | undefined;
  readonly 'max-tokens'?: string | undefined;
  readonly 'max-cost'?: string | undefined;
  readonly 'max-cost-per-day'?: string | undefined;
  readonly timeout?: string | undefined;
}

/** The limits of a run as the options set them; a wrong one returns a problem. */
export function readLimits(values: Values): { readonly limits: Limits } | { readonly problem: string } {
  const wholeNumbers: readonly [keyof Limits, keyof Values][] = [
    ['maxIterations', 'max-iterations'],
    ['maxCalls', 'max-calls'],
    ['maxTokens', 'max-tokens'],
  ];
  const limits: { -readonly [K in keyof Limits]: Limits[K] } = { ...DEFAULT_LIMITS };
  for (const [limit, option] of wholeNumbers) {
    const value = values[option];
    if (value === undefined) continue;
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < 1)
      return { problem: `--${option} takes a whole number above 0, not "${String(value)}".` };
    limits[limit] = number;
  }
  for (const [limit, option, factor] of [
    ['maxCostUsd', 'max-cost', 1],
    ['maxCostPerDayUsd', 'max-cost-per-day', 1],
    ['timeoutMs', 'timeout', 1000],
  ] as const) {
    const value = values[option];
    if (value === undefined) continue;
    const number = Number(value) * factor;
    if (!Number.isFinite(number) || number <= 0)
      return { problem: `--${option} takes a number above 0, not "${value}".` };
    limits[limit] = number;
  }
  return { limits };
}

/** With how many candidates a run begins; a wrong number returns a problem. */
export function readBranches(text = '1'): { readonly branches: number } | { readonly problem: string } {
  const branches = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(branches) && branches >= 1 && branches <= MAX_BRANCHES)
    return { branches };
  return { problem: `--branches takes a whole number from 1 to ${MAX_BRANCHES}, not "${text}".` };
}

/** The price of --price, such as `0.5/1.5`; a wrong one returns a problem. */
export function readPrice(
  text: string | undefined,
): { readonly price: OwnPrice | undefined } | { readonly problem: string } {
  if (text === undefined) return { price: undefined };
  const [input, output, ...more] = text.split('/').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const read = ownPriceSchema.safeParse({ input, output });
  if (read.success && more.length === 0) return { price: read.data };
  return {
    problem: `--price takes US dollars per million tokens of input and output, such as 0.5/1.5, not "${text}".`,
  };
}
