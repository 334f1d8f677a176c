/**
 * A copy of the workspace that tests run in, so that a suite which writes, deletes or runs git
 * cannot change a byte of the person's files. Dependencies are linked, not copied.
 */
export interface Scratch {
  /** Absolute path of the copy. */
  readonly dir: string;
  /**
   * Brings the copy to the snapshot with these files over it, by difference to what it holds now:
   * files a test run left behind, changed or deleted are put back too. Null deletes.
   */
  sync(files: ReadonlyMap<string, string | null>, signal: AbortSignal): Promise<void>;
  /** Deletes the copy. */
  dispose(): Promise<void>;
}
