/** Finds text in the workspace's files, without blocking the process that asks. */
export interface TextSearcher {
  searchText(request: TextSearch, signal: AbortSignal): Promise<TextMatches>;
}

export interface TextSearch {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** The files to search, workspace-relative. */
  readonly files: readonly string[];
  /** Texts that stand for those on disk, by workspace-relative path. */
  readonly overlay: ReadonlyMap<string, string>;
  /** What to find: this text, or with `isPattern` what this regular expression matches. */
  readonly text: string;
  readonly isPattern: boolean;
  /** Lines to return; further ones are only counted. */
  readonly maxMatches: number;
}

export interface TextMatches {
  /** Lines with a match, in the order of the files. */
  readonly matches: readonly TextMatch[];
  /** How many lines match that are not returned. */
  readonly more: number;
  /** The text was found only in another case. */
  readonly ignoredCase: boolean;
  /** Files that were not searched because they are too long or no text. */
  readonly skipped: number;
  /** Why the search gave no answer, or not all of it: a clause for the model. */
  readonly problem?: string | undefined;
}

export interface TextMatch {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** The line, cut if it is long. */
  readonly text: string;
}
