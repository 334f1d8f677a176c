/**
 * A copy of the workspace that tests run in, so that a suite which writes, deletes or runs git
 * cannot change the person's files. Dependencies are linked, not copied.
 */
export interface Scratch {
  /** Absolute path of the copy. */
  readonly dir: string;
  /** Absolute path of the folder around it: what lies beside that under its name is deleted with the copy. */
  readonly home?: string | undefined;
  /**
   * Makes the copy hold the snapshot with these files over it, writing only what differs: files that a
   * test run created, changed or deleted are restored, too. Null deletes.
   */
  sync(files: ReadonlyMap<string, string | null>, signal: AbortSignal): Promise<void>;
  /** Deletes the copy. */
  dispose(): Promise<void>;
}
