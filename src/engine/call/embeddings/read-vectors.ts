import { z } from 'zod';
import { MAX_LENGTH } from '../../learn/experience/meaning/embedder';
import type { Usage } from '../ports';
import { createFailure, type ModelTarget } from '../resilience/classify';

export interface EmbeddingReply {
  /** One for each text, in their order, of finite numbers and all of one length. */
  readonly vectors: readonly (readonly number[])[];
  readonly usage: Usage;
}

const answerSchema = z.object({
  data: z.array(z.object({ index: z.int().nonnegative().optional(), embedding: z.array(z.number()).max(MAX_LENGTH) })),
  usage: z.object({ prompt_tokens: z.number().nonnegative().optional() }).nullish(),
});

/** Checks what a server answered. Throws a ModelError where that is not one vector for each of `count` texts. */
export function readVectors(answer: unknown, count: number, target: ModelTarget): EmbeddingReply {
  const read = answerSchema.safeParse(answer);
  const wrong = (detail: string) => createFailure('bad-response', target, { detail });
  if (!read.success) throw wrong('the answer holds no vectors of numbers');
  const { data, usage } = read.data;
  const vectors = [...data].sort((a, b) => (a.index ?? 0) - (b.index ?? 0)).map(({ embedding }) => embedding);
  if (vectors.length !== count) throw wrong(`${vectors.length} vectors for ${count} texts`);
  const length = vectors[0]?.length ?? 0;
  if (length === 0 || vectors.some((vector) => vector.length !== length)) throw wrong('the vectors differ in length');
  // A vector of zeros points nowhere, so that it can't be compared.
  if (vectors.some((vector) => !(sizeOf(vector) > 0))) throw wrong('a vector has no direction');
  const inputTokens = usage?.prompt_tokens ?? 0;
  return { vectors, usage: { inputTokens, outputTokens: 0, cachedInputTokens: 0 } };
}

/** 0 also where the numbers are too small or too large for a square in 32 bits, as which they are stored. */
function sizeOf(vector: readonly number[]): number {
  const size = Math.fround(vector.reduce((sum, number) => sum + Math.fround(number) ** 2, 0));
  return Number.isFinite(size) ? size : 0;
}
