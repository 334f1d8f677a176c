/** Numbers in one vector at most; the largest models have 4096. */
export const MAX_LENGTH = 8192;

/** Turns texts into vectors, so that what means the same lies near. */
export interface Embedder {
  /** The model and its server: vectors of different ones can't be compared. */
  readonly name: string;
  /** One vector for each text, all of one length, or a sentence that says why not. Rejects only when aborted. */
  embed(
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly vectors: readonly (readonly number[])[] } | { readonly problem: string }>;
}
