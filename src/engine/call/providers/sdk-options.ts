import type { ProviderConfig } from './attempt';

/** The longest that a timer can run; longer times fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What a client needs to know of the settings. */
export type ClientConfig = Pick<ProviderConfig, 'baseUrl' | 'secret' | 'timeouts'>;

/**
 * Options for both SDKs' clients: loop 1 retries, and the guarded fetch enforces the timeouts, so the SDKs must do
 * neither. The key is always passed, because without one the SDKs look for keys in the environment and in files.
 */
export function sdkOptions({ baseUrl, secret, timeouts }: ClientConfig, fetch: typeof globalThis.fetch) {
  return {
    baseURL: baseUrl,
    apiKey: secret ?? 'none',
    maxRetries: 0,
    // Longer than the guarded fetch's own limit, which must fire first.
    timeout: Math.min(timeouts.wholeMs + 60_000, LONGEST_TIMER_MS),
    logLevel: 'off',
    fetch,
  } as const;
}
