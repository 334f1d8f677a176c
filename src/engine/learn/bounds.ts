import { z } from 'zod';
import type { PatternStore } from './ports';

/** Size of all workspaces' patterns together, in bytes of JSON. One workspace's have a fixed size of about 1 KiB. */
export const MAX_TOTAL_BYTES = 256 * 1024;

/** Which workspaces have patterns: a store cannot be asked for its keys. */
const INDEX_KEY = 'patterns/v1/index';

const indexSchema = z.array(z.object({ key: z.string(), bytes: z.number().int().positive(), usedAt: z.number() }));
type Index = z.infer<typeof indexSchema>;

/** Notes a saved value, and removes the longest unused ones beyond the bound. */
export async function rememberSize(store: PatternStore, key: string, value: unknown, now: number): Promise<void> {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  const newestFirst = [
    { key, bytes, usedAt: now },
    ...(await readIndex(store)).filter((entry) => entry.key !== key),
  ].sort((a, b) => b.usedAt - a.usedAt);
  let total = 0;
  const kept: Index = [];
  for (const entry of newestFirst) {
    total += entry.bytes + Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (entry.key === key || total <= MAX_TOTAL_BYTES - 2) kept.push(entry);
    else await store.remove(entry.key);
  }
  await store.save(INDEX_KEY, kept);
}

export async function forgetSize(store: PatternStore, key: string): Promise<void> {
  const index = await readIndex(store);
  if (index.some((entry) => entry.key === key))
    await store.save(
      INDEX_KEY,
      index.filter((entry) => entry.key !== key),
    );
}

async function readIndex(store: PatternStore): Promise<Index> {
  return indexSchema.safeParse(await store.load(INDEX_KEY)).data ?? [];
}
