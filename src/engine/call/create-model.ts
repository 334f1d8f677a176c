import { createModelAdjustments, type RequestAdjustments } from './adjust/adjustments';
import { type Endpoint, readEndpoint, readKey } from './endpoint';
import { type ProxySettings, proxyFor } from './network/proxy';
import { createTransport, type Transport } from './network/transport';
import type { ChatModel } from './ports';
import { createAnthropic } from './providers/anthropic';
import type { ProviderConfig } from './providers/attempt';
import { DEFAULT_TIMEOUTS, LOOPBACK_TIMEOUTS, type Timeouts } from './providers/guarded-fetch';
import { createOpenAiChat } from './providers/openai-chat';
import { createOpenAiResponses } from './providers/openai-responses';
import type { ReasoningEffort } from './reasoning-effort';

export interface ModelConfig {
  /** `scripted` is the test and demo server; it speaks chat completions and needs no key. */
  readonly provider: 'openai' | 'anthropic' | 'scripted';
  readonly model: string;
  /** As the SDK takes it: OpenAI's ends in `/v1`, Anthropic's does not. Default: the provider's own address. */
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Default: none for servers on this machine, where only the run's own limit counts; else `DEFAULT_TIMEOUTS`. */
  readonly timeouts?: Timeouts | undefined;
  /** Proxies of the person's network. Servers on this machine are always reached directly. */
  readonly proxies?: ProxySettings | undefined;
  /** Shared by all models of the process; without it, this model remembers for itself what its server refuses. */
  readonly adjustments?: RequestAdjustments | undefined;
  readonly reasoningEffort?: ReasoningEffort | undefined;
}

/** The providers' own addresses, in the form that their SDKs take. */
export const DEFAULT_BASE_URLS = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
} as const;
const KEY_VARIABLE = { openai: 'OPENAI_API_KEY', anthropic: 'ANTHROPIC_API_KEY' } as const;

/** Creates a model from the settings; `problem` tells the user what is wrong with them. Sends nothing yet. */
export function createModel(config: ModelConfig): ChatModel | { readonly problem: string } {
  const { provider } = config;
  const model = config.model.trim();
  if (!model)
    return { problem: "No model is chosen. Set its name, for example an id from the provider's list of models." };
  const connection = connect(config);
  if ('problem' in connection) return connection;
  const { endpoint, proxyName, secret, transport } = connection;
  const { loopback, baseUrl, displayName } = endpoint;
  const target = { provider, model, endpoint: displayName };
  const providerConfig: ProviderConfig = {
    ...target,
    baseUrl,
    timeouts: config.timeouts ?? (loopback ? LOOPBACK_TIMEOUTS : DEFAULT_TIMEOUTS),
    transport,
    proxyName,
    adjustments: config.adjustments?.forModel(target) ?? createModelAdjustments(),
    reasoningEffort: config.reasoningEffort,
    ...(secret === undefined ? {} : { secret }),
  };
  if (provider === 'anthropic') return createAnthropic(providerConfig);
  return isOpenAiApi(endpoint) ? createOpenAiResponses(providerConfig) : createOpenAiChat(providerConfig);
}

/** A checked way to a provider's server. */
export interface Connection {
  readonly endpoint: Endpoint;
  readonly secret: string | undefined;
  readonly transport: Transport;
  readonly proxyName: string | undefined;
}

/** The way to the server that the settings name; `problem` tells the user what is wrong with them. */
export function connect(config: Omit<ModelConfig, 'model'>): Connection | { readonly problem: string } {
  const { provider, proxies = {} } = config;
  const parsedKey = readKey(config.apiKey);
  if ('problem' in parsedKey) return parsedKey;
  const endpoint = endpointOf(config);
  if ('problem' in endpoint) return endpoint;
  if (provider !== 'scripted' && !parsedKey.key && !parsedKey.keyless && !endpoint.loopback) {
    return {
      problem:
        `${provider} needs an API key and none is set. Run “Loopcraft: Set API Key”, ` +
        `or set ${KEY_VARIABLE[provider]} for the command line.`,
    };
  }
  const { loopback, baseUrl } = endpoint;
  const proxy = loopback ? undefined : proxyFor(baseUrl, proxies);
  if (proxy && 'problem' in proxy) return proxy;
  const transport = createTransport({ loopback, proxy });
  return { endpoint, transport, proxyName: proxy?.displayName, secret: parsedKey.key || undefined };
}

/** Returns a warning for the user if the API key would be sent unencrypted over a network, else undefined. */
export function endpointWarning(baseUrl: string | undefined): string | undefined {
  const endpoint = baseUrl?.trim() ? readEndpoint(baseUrl) : undefined;
  if (!endpoint || 'problem' in endpoint || !endpoint.unencrypted) return undefined;
  return (
    `The base URL ${endpoint.baseUrl} uses http to another machine: ` +
    'the API key and your code would be sent unencrypted. Use https.'
  );
}

function endpointOf({
  provider,
  baseUrl,
}: Pick<ModelConfig, 'provider' | 'baseUrl'>): Endpoint | { readonly problem: string } {
  const text = baseUrl?.trim();
  if (!text) {
    if (provider === 'scripted')
      return { problem: 'The scripted provider needs a base URL, for example http://127.0.0.1:8080/v1.' };
    return readEndpoint(DEFAULT_BASE_URLS[provider]);
  }
  // Anthropic's SDK appends /v1 itself.
  return readEndpoint(provider === 'anthropic' ? text.replace(/\/v1\/*$/, '') : text);
}

function isOpenAiApi(endpoint: Endpoint): boolean {
  const { hostname } = new URL(endpoint.baseUrl);
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}
