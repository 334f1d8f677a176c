/**
 * The workspace as the person sees it when a run starts: the files on disk with the unsaved
 * editor text over them. Everything a run reads, it reads from here.
 */
export interface Snapshot {
  /** Absolute, real path of the workspace folder. */
  readonly root: string;
  /** Workspace-relative, '/'-separated, sorted: tracked and untracked files, ignored ones left out. */
  readonly files: readonly string[];
  /** Editor text that is not on disk yet, by workspace-relative path. */
  readonly unsaved: ReadonlyMap<string, string>;
  /** Symbolic links, to files or folders, that stay inside the workspace; a copy makes them anew. */
  readonly links?: readonly string[];
  /**
   * The text of a file, read once and then held, so that a run sees one state of it.
   * Undefined when there is no such file; `binary` when it is not UTF-8 text.
   */
  read(path: string): Promise<FileText | undefined>;
}

export type FileText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'binary' };
