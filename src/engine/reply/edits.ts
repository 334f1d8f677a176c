/** An edit as the reply asks for it, not yet applied. `line` is the 1-based line of the reply where it starts. */
export type Edit = BlockEdit | WholeEdit | PatchEdit;

/** One SEARCH/REPLACE block. */
export interface BlockEdit {
  readonly kind: 'block';
  readonly path: string;
  readonly line: number;
  /** 1-based number of the block in the reply. */
  readonly number: number;
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

/** A whole file. */
export interface WholeEdit {
  readonly kind: 'whole';
  readonly path: string;
  readonly line: number;
  readonly lines: readonly string[];
  /** The comment from which the path was read; it is removed unless the file already starts with it. */
  readonly pathComment?: string;
}

/** One file of a unified diff. */
export interface PatchEdit {
  readonly kind: 'patch';
  readonly line: number;
  /** The old path; null when the diff creates the file. */
  readonly from: string | null;
  /** The new path; null when the diff deletes the file. */
  readonly to: string | null;
  readonly hunks: readonly Hunk[];
  /** Absent: a unified diff. */
  readonly format?: 'patch';
}

export interface Hunk {
  /** 1-based line of the reply. */
  readonly line: number;
  /** The old line number of the header, if it has one. Models get it wrong, so it only breaks ties. */
  readonly oldStart?: number | undefined;
  /** Lines of the file above the hunk, outermost first, as the patch names them behind `@@`. */
  readonly anchors?: readonly string[];
  /** What stands behind the second `@@` of a unified diff: a line above the hunk, usually the head of a function. */
  readonly heading?: string;
  readonly lines: readonly HunkLine[];
  /** Whether it has fewer lines than its header says. */
  readonly isShort?: boolean;
  /** Whether "\ No newline at end of file" follows the last old or the last new line. */
  readonly oldUnended: boolean;
  readonly newUnended: boolean;
}

export interface HunkLine {
  readonly op: ' ' | '-' | '+';
  readonly text: string;
}

/** The files an edit touches. */
export function pathsOf(edit: Edit): string[] {
  if (edit.kind !== 'patch') return [edit.path];
  return [...new Set([edit.from, edit.to])].filter((path) => path !== null);
}
