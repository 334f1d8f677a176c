import { z } from 'zod';
import type { PatternStore } from '../../store/ports';
import { saveWithIndex } from '../../store/store-index';
import { MAX_LENGTH } from './embedder';
import type { Vectors } from './vector-search';

/** Situations whose vectors are kept: as many as there are experiences, and the texts that a model is gauged by. */
const MAX_VECTORS = 200;
/** Bytes of all workspaces with their vectors; those used longest ago are forgotten first. */
export const MAX_TOTAL_BYTES = 16 * 1024 * 1024;

const storedSchema = z.object({
  version: z.literal(1),
  model: z.string().max(500),
  length: z.int().min(1).max(MAX_LENGTH),
  /** By id: 32-bit numbers in base 64. */
  vectors: z
    .record(z.string().max(64), z.base64())
    .refine((vectors) => Object.keys(vectors).length <= MAX_VECTORS, 'too many vectors'),
});

/** The vectors of one model; none where nothing readable of that model is stored. */
export async function loadVectors(store: PatternStore, key: string, model: string): Promise<Vectors> {
  const { data } = storedSchema.safeParse(await store.load(key));
  if (data?.model !== model) return new Map();
  const read = Object.entries(data.vectors).map(([id, text]) => [id, fromBase64(text)] as const);
  return new Map(read.filter(([, vector]) => vector.length === data.length && isUsable(vector)));
}

/** Replaces what is stored; called while the store is held exclusively. */
export async function saveVectors(
  store: PatternStore,
  key: string,
  { model, vectors, now }: { readonly model: string; readonly vectors: Vectors; readonly now: number },
): Promise<void> {
  const [first] = vectors.values();
  if (first === undefined) return store.remove(key);
  const entries = [...vectors].slice(-MAX_VECTORS).map(([id, vector]) => [id, toBase64(vector)] as const);
  const value = { version: 1, model, length: first.length, vectors: Object.fromEntries(entries) };
  await saveWithIndex(store, key, value, now, MAX_TOTAL_BYTES);
}

function isUsable(vector: Float32Array): boolean {
  return vector.every(Number.isFinite) && vector.some((number) => number !== 0);
}

const toBase64 = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

function fromBase64(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / Float32Array.BYTES_PER_ELEMENT));
}
