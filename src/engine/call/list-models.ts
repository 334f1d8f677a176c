import { z } from 'zod';
import { readBoundedText } from './network/read-bounded';

const modelListSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Milliseconds to wait for a list of models. It only helps the user choose, so it must not delay anything long. */
const LIST_TIMEOUT_MS = 3000;
/** Bytes of a list that are read. The longest known list, OpenRouter's, is about half of that. */
const MAX_LIST_BYTES = 2 * 1024 * 1024;

/** A server whose models are asked for. */
export interface ListedServer {
  readonly provider: string;
  readonly baseUrl: string;
  readonly secret?: string | undefined;
  /** Reaches the server through the person's proxy. Default: the host's own. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export type ModelList =
  | { readonly models: readonly string[] }
  /** The server refused the key. */
  | { readonly refused: number }
  /** It has no readable list, or can't be reached. */
  | { readonly unknown: true };

/**
 * Returns the ids of the models that a server lists at `/models`; undefined when it has no readable list. Rejects
 * only when aborted.
 */
export async function listModels(
  server: ListedServer,
  signal: AbortSignal,
  timeoutMs = LIST_TIMEOUT_MS,
): Promise<readonly string[] | undefined> {
  const list = await askForModels(server, signal, timeoutMs);
  return 'models' in list ? list.models : undefined;
}

/** The same, and whether the server refused the key. Rejects only when aborted. */
export async function askForModels(
  server: ListedServer,
  signal: AbortSignal,
  timeoutMs = LIST_TIMEOUT_MS,
): Promise<ModelList> {
  const anthropic = server.provider === 'anthropic';
  try {
    const response = await (server.fetch ?? fetch)(`${server.baseUrl}${anthropic ? '/v1' : ''}/models`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: headersFor(server),
    });
    if (response.status === 401 || response.status === 403) return { refused: response.status };
    const text = response.ok ? await readBoundedText(response, MAX_LIST_BYTES) : undefined;
    const list = modelListSchema.safeParse(text === undefined ? undefined : JSON.parse(text));
    return list.success ? { models: list.data.data.map(({ id }) => id) } : { unknown: true };
  } catch {
    signal.throwIfAborted();
    return { unknown: true };
  }
}

/** Anthropic's documentation names `x-api-key`; gateways that speak its API take what its SDK sends. */
function headersFor({ provider, baseUrl, secret }: ListedServer): Record<string, string> {
  const bearer = secret ? { authorization: `Bearer ${secret}` } : {};
  if (provider !== 'anthropic') return bearer;
  const isOwn = URL.parse(baseUrl)?.hostname === 'api.anthropic.com';
  const key = secret && isOwn ? { 'x-api-key': secret } : bearer;
  return { ...key, 'anthropic-version': '2023-06-01' };
}

export interface LocalServer {
  readonly name: string;
  readonly baseUrl: string;
  readonly models: readonly string[];
}

/** The servers' default addresses. */
const LOCAL_SERVERS: readonly { readonly name: string; readonly baseUrl: string }[] = [
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
];

/** Milliseconds. A running local server answers faster, and choosing a model must not wait for an absent one. */
const LOCAL_TIMEOUT_MS = 400;

/** Finds the model servers that run on this machine and have at least one model. */
export async function findLocalServers(signal: AbortSignal, servers = LOCAL_SERVERS): Promise<LocalServer[]> {
  const lists = await Promise.all(
    servers.map(async ({ name, baseUrl }) => {
      const models = await listModels({ provider: 'openai', baseUrl }, signal, LOCAL_TIMEOUT_MS);
      return models?.length ? [{ name, baseUrl, models }] : [];
    }),
  );
  return lists.flat();
}
