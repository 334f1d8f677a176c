interface HeaderSource {
  get(name: string): string | null;
}

/**
 * How long the server asks to wait, in milliseconds: `retry-after-ms`, else `Retry-After` in seconds
 * or as an HTTP date (RFC 9110, 10.2.3). Undefined when it does not say, or not in a readable way.
 */
export function retryAfterMs(headers: HeaderSource, now: number): number | undefined {
  const exact = numberOf(headers.get('retry-after-ms'));
  if (exact !== undefined) return exact;
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = numberOf(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
