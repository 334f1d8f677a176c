/**
 * The workspace as the person sees it when a run starts: the files on disk with the unsaved
 * editor text over them. A run reads every file from here.
 *
 * This is the entry file of the room. Read next: `take-snapshot.ts` and `candidate.ts`, then
 * `scratch/open-scratch.ts` for the copy that tests run in, and `accept/accept.ts` for writing a change.
 */
export interface Snapshot {
  /** Absolute, real path of the workspace folder. */
  readonly root: string;
  /** Workspace-relative, '/'-separated, sorted: tracked and untracked files, ignored ones left out. */
  readonly files: readonly string[];
  /** Editor text that is not on disk yet, by workspace-relative path. */
  readonly unsaved: ReadonlyMap<string, string>;
  /** Symbolic links to files or folders that stay inside the workspace; a copy has links of its own for them. */
  readonly links?: readonly string[];
  /** Paths and patterns of ignored files that the person wants in a copy. */
  readonly alsoCopy?: readonly string[] | undefined;
  /**
   * The text of a file, read once and then cached, so that a run sees one state of it.
   * Undefined when there is no such file; `binary` when it is not UTF-8 text.
   */
  read(path: string): Promise<FileText | undefined>;
}

export type FileText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'binary' };
