import { type Endpoint, readEndpoint, readKey } from './endpoint';
import type { ChatModel } from './ports';
import { createAnthropic } from './providers/anthropic';
import type { ProviderConfig } from './providers/attempt';
import { DEFAULT_TIMEOUTS, type Timeouts } from './providers/guarded-fetch';
import { createOpenAiChat } from './providers/openai-chat';
import { createOpenAiResponses } from './providers/openai-responses';

export interface ModelConfig {
  /** `scripted`: the test and demo server; it speaks chat completions and needs no key. */
  readonly provider: 'openai' | 'anthropic' | 'scripted';
  readonly model: string;
  /** As the SDK takes it: OpenAI's ends in `/v1`, Anthropic's does not. Absent: the provider's own. */
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly timeouts?: Timeouts | undefined;
}

/** The providers' own addresses, as their SDKs take them. */
export const OWN_URLS = { openai: 'https://api.openai.com/v1', anthropic: 'https://api.anthropic.com' } as const;
const KEY_VARIABLE = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY' } as const;

/** A model ready to be asked; or, for a person, what is wrong with the settings. Nothing is sent yet. */
export function createModel(config: ModelConfig): ChatModel | { readonly problem: string } {
  const { provider, timeouts = DEFAULT_TIMEOUTS } = config;
  const model = config.model.trim();
  if (!model) return { problem: 'No model is chosen. Set its name, for example the id the provider lists.' };
  const read = readKey(config.apiKey);
  if ('problem' in read) return read;
  const endpoint = endpointOf(config);
  if ('problem' in endpoint) return endpoint;
  if (provider !== 'scripted' && !read.key && !endpoint.loopback) {
    return {
      problem: `${provider} needs an API key and none is set. Run “Loopcraft: Set API Key”, or set ${KEY_VARIABLE[provider]} for the command line.`,
    };
  }
  const provided: ProviderConfig = {
    provider,
    model,
    endpoint: endpoint.shown,
    baseUrl: endpoint.baseUrl,
    timeouts,
    ...(read.key ? { secret: read.key } : {}),
  };
  if (provider === 'anthropic') return createAnthropic(provided);
  return isOpenAiItself(endpoint) ? createOpenAiResponses(provided) : createOpenAiChat(provided);
}

/** A sentence for the person when the key would travel unencrypted; undefined when it would not. */
export function endpointWarning(baseUrl: string | undefined): string | undefined {
  const endpoint = baseUrl?.trim() ? readEndpoint(baseUrl) : undefined;
  if (!endpoint || 'problem' in endpoint || !endpoint.clear) return undefined;
  return `The base URL ${endpoint.baseUrl} uses http to another machine: the API key and your code would travel unencrypted. Use https.`;
}

function endpointOf({ provider, baseUrl }: ModelConfig): Endpoint | { readonly problem: string } {
  const text = baseUrl?.trim();
  if (!text) {
    if (provider === 'scripted')
      return { problem: 'The scripted provider needs a base URL, for example http://127.0.0.1:8080/v1.' };
    return readEndpoint(OWN_URLS[provider]);
  }
  // Anthropic's SDK adds /v1 itself.
  return readEndpoint(provider === 'anthropic' ? text.replace(/\/v1\/*$/, '') : text);
}

function isOpenAiItself(endpoint: Endpoint): boolean {
  const { hostname } = new URL(endpoint.baseUrl);
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}
