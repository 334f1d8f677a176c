/**
 * Where a workspace's patterns live: the extension's global state, or a file under the state
 * folder. Values are plain JSON; what comes back is validated by the reader, never trusted.
 */
export interface PatternStore {
  load(key: string): Promise<unknown>;
  save(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}
