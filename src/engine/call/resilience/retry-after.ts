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
