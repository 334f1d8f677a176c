/**
 * Where a workspace's patterns are stored: in the extension's global state, or in files in the state folder. Values are
 * plain JSON. Callers validate what `load` returns, because another version or a defect may have written it.
 */
export interface PatternStore {
  load(key: string): Promise<unknown>;
  save(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}
