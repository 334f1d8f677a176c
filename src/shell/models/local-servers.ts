import { z } from 'zod';

/** Where these servers listen unless told otherwise: Ollama's and LM Studio's documentation. */
const USUAL = [
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
] as const;

/** A server on this machine answers far sooner; the choice must not wait for one that is not there. */
const ANSWER_MS = 400;

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

export interface LocalServer {
  readonly name: string;
  readonly baseUrl: string;
  /** How many models it offers. */
  readonly models: number;
}

/** The model servers that answer on this machine's usual ports, with at least one model. */
export async function findLocalServers(candidates: readonly Omit<LocalServer, 'models'>[] = USUAL): Promise<LocalServer[]> {
  const found = await Promise.all(candidates.map(async (server) => ({ ...server, models: await countModels(server.baseUrl) })));
  return found.filter(({ models }) => models > 0);
}

async function countModels(baseUrl: string): Promise<number> {
  try {
    const response = await fetch(`${baseUrl}/models`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return listSchema.parse(await response.json()).data.length;
  } catch {
    return 0;
  }
}
