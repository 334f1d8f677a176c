import { addPatterns } from '../add-patterns';
import { type ByPerson, readByPerson } from '../by-person';
import { type Patterns, patternsKey, type ReadPatterns, readPatterns } from '../patterns';
import type { PatternStore } from './ports';
import { setAside } from './set-aside';
import { removeFromIndex, saveWithIndex } from './store-index';
import { type WorkspaceKeys, workspaceKeys } from './workspace-identity';

/** Where a workspace's patterns lie, and what lies there. */
interface Found {
  readonly key: string;
  readonly value: unknown;
  /** What lies under the key of the folder's path, from before the workspace was known by its remote. */
  readonly earlier?: { readonly key: string; readonly value: unknown };
}

/** Patterns that may be replaced while the store is held exclusively. */
interface OpenedPatterns extends ReadPatterns {
  save(patterns: Patterns): Promise<void>;
}

/** Reads a workspace's patterns, without changing anything. */
export async function readStored(
  store: PatternStore,
  workspace: string,
  keys = workspaceKeys(workspace),
): Promise<ReadPatterns> {
  const { value, earlier } = await find(store, await keys);
  const read = readPatterns(value);
  return earlier ? { ...read, patterns: addPatterns(read.patterns, readPatterns(earlier.value).patterns) } : read;
}

/**
 * Reads a workspace's patterns to change them, while the store is held exclusively. Damaged ones are set aside, and
 * replaced by what `learnAgain` gives; those from before the workspace was known by its remote move to its key.
 */
export async function openStored(
  store: PatternStore,
  keys: WorkspaceKeys,
  now: number,
  learnAgain: (decided: ByPerson) => Promise<Patterns>,
): Promise<OpenedPatterns> {
  const { key, value, earlier } = await find(store, keys);
  const save = (patterns: Patterns) => saveWithIndex(store, key, patterns, now);
  const read = readPatterns(value);
  if (read.note !== undefined) {
    await setAside(store, key, value, now);
    const patterns = await learnAgain(readByPerson(value));
    await save(patterns);
    return { patterns, save, note: `${read.note} They were set aside, and learned again from the runs on record.` };
  }
  if (!earlier) return { ...read, save };
  const patterns = addPatterns(read.patterns, readPatterns(earlier.value).patterns);
  await save(patterns);
  await remove(store, earlier.key);
  return { patterns, save };
}

/** Deletes a workspace's patterns, while the store is held exclusively. */
export async function removeStored(store: PatternStore, workspace: string): Promise<void> {
  const keys = await workspaceKeys(workspace);
  for (const key of new Set([keys.key, keys.pathKey])) await remove(store, patternsKey(key));
}

async function find(store: PatternStore, keys: WorkspaceKeys): Promise<Found> {
  const key = patternsKey(keys.key);
  const value = await store.load(key);
  if (keys.pathKey === keys.key) return { key, value };
  const earlier = { key: patternsKey(keys.pathKey), value: await store.load(patternsKey(keys.pathKey)) };
  return earlier.value === undefined ? { key, value } : { key, value, earlier };
}

async function remove(store: PatternStore, key: string): Promise<void> {
  await store.remove(key);
  await removeFromIndex(store, key);
}
