import { z } from 'zod';
import type { PatternStore } from './ports';

/** Bound on the total size of all workspaces' values, in bytes of JSON. One workspace's patterns take about 1 KiB. */
export const MAX_TOTAL_BYTES = 256 * 1024;

/** Lists which keys are stored, their sizes and when each was last saved, because a store can't list its keys. */
const INDEX_KEY = 'patterns/v1/index';

const indexSchema = z.array(z.object({ key: z.string(), bytes: z.number().int().positive(), usedAt: z.number() }));
type Index = z.infer<typeof indexSchema>;

/**
 * Saves a value, adds it to the index, and deletes the least recently used values beyond the size bound. Called while
 * the store is held exclusively, as is `removeFromIndex`.
 */
export async function saveWithIndex(
  store: PatternStore,
  key: string,
  value: unknown,
  now: number,
  maxBytes = MAX_TOTAL_BYTES,
): Promise<void> {
  // Read meanwhile: a run ends when its record is saved.
  const [saved, read] = await Promise.allSettled([store.save(key, value), readIndex(store)]);
  if (saved.status === 'rejected') throw saved.reason;
  if (read.status === 'rejected') throw read.reason;
  const index = read.value;
  const bytes = Buffer.byteLength(JSON.stringify(value));
  // It was the last one before, and is: writing the list again would only cost time.
  if (index[0]?.key === key && bytes <= index[0].bytes) return;
  const newestFirst = [{ key, bytes: inSteps(bytes), usedAt: now }, ...index.filter((entry) => entry.key !== key)].sort(
    (a, b) => b.usedAt - a.usedAt,
  );
  let total = 0;
  const kept: Index = [];
  for (const entry of newestFirst) {
    total += entry.bytes + Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (entry.key === key || total <= maxBytes - 2) kept.push(entry);
    else await store.remove(entry.key);
  }
  await store.save(INDEX_KEY, kept);
}

/** Bytes by which a value may grow before its size in the list changes. */
const STEP = 512;

const inSteps = (bytes: number): number => Math.ceil(bytes / STEP) * STEP;

/** Removes a deleted value from the index. */
export async function removeFromIndex(store: PatternStore, key: string): Promise<void> {
  const index = await readIndex(store);
  if (index.some((entry) => entry.key === key))
    await store.save(
      INDEX_KEY,
      index.filter((entry) => entry.key !== key),
    );
}

/** The keys that were saved; none where the index is damaged. */
export async function readIndex(store: PatternStore): Promise<Index> {
  return indexSchema.safeParse(await store.load(INDEX_KEY)).data ?? [];
}
