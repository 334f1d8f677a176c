import type { IncomingMessage, ServerResponse } from 'node:http';

// The `/embeddings` of OpenAI and compatible servers. By default texts with the same words get the same direction.

/** One request for vectors as a script sees it. */
export interface SeenTexts {
  /** 0-based, over all requests for vectors. */
  readonly index: number;
  readonly model: string;
  readonly input: readonly string[];
}

/** `body`: what is answered as it is, for servers that answer wrongly. `stall`: never. */
export type ScriptedVectors =
  | { readonly vectors: readonly (readonly number[])[] }
  | { readonly status: number; readonly message: string }
  | { readonly body: string }
  | { readonly stall: true };

export type EmbeddingScript = (seen: SeenTexts) => ScriptedVectors;

/** Answers one request, which is added to those seen. */
export async function answerEmbeddings(
  message: IncomingMessage,
  response: ServerResponse,
  script: EmbeddingScript,
  seen: SeenTexts[],
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  const { model, input } = JSON.parse(Buffer.concat(parts).toString('utf8'));
  const texts: SeenTexts = { index: seen.length, model, input: Array.isArray(input) ? input : [input] };
  seen.push(texts);
  const reply = script(texts);
  if ('stall' in reply) return;
  const isError = 'status' in reply;
  response.writeHead(isError ? reply.status : 200, { 'content-type': 'application/json' });
  if ('body' in reply) response.end(reply.body);
  else if (isError) response.end(JSON.stringify({ error: { message: reply.message, type: 'error', code: null } }));
  else response.end(JSON.stringify(listOf(model, texts.input, reply.vectors)));
}

function listOf(model: string, input: readonly string[], vectors: readonly (readonly number[])[]) {
  const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }));
  const tokens = Math.ceil(input.join('').length / 4);
  return { object: 'list', model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

const LENGTH = 64;

/** A direction for each word, so that texts with words in common lie near. `means` gives words another one's. */
export function wordVectors(input: readonly string[], means: Readonly<Record<string, string>> = {}): number[][] {
  return input.map((text) => {
    const vector: number[] = new Array(LENGTH).fill(0);
    for (const word of text.toLowerCase().match(/[\p{L}\d]+/gu) ?? ['nothing']) {
      let hash = 2166136261;
      for (const character of means[word] ?? word) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
      const at = hash % LENGTH;
      vector[at] = (vector[at] ?? 0) + (hash & 64 ? 1 : -1);
    }
    return vector.some((number) => number !== 0) ? vector : vector.map(() => 1);
  });
}
