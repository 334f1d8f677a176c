interface HeaderSource {
  get(name: string): string | null;
}

/**
 * Returns how long the server asks to wait, in milliseconds: `retry-after-ms`, else `Retry-After` in seconds or as an
 * HTTP date (RFC 9110, 10.2.3). Returns undefined if neither is present or readable.
 */
export function retryAfterMs(headers: HeaderSource, now: number): number | undefined {
  const milliseconds = parseDecimal(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = parseDecimal(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function parseDecimal(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milli)/i, 1],
  [/^s/i, 1000],
  [/^m/i, 60_000],
  [/^h/i, 3_600_000],
];
const UNIT = '(?:milliseconds?|ms|minutes?|mins?|m|seconds?|secs?|s|hours?|h)(?![a-z])';
const DURATION = new RegExp(`((?:\\d+(?:\\.\\d+)?\\s*${UNIT}[,\\s]*(?:and\\s+)?)+)`, 'i');
const ASKED = new RegExp(
  `(?:try(?:ing)? again|retry(?:ing)?)\\s+(?:in|after)\\s+(?:about\\s+)?${DURATION.source}`,
  'i',
);

/**
 * How long an answer asks to wait, in milliseconds, where no header says it: “try again in 1m2.5s”, “retry after
 * 34 seconds”, or Google's `RetryInfo` with `retryDelay: "34s"` among the details. Undefined if it does not say so.
 */
export function delayIn(message: string, error: unknown): number | undefined {
  const written = retryDelayIn(error, 0) ?? ASKED.exec(message)?.[1];
  return written === undefined ? undefined : durationOf(written);
}

function durationOf(text: string): number | undefined {
  const parts = [...text.matchAll(new RegExp(`(\\d+(?:\\.\\d+)?)\\s*(${UNIT})`, 'gi'))];
  const times = parts.map(([, number, unit = '']) => {
    const factor = UNITS.find(([pattern]) => pattern.test(unit))?.[1] ?? 0;
    return Number(number) * factor;
  });
  return times.length > 0 ? Math.ceil(times.reduce((sum, time) => sum + time, 0)) : undefined;
}

/** Levels of an error object that are searched. */
const MAX_DEPTH = 5;

function retryDelayIn(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = key === 'retryDelay' && typeof item === 'string' ? item : retryDelayIn(item, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
