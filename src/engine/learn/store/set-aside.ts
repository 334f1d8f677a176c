import type { PatternStore } from './ports';
import { saveWithIndex } from './store-index';

/** Bytes of a damaged value that are kept: more than any valid value has. */
const MAX_BYTES = 64 * 1024;

/**
 * Keeps a damaged value under a key of its own, in place of an earlier one, so that a person can look at it. Called
 * while the store is held exclusively.
 */
export async function setAside(store: PatternStore, key: string, value: unknown, now: number): Promise<void> {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const kept = Buffer.from(text).subarray(0, MAX_BYTES).toString('utf8');
  await saveWithIndex(store, damagedKey(key), kept, now);
}

export const damagedKey = (key: string): string => `damaged/${key}`;
