// What lies near in meaning, by a vector store. It is a bundle of its own (esbuild.js), loaded on first use.

/** Vectors of one length by their ids. */
export type Vectors = ReadonlyMap<string, Float32Array>;

export interface Near {
  readonly id: string;
  /** The cosine of the angle between them: 1 in the same direction. */
  readonly similarity: number;
}

/** The vectors with at least this similarity to any of those asked about, the nearest first. */
export async function searchVectors(
  known: Vectors,
  asked: readonly Float32Array[],
  minSimilarity: number,
): Promise<Near[]> {
  const [first] = asked;
  if (first === undefined || known.size === 0) return [];
  const { create, insertMultiple, searchVector } = await import('@orama/orama');
  const store = create({ schema: { vector: `vector[${first.length}]` as const } });
  await insertMultiple(
    store,
    [...known].map(([id, vector]) => ({ id, vector: [...vector] })),
  );
  const nearest = new Map<string, number>();
  for (const vector of asked) {
    const query = { value: [...vector], property: 'vector' };
    const { hits } = await searchVector(store, {
      mode: 'vector',
      vector: query,
      similarity: minSimilarity,
      limit: known.size,
    });
    for (const { id, score } of hits) nearest.set(id, Math.max(score, nearest.get(id) ?? 0));
  }
  return [...nearest].map(([id, similarity]) => ({ id, similarity })).sort((a, b) => b.similarity - a.similarity);
}
