import type OpenAI from 'openai';
import type { ProviderConfig } from './attempt';

/**
 * A client with nothing of its own will: no retries, no environment, no log. The SDK is loaded on first use,
 * because it is large and most windows never ask a model.
 */
export async function openAiClient(
  { baseUrl, secret, timeouts }: ProviderConfig,
  fetch: typeof globalThis.fetch,
): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  return new Client({
    baseURL: baseUrl,
    apiKey: secret ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // The wire keeps time; the SDK's own limit only must not come first.
    timeout: timeouts.wholeMs + 60_000,
    logLevel: 'off',
    fetch,
    ...(secret === undefined ? { defaultHeaders: { Authorization: null } } : {}),
  });
}
