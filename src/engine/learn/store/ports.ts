/**
 * Where a workspace's patterns are stored: in the extension's global state, or in files in the state folder. Values are
 * plain JSON. Callers validate what `load` returns, because another version or a defect may have written it.
 */
export interface PatternStore {
  load(key: string): Promise<unknown>;
  save(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  /**
   * Runs `work` while no other window and no other process does so with the same store, so that what is saved in it may
   * depend on what was loaded in it. Must not be called inside `work`. Rejects if others hold the store for too long.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}
