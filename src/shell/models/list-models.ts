import type { KeyOwner } from '../secrets';

/** How long a server may take to list its models before a name is asked for instead, in milliseconds. */
const LIST_MS = 5000;

/** Names of the models a server offers; empty when it does not tell. */
export async function listModels({ provider, baseUrl }: KeyOwner, apiKey: string | undefined): Promise<string[]> {
  const options = {
    apiKey: apiKey ?? 'none',
    maxRetries: 0,
    timeout: LIST_MS,
    ...(baseUrl === '' ? {} : { baseURL: baseUrl }),
  };
  try {
    return provider === 'anthropic' ? await listAnthropic(options) : await listOpenAi(options);
  } catch {
    return [];
  }
}

interface ClientOptions {
  readonly apiKey: string;
  readonly maxRetries: number;
  readonly timeout: number;
  readonly baseURL?: string;
}

async function listOpenAi(options: ClientOptions): Promise<string[]> {
  const { default: OpenAI } = await import('openai');
  const { data } = await new OpenAI(options).models.list();
  return data.map(({ id }) => id).sort();
}

async function listAnthropic(options: ClientOptions): Promise<string[]> {
  const { default: Anthropic } = await import('@anthropic-ai/sdk');
  const { data } = await new Anthropic(options).models.list({ limit: 100 });
  return data.map(({ id }) => id);
}
