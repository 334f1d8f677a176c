import { z } from 'zod';

const answerSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Milliseconds that a list of models is worth waiting for. */
const LIST_TIMEOUT_MS = 3000;
/** Bytes of a list that are read: the longest known, OpenRouter's, is about half of it. */
const MAX_LIST_BYTES = 2 * 1024 * 1024;

/**
 * The ids of the models a server offers, from its `/models`; undefined when it does not say. Never
 * rejects but for an abort.
 */
export async function listModels(
  server: { readonly provider: string; readonly baseUrl: string; readonly secret?: string | undefined },
  signal: AbortSignal,
  timeoutMs = LIST_TIMEOUT_MS,
): Promise<readonly string[] | undefined> {
  const anthropic = server.provider === 'anthropic';
  try {
    const response = await fetch(`${server.baseUrl}${anthropic ? '/v1' : ''}/models`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        ...(server.secret ? { authorization: `Bearer ${server.secret}` } : {}),
        ...(anthropic ? { 'anthropic-version': '2023-06-01' } : {}),
      },
    });
    const text = response.ok ? await boundedText(response) : undefined;
    const answer = answerSchema.safeParse(text === undefined ? undefined : JSON.parse(text));
    return answer.success ? answer.data.data.map(({ id }) => id) : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** Undefined when it is longer than any list; the connection is then closed. */
async function boundedText(response: Response): Promise<string | undefined> {
  const utf8 = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += utf8.decode(chunk, { stream: true });
    if (text.length > MAX_LIST_BYTES) return undefined;
  }
  return text;
}

export interface LocalServer {
  readonly name: string;
  readonly baseUrl: string;
  readonly models: readonly string[];
}

/** Where they listen unless told otherwise. */
export const LOCAL_SERVERS: readonly { readonly name: string; readonly baseUrl: string }[] = [
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
];

/** Milliseconds within which a server on this machine answers; the choice must not wait for one that is not there. */
const LOCAL_TIMEOUT_MS = 400;

/** The model servers that run on this machine and have a model, to be offered as a choice. */
export async function findLocalServers(signal: AbortSignal, places = LOCAL_SERVERS): Promise<LocalServer[]> {
  const found = await Promise.all(
    places.map(async ({ name, baseUrl }) => {
      const models = await listModels({ provider: 'openai', baseUrl }, signal, LOCAL_TIMEOUT_MS);
      return models?.length ? [{ name, baseUrl, models }] : [];
    }),
  );
  return found.flat();
}
